"""A repository's Pages site: read, enable, set the domain, enforce HTTPS.

GitHub, "REST API endpoints for GitHub Pages". PyGithub has no calls for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from mtasts_pages.state import CertificateState, PagesSite, RepositoryName
from mtasts_pages.world.github.fields import Fields, UnreadableError
from mtasts_pages.world.github.refusals import AlreadyThereError, explain_refusal
from mtasts_pages.world.github.reply import Reply
from mtasts_pages.world.github.session import Session

_BUILD_TYPES = ("legacy", "workflow", None)


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
        return _read_site(reply.data, name)

    def enable(self, name: RepositoryName, branch: str) -> PagesSite:
        """Publish the root of *branch*, and return the new settings."""
        body = {"build_type": "legacy", "source": {"branch": branch, "path": "/"}}
        # No harm in repeating: a repository has one Pages site.
        reply = self._session.call("POST", _path(name), body, repeatable=True)
        if reply.status == HTTPStatus.CREATED:
            self._session.expect(f"GET {_path(name)}", f"PUT {_path(name)}")
            return _read_site(reply.data, name)
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

    def enforce_https(self, name: RepositoryName) -> None:
        """Enforce HTTPS, and nothing else in the same request.

        Sent together with ``cname`` GitHub would answer 404 for the missing certificate
        and drop the domain as well.
        """
        self._update(name, {"https_enforced": True}, "enforce HTTPS for")

    def find_build_problem(self, name: RepositoryName) -> str:
        """Return one clause about why GitHub does not publish what was pushed, ``""`` without one.

        GitHub, "Get latest Pages build", "Get GitHub Actions permissions for a repository". A
        refusal to show them says nothing about the site.
        """
        build = self._session.read(f"{_path(name)}/builds/latest")
        try:
            if build.status == HTTPStatus.OK:
                latest = _read(build.data, f"the latest Pages build of `{name}`")
                if latest.find_text("status") == "errored":
                    error = latest.find_inner("error")
                    said = error.words("message") if error is not None else ""
                    return f"GitHub could not build the site: {said or 'no reason given'}"
            actions = self._session.read(f"/repos/{name}/actions/permissions")
            if actions.status != HTTPStatus.OK:
                return ""
            allowed = _read(actions.data, f"the Actions permissions of `{name}`")
            disabled = allowed.find_flag("enabled") is False
        except UnreadableError as unreadable:
            return unreadable.message
        if disabled:
            return (
                "GitHub Actions is disabled for the repository, and Pages publishes by it: enable"
                " it in the settings of the repository or the organization"
            )
        return ""

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


def _read(data: object, what: str) -> Fields:
    return Fields.read(data, what, is_whole=False)


def _read_site(data: object, name: RepositoryName) -> PagesSite:
    """Return the settings; which of them may be missing is what GitHub's description says."""
    site = _read(data, f"the Pages site of `{name}`")
    site.require("cname", "status")
    source = site.find_inner("source")
    build_type = site.find_text("build_type")
    if build_type not in _BUILD_TYPES:
        raise site.refuse("build_type", "a word that this program does not know")
    settings = PagesSite(
        build_type=build_type,
        branch=None if source is None else source.text("branch"),
        path=None if source is None else source.text("path"),
        cname=site.find_text("cname") or None,
        https_enforced=site.flag("https_enforced") if "https_enforced" in site.data else False,
        certificate=None,
        protected_domain_state=site.find_text("protected_domain_state"),
        status=site.find_text("status"),
    )
    certificate = site.find_inner("https_certificate")
    if certificate is None:
        return settings
    given = certificate.find_text("state") or ""
    known = given in CertificateState.__members__.values()
    return replace(
        settings,
        certificate=CertificateState(given) if known else CertificateState.UNKNOWN,
        certificate_description=certificate.words("description") or None,
        certificate_expires=certificate.find_date("expires_at"),
    )
