"""Endpoints of GitHub Pages; the rules behind them are in `publishing`."""

from __future__ import annotations

import re
import time
from typing import cast

from mtasts_pages.sandbox.github.bodies import BOOLEAN, NULLABLE_STRING, STRING, Body, Kind
from mtasts_pages.sandbox.github.calls import Call, Result
from mtasts_pages.sandbox.github.gitstore import StaleRefError
from mtasts_pages.sandbox.github.health import shape_health
from mtasts_pages.sandbox.github.publishing import describe_certificate
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.repositories import (
    Build,
    BuildStatus,
    BuildType,
    Repository,
    Site,
)
from mtasts_pages.sandbox.github.routes import Route
from mtasts_pages.sandbox.github.shapes import Shape, format_time, shape_account

_VERIFYING = (
    "https://docs.github.com/pages/configuring-a-custom-domain-for-your-github-pages-site/"
    "verifying-your-custom-domain-for-github-pages"
)
_DOMAIN = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_PATH = Kind(("string",), choices=("/", "/docs"))
_BUILD_TYPE = Kind(("string",), choices=tuple(BuildType))
_CREATE = Body(
    {
        "build_type": _BUILD_TYPE,
        "source": Kind(("object",), keys={"branch": STRING, "path": _PATH}, required=("branch",)),
    },
    any_of=("source", "build_type"),
)
_UPDATE = Body(
    {
        "cname": NULLABLE_STRING,
        "https_enforced": BOOLEAN,
        "build_type": _BUILD_TYPE,
        "source": Kind(
            ("object",), keys={"branch": STRING, "path": _PATH}, required=("branch", "path")
        ),
        "public": BOOLEAN,
    },
    any_of=("build_type", "source", "cname", "public", "https_enforced"),
)


def get_site(call: Call) -> Result:
    """Return the site."""
    return Result(200, _shape_site(call, _site(call)))


def create_site(call: Call) -> Result:
    """Enable Pages for a branch, or for a workflow."""
    repository, state = call.repository, call.hub.state
    if repository.site is not None:
        raise Refusal(409, "GitHub Pages is already enabled.")
    _check_plan(call, repository)
    branch, path = _read_source(call, call.git.head(), "/")
    build_type = BuildType(str(call.body.get("build_type", BuildType.LEGACY)))
    call.hub.publishing.enable(repository, branch, path, build_type, call.actor())
    state.save(repository)
    return Result(201, _shape_site(call, _site(call)))


def update_site(call: Call) -> Result:
    """Change the site: everything that was sent, or nothing when a part is refused."""
    repository, site, body = call.repository, _site(call), call.body
    if "public" in body:
        raise Refusal(
            400,
            "Private pages is not enabled for this repository. All Pages will be public.",
        )
    cname = site.cname
    if "cname" in body:
        cname = _check_domain(call, repository, cast("str | None", body["cname"]))
    if "https_enforced" in body and cname is not None:
        _check_certificate(call, site, cname)
    if "source" in body:
        site.branch, site.path = _read_source(call, site.branch, site.path)
    if "build_type" in body:
        site.build_type = BuildType(str(body["build_type"]))
    if "cname" in body:
        try:
            call.hub.publishing.set_domain(repository, cname, call.actor())
        except StaleRefError as error:
            raise Refusal(409, f"The {site.branch} branch is being changed.") from error
    if "https_enforced" in body and cname is not None:
        site.https_enforced = bool(body["https_enforced"])
    call.hub.state.save(repository)
    if "source" in body or "build_type" in body:
        call.hub.publishing.build(repository, call.actor())
    return Result(204)


def delete_site(call: Call) -> Result:
    """Take the site down."""
    _site(call)
    call.hub.publishing.disable(call.repository)
    return Result(204)


def get_latest_build(call: Call) -> Result:
    """Return the newest build."""
    builds = _site(call).builds
    if not builds:
        raise Refusal.not_found()
    return Result(200, _shape_build(call, builds[-1]))


def check_health(call: Call) -> Result:
    """Return the report on the domain, 202 while it is being made."""
    site = _site(call)
    if site.cname is None:
        raise Refusal(422, "There isn't a CNAME for this page", errors=[])
    found = call.hub.health.ask(site.cname)
    if found is None:
        return Result(202, {})
    return Result(200, shape_health(call.repository, site, found[0], call.hub.publishing.lag))


def _site(call: Call) -> Site:
    if call.repository.site is None:
        raise Refusal.not_found()
    return call.repository.site


def _check_plan(call: Call, repository: Repository) -> None:
    owner = call.hub.state.account(repository.owner)
    if repository.private and owner is not None and owner.plan == "free":
        raise Refusal(
            422,
            "Your current plan does not support GitHub Pages for this repository.",
            errors=[],
        )


def _read_source(call: Call, branch: str, path: str) -> tuple[str, str]:
    source = cast("dict[str, str]", call.body.get("source", {}))
    branch, path = source.get("branch", branch), source.get("path", path)
    if call.body.get("build_type") != BuildType.WORKFLOW and call.git.branch(branch) is None:
        raise Refusal(
            422,
            f"The {branch} branch must exist before GitHub Pages can be built.",
            errors=[],
        )
    return branch, path


def _check_domain(call: Call, repository: Repository, cname: str | None) -> str | None:
    """Return the domain in GitHub's spelling; refuse what it cannot be."""
    if not cname:
        return None
    cname = cname.lower()
    if not _DOMAIN.fullmatch(cname):
        raise Refusal(400, f"The custom domain `{cname}` is not properly formatted.")
    holder = call.hub.state.domain_holder(cname)
    if holder is None or holder is repository:
        return cname
    taken = f"The custom domain `{cname}` is already taken"
    if holder.owner == repository.owner:
        whose = (
            "organization" if call.role and repository.owner != call.actor().login else "account"
        )
        raise Refusal(400, f"{taken} by another repository in your {whose}.")
    raise Refusal(
        400,
        f"{taken}. If you are the owner of this domain, check out {_VERIFYING} "
        "for information about how to verify and release this domain.",
    )


def _check_certificate(call: Call, site: Site, cname: str) -> None:
    certificate = describe_certificate(site, call.hub.publishing.lag, time.time())
    if site.cname != cname or certificate is None or not certificate.approved:
        raise Refusal(404, "The certificate does not exist yet")


def _shape_site(call: Call, site: Site) -> Shape:
    repository = call.repository
    latest = site.builds[-1] if site.builds else None
    host = site.cname or f"{repository.owner.lower()}.github.io"
    path = "" if site.cname or repository.name.lower() == host else f"{repository.name}/"
    scheme = "https" if site.https_enforced else "http"
    shape: Shape = {
        "url": f"{call.hub.urls.repository(repository)}/pages",
        "status": None if latest is None else latest.status.value,
        "cname": site.cname,
        "custom_404": _has_404(call, site),
        "html_url": f"{scheme}://{host}/{path}",
        "build_type": site.build_type.value,
        "source": {"branch": site.branch, "path": site.path},
        "public": True,
        "protected_domain_state": None if site.cname is None else "unverified",
        "pending_domain_unverified_at": None,
        "https_enforced": site.https_enforced,
    }
    certificate = describe_certificate(site, call.hub.publishing.lag, time.time())
    if certificate is not None:
        shown: Shape = {
            "state": certificate.state,
            "description": certificate.description,
            "domains": [certificate.domain],
        }
        if certificate.expires is not None:
            shown["expires_at"] = certificate.expires
        shape["https_certificate"] = shown
    return shape


def _has_404(call: Call, site: Site) -> bool:
    deployed = site.deployed()
    return (
        bool(deployed)
        and call.git.blob_at(deployed[-1].commit, f"{site.path}/404.html") is not None
    )


def _shape_build(call: Call, build: Build) -> Shape:
    pusher = call.hub.state.account(build.pusher)
    done = build.status is not BuildStatus.BUILDING
    return {
        "url": f"{call.hub.urls.repository(call.repository)}/pages/builds/{build.id}",
        "status": build.status.value,
        "error": {"message": build.error},
        "pusher": None if pusher is None else shape_account(pusher, call.hub.urls),
        "commit": build.commit,
        "duration": int((build.due - build.created) * 1000) if done else 0,
        "created_at": format_time(build.created),
        "updated_at": format_time(build.due if done else build.created),
    }


_READ = {"pages": "read"}
_BOTH = {"pages": "write", "administration": "write"}
_PAGES = "/repos/{owner}/{repo}/pages"
ROUTES = (
    Route("GET", _PAGES, get_site, _READ),
    Route("POST", _PAGES, create_site, _BOTH, body=_CREATE, creates_content=True),
    Route("PUT", _PAGES, update_site, _BOTH, body=_UPDATE),
    Route("DELETE", _PAGES, delete_site, _BOTH),
    Route("GET", f"{_PAGES}/builds/latest", get_latest_build, _READ),
    Route("GET", f"{_PAGES}/health", check_health, _BOTH),
)
