"""A repository's Pages site: read, enable, set the domain, enforce HTTPS.

GitHub, "REST API endpoints for GitHub Pages". PyGithub has no calls for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from mtasts_pages.errors import GitHubError
from mtasts_pages.state import (
    BuildFault,
    CertificateState,
    FailedBuild,
    PagesSite,
    RepositoryName,
)
from mtasts_pages.text import escape_unprintable
from mtasts_pages.world.github.refusals import (
    AlreadyThereError,
    CertificateMissingError,
    explain_refusal,
)
from mtasts_pages.world.github.reply import Reply
from mtasts_pages.world.github.session import Session


class Pages:
    """The Pages settings of repositories."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, name: RepositoryName) -> PagesSite | None:
        """Return the settings, or ``None`` when Pages is not enabled."""
        reply = self._session.read(_path(name))
        if reply.status == HTTPStatus.NOT_FOUND:  # documented: no Pages site
            return None
        if reply.status != HTTPStatus.OK:
            raise self._refusal(reply, "read", name)
        return _read_site(reply.data)

    def enable(self, name: RepositoryName, branch: str) -> PagesSite:
        """Publish the root of *branch*, and return the new settings."""
        body = {"build_type": "legacy", "source": {"branch": branch, "path": "/"}}
        # No harm in repeating: a repository has one Pages site.
        reply = self._session.call("POST", _path(name), body, repeatable=True)
        if reply.status == HTTPStatus.CREATED:
            return _read_site(reply.data)
        refusal = self._refusal(reply, "enable", name)
        if not isinstance(refusal, AlreadyThereError):
            raise refusal
        # Enabled meanwhile, or by an earlier request whose answer was lost.
        site = self.read(name)
        if site is None:
            raise refusal
        return site

    def set_source(self, name: RepositoryName, branch: str) -> None:
        """Publish the root of *branch* instead of what is published now."""
        body = {"build_type": "legacy", "source": {"branch": branch, "path": "/"}}
        self._update(name, body, "change what Pages publishes of")

    def set_domain(self, name: RepositoryName, policy_host: str) -> None:
        """Make *policy_host* the custom domain, and nothing else in the same request."""
        self._update(name, {"cname": policy_host}, "set the custom domain of")

    def set_domain_anew(self, name: RepositoryName, policy_host: str) -> None:
        """Remove the custom domain and set it again, to make GitHub ask for a certificate.

        In between anybody could claim it, so nothing pauses or stops there.
        """
        self._update(name, {"cname": None}, "remove the custom domain of")
        body = {"cname": policy_host}
        self._update(name, body, "set the custom domain of", at_once=True)

    def enforce_https(self, name: RepositoryName) -> bool:
        """Enforce HTTPS, and nothing else in the same request; ``False`` without a certificate.

        Sent together with ``cname`` GitHub would answer 404 for the missing certificate
        and drop the domain as well.
        """
        try:
            self._update(name, {"https_enforced": True}, "enforce HTTPS for")
        except CertificateMissingError:
            return False
        return True

    def find_failed_build(self, name: RepositoryName, head: str) -> FailedBuild | None:
        """Return why GitHub does not publish the commit *head*, ``None`` when it may yet.

        GitHub, "Get latest Pages build", "Get GitHub Actions permissions for a repository". A
        refusal to show them says nothing about the site.
        """
        reply = self._session.read(f"{_path(name)}/builds/latest")
        build = reply.data if isinstance(reply.data, dict) and reply.status == HTTPStatus.OK else {}
        built = build.get("commit") or head
        if built == head and build.get("status") == "errored":
            error = build.get("error")
            said = error.get("message") if isinstance(error, dict) else None
            reason = escape_unprintable(str(said or "").strip())
            return FailedBuild(BuildFault.FAILED, reason, _read_moment(build.get("created_at")))
        actions = self._session.read(f"/repos/{name}/actions/permissions")
        if actions.status == HTTPStatus.OK and actions.data.get("enabled") is False:
            return FailedBuild(BuildFault.ACTIONS_DISABLED)
        never = reply.status == HTTPStatus.NOT_FOUND
        return FailedBuild(BuildFault.NOT_BEGUN) if never or built != head else None

    def _update(
        self,
        name: RepositoryName,
        body: Mapping[str, object],
        what: str,
        *,
        at_once: bool = False,
    ) -> None:
        reply = self._session.call("PUT", _path(name), body, at_once=at_once)
        if reply.status != HTTPStatus.NO_CONTENT:
            raise explain_refusal(reply.status, reply.message, reply.headers, f"{what} `{name}`")

    @staticmethod
    def _refusal(reply: Reply, verb: str, name: RepositoryName) -> Exception:
        what = f"{verb} Pages for `{name}`"
        return explain_refusal(reply.status, reply.message, reply.headers, what)


def _path(name: RepositoryName) -> str:
    # Both are checked names of GitHub's alphabet: see config.
    return f"/repos/{name}/pages"


def _read_site(data: Any) -> PagesSite:  # noqa: ANN401 - a JSON document
    if not isinstance(data, dict):
        raise GitHubError("GitHub describes a Pages site in a way that this program cannot read")
    source = data.get("source") or {}
    certificate = data.get("https_certificate")
    state = None
    expires = None
    description = None
    if isinstance(certificate, dict):
        given = str(certificate.get("state"))
        known = given in CertificateState.__members__.values()
        state = CertificateState(given) if known else CertificateState.UNKNOWN
        description = str(certificate.get("description") or "") or None
        expires = _read_date(certificate.get("expires_at"))
    return PagesSite(
        build_type=data.get("build_type"),
        branch=source.get("branch"),
        path=source.get("path"),
        cname=data.get("cname") or None,
        https_enforced=bool(data.get("https_enforced")),
        certificate=state,
        certificate_description=description,
        certificate_expires=expires,
        protected_domain_state=data.get("protected_domain_state"),
        status=data.get("status"),
    )


def _read_moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _read_date(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
