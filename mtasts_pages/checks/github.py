"""How the domain stands at GitHub."""

from __future__ import annotations

from mtasts_pages.checks.codes import Code
from mtasts_pages.checks.finding import Finding, find
from mtasts_pages.checks.intent import Intent
from mtasts_pages.state import (
    CertificateProgress,
    GitHubView,
    PagesHealth,
    PagesSite,
    RemoteRepository,
    Visibility,
)


def judge_github(intent: Intent, view: GitHubView, *, served_by_pages: bool) -> tuple[Finding, ...]:
    """Return what is wrong with the policy repository and its Pages site.

    To a token without rights GitHub shows a repository or a site as missing; where Pages serves
    the policy (*served_by_pages*) that cannot be.
    """
    domain = intent.domain
    name = f"{domain.owner}/{domain.repository}"
    if view.problem:
        return (find(Code.GITHUB_UNREADABLE, name, view.problem),)
    if served_by_pages and view.pages is None:
        message = f"GitHub shows no Pages site of `{name}` to this token, and serves it"
        hint = "use a token that may read the repository and its Pages settings"
        return (find(Code.GITHUB_UNREADABLE, name, message, hint=hint),)
    if view.repository is None:
        message = f"GitHub shows no repository `{name}`"
        return (find(Code.REPOSITORY_MISSING, name, message),)
    found = _judge_repository(name, view.repository)
    if view.pages is None:
        found.append(find(Code.PAGES_DISABLED, name, f"Pages is not enabled for `{name}`"))
        return tuple(found)
    found += _judge_site(intent, name, view.repository, view.pages)
    if view.health is not None:
        found += _judge_health(domain.policy_host, view.health)
    return tuple(found)


def _judge_repository(name: str, repository: RemoteRepository) -> list[Finding]:
    found = []
    if repository.archived:
        found.append(find(Code.REPOSITORY_ARCHIVED, name, f"`{name}` is archived"))
    if repository.visibility is not Visibility.PUBLIC:
        message = f"`{name}` is {repository.visibility.value.lower()}, not public"
        found.append(find(Code.REPOSITORY_NOT_PUBLIC, name, message))
    return found


def _judge_site(
    intent: Intent, name: str, repository: RemoteRepository, pages: PagesSite
) -> list[Finding]:
    host = intent.domain.policy_host
    found = []
    if repository.default_branch is not None and not pages.publishes(repository.default_branch):
        what = (
            "what a workflow uploads"
            if pages.build_type == "workflow"
            else f"`{pages.path}` of the branch `{pages.branch}`"
        )
        message = f"Pages of `{name}` publishes {what}"
        found.append(find(Code.PAGES_SOURCE, name, message))
    if pages.status == "errored":
        found.append(find(Code.PAGES_BUILD_FAILED, name, f"the last build of `{name}` failed"))
    if pages.cname != host:
        has = f"`{pages.cname}`" if pages.cname else "none"
        message = f"the domain of the Pages site of `{name}` is {has}, not `{host}`"
        found.append(find(Code.PAGES_DOMAIN, name, message))
        return found
    if pages.certificate_progress is CertificateProgress.FAILED:
        said = f": {pages.certificate_description}" if pages.certificate_description else ""
        message = f"the certificate for `{host}` is in state `{pages.certificate}`{said}"
        found.append(find(Code.PAGES_CERTIFICATE_FAILED, host, message))
    elif pages.certificate_progress is CertificateProgress.PENDING:
        state = f"in state `{pages.certificate}`" if pages.certificate else "not asked for yet"
        message = f"the certificate for `{host}` is {state} at GitHub"
        found.append(find(Code.PAGES_CERTIFICATE_PENDING, host, message))
    elif not pages.https_enforced:
        message = f"GitHub does not enforce HTTPS for `{host}`"
        found.append(find(Code.PAGES_HTTPS_NOT_ENFORCED, name, message))
    return found


def _judge_health(host: str, health: PagesHealth) -> list[Finding]:
    if health.caa_error:
        message = f"GitHub meets a fault of the CAA records of `{host}`: {health.caa_error}"
        return [find(Code.CAA_FORBIDS, host, message)]
    if health.is_proxied:
        return [find(Code.HOST_PROXIED, host, f"GitHub sees a proxy before `{host}`")]
    if not health.is_valid:
        message = f"GitHub finds a fault of `{host}`: {health.reason or 'no reason given'}"
        return [find(Code.PAGES_UNHEALTHY, host, message)]
    return []
