"""The policy repository and its Pages site, as GitHub shows them."""

from __future__ import annotations

from mtasts_pages.checks.finding import Area, Finding, Kind, Severity, find
from mtasts_pages.checks.policy_host import HOST_PROXIED
from mtasts_pages.checks.zone import CAA_FORBIDS
from mtasts_pages.dns import pages_target
from mtasts_pages.state import (
    CertificateProgress,
    DomainSeen,
    PagesHealth,
    PagesSite,
    RemoteRepository,
    Target,
    Visibility,
)

_REPAIRED_BY_PUBLISH = "run `mtasts-pages publish`, which fixes it"

# fmt: off
GITHUB_LEFT_OUT = Kind("github-left-out", Area.GITHUB, Severity.INFO,
    "GitHub was not asked, because there is no token",
    hint="set GITHUB_TOKEN, or name a file with `--token-file`",
    why="Everything that a sender sees was checked. Pages settings, the state of the certificate"
        " at GitHub and the owner's repositories need a token.")
GITHUB_UNREADABLE = Kind("github-unreadable", Area.GITHUB, Severity.INFO,
    "GitHub did not show the repository or its Pages site",
    hint="follow the message, then run the same command again",
    why="Everything that a sender sees was checked all the same.")
GITHUB_UNVERIFIED = Kind("github-unverified", Area.GITHUB, Severity.INFO,
    "The domain is not verified at GitHub",
    hint="verify the domain in the owner's Pages settings; `mtasts-pages dns` names the record",
    why="Verification keeps others at GitHub from claiming the policy host if the site is ever"
        " gone while the CNAME record remains. Verifying `example.com` protects"
        " `mta-sts.example.com`, but not `mta-sts.sub.example.com`.")
REPOSITORY_MISSING = Kind("repository-missing", Area.GITHUB, Severity.WARNING,
    "There is no policy repository",
    hint="run `mtasts-pages publish`, which creates it",
    why="The owner has no such repository, or the token may not see it.",
    explains=("host-unclaimed", "certificate-name", "policy-status"))
REPOSITORY_ARCHIVED = Kind("repository-archived", Area.GITHUB, Severity.WARNING,
    "The policy repository is archived",
    hint="unarchive it in its settings at GitHub",
    why="Its site is still served, but nothing in it can be changed.")
OWNER_RENAMED = Kind("owner-renamed", Area.GITHUB, Severity.ERROR,
    "The owner of the policy repository has another name now",
    hint="put the new name into the config, as `owner`; then run `mtasts-pages publish`",
    why="GitHub serves the sites at `<new name>.github.io`. The CNAME record of the policy host"
        " leads to the old name, which anybody can take, and with it the policy host.")
REPOSITORY_RENAMED = Kind("repository-renamed", Area.GITHUB, Severity.WARNING,
    "The policy repository has another name now",
    hint="put the new name into the config, as `repository`, or give it the old one back",
    why="`publish` changes nothing under a name that only leads elsewhere; the site is served as"
        " before.")
REPOSITORY_NOT_PUBLIC = Kind("repository-not-public", Area.GITHUB, Severity.WARNING,
    "The policy repository is not public",
    hint="make it public in its settings at GitHub; it holds no secret",
    why="Pages needs a paid plan for a private repository; when the plan ends, the policy is gone.")
PAGES_DISABLED = Kind("pages-disabled", Area.GITHUB, Severity.ERROR,
    "Pages is not enabled for the policy repository",
    hint=_REPAIRED_BY_PUBLISH,
    why="Nothing is served at the policy host.",
    explains=("host-unclaimed", "certificate-name", "policy-status"))
PAGES_SOURCE = Kind("pages-source", Area.GITHUB, Severity.WARNING,
    "Pages publishes something other than the root of the default branch",
    hint=_REPAIRED_BY_PUBLISH,
    why="A workflow that uploads the site drops `.well-known` unless told otherwise, and the"
        " `CNAME` file does not count then; from another branch or folder, something else is"
        " served.",
    explains=("policy-status", "policy-differs"))
PAGES_DOMAIN = Kind("pages-domain", Area.GITHUB, Severity.ERROR,
    "The Pages site does not have the policy host as its custom domain",
    hint=_REPAIRED_BY_PUBLISH,
    why="GitHub serves a site only at its custom domain, and gets a certificate for that name"
        " alone. A forced push that drops the `CNAME` file unsets it.",
    explains=("host-unclaimed", "certificate-name", "policy-status"))
PAGES_CERTIFICATE_PENDING = Kind("pages-certificate-pending", Area.GITHUB, Severity.WARNING,
    "GitHub has no certificate for the policy host yet",
    hint="wait: GitHub takes minutes, rarely a day",
    why="Until it has one, no sender can fetch the policy.",
    explains=("host-unclaimed", "certificate-name"))
PAGES_CERTIFICATE_FAILED = Kind("pages-certificate-failed", Area.GITHUB, Severity.WARNING,
    "GitHub could not get a certificate for the policy host",
    hint="first fix CAA records, proxy and CNAME record; then remove the custom domain in the"
         " Pages settings and set it again, once",
    why="An existing certificate works until it expires. Setting the custom domain again more"
        " than once within a few hours restarts the wait and runs into the authority's limits.",
    explains=("certificate-expired", "certificate-name"))
PAGES_HTTPS_NOT_ENFORCED = Kind("pages-https-not-enforced", Area.GITHUB, Severity.WARNING,
    "GitHub does not enforce HTTPS for the site",
    hint=_REPAIRED_BY_PUBLISH,
    why="Senders use HTTPS anyway, but GitHub drops the setting with every change of the custom"
        " domain, so this is a sign of one.")
PAGES_BUILD_FAILED = Kind("pages-build-failed", Area.GITHUB, Severity.WARNING,
    "GitHub could not build the site",
    hint="look at the deployments of the repository at GitHub",
    why="GitHub keeps serving what it built before.",
    explains=("policy-status", "policy-differs"))
PAGES_UNHEALTHY = Kind("pages-unhealthy", Area.GITHUB, Severity.WARNING,
    "GitHub's own check of the domain reports a fault",
    hint="fix what GitHub reports, then run the check again",
    why="GitHub looks at the domain from its side. It is asked only when the policy host has a"
        " fault, and only with a token that may write.")
# fmt: on


def judge_github(target: Target, seen: DomainSeen) -> tuple[Finding, ...]:
    """Return what is wrong with the policy repository and its Pages site.

    To a token without rights GitHub shows a repository or a site as missing; where Pages serves
    the policy that cannot be.
    """
    view, name = seen.github, str(target.repository)
    if view is None:
        return ()
    if view.problem is not None:
        return (find(GITHUB_UNREADABLE, name, view.problem.message, hint=view.problem.hint),)
    served_by_pages = seen.served.problem is None and pages_target(target.owner) in seen.aliases
    if served_by_pages and view.read_pages and view.pages is None:
        message = f"GitHub serves the Pages site of `{name}` but does not show it to this token"
        hint = "use a token that may read the repository and its Pages settings"
        return (find(GITHUB_UNREADABLE, name, message, hint=hint),)
    if view.repository is None:
        message = f"GitHub shows no repository `{name}`"
        return (find(REPOSITORY_MISSING, name, message),)
    found = _judge_repository(name, view.repository)
    if view.pages is not None:
        found += _judge_site(target, name, view.repository, view.pages)
    elif view.read_pages:
        found.append(find(PAGES_DISABLED, name, f"Pages is not enabled for `{name}`"))
    if view.health is not None:
        found += _judge_health(target.policy_host, view.health)
    return tuple(found)


def _judge_repository(name: str, repository: RemoteRepository) -> list[Finding]:
    found = []
    if repository.renamed_to is not None:
        moved = repository.renamed_to.partition("/")[0].casefold()
        kind = OWNER_RENAMED if moved != repository.name.owner.casefold() else REPOSITORY_RENAMED
        found.append(find(kind, name, f"`{name}` is `{repository.renamed_to}` now"))
    if repository.archived:
        found.append(find(REPOSITORY_ARCHIVED, name, f"`{name}` is archived"))
    if repository.visibility is not Visibility.PUBLIC:
        message = f"`{name}` is {repository.visibility.value.lower()}, not public"
        found.append(find(REPOSITORY_NOT_PUBLIC, name, message))
    return found


def _judge_site(
    target: Target, name: str, repository: RemoteRepository, pages: PagesSite
) -> list[Finding]:
    host = target.policy_host
    found = []
    if repository.default_branch is not None and not pages.publishes(repository.default_branch):
        what = (
            "what a workflow uploads"
            if pages.build_type == "workflow"
            else f"`{pages.path}` of the branch `{pages.branch}`"
        )
        message = f"Pages of `{name}` publishes {what}"
        found.append(find(PAGES_SOURCE, name, message))
    if pages.status == "errored":
        found.append(find(PAGES_BUILD_FAILED, name, f"the last build of `{name}` failed"))
    if pages.cname != host:
        has = f"`{pages.cname}`" if pages.cname else "none"
        message = f"the custom domain of the Pages site of `{name}` is {has}, not `{host}`"
        found.append(find(PAGES_DOMAIN, name, message))
        return found
    if pages.certificate_progress is CertificateProgress.FAILED:
        said = f": {pages.certificate_description}" if pages.certificate_description else ""
        message = f"the certificate for `{host}` is in state `{pages.certificate}`{said}"
        found.append(find(PAGES_CERTIFICATE_FAILED, host, message))
    elif pages.certificate_progress is CertificateProgress.PENDING:
        state = f"in state `{pages.certificate}`" if pages.certificate else "not requested yet"
        message = f"the certificate for `{host}` is {state} at GitHub"
        found.append(find(PAGES_CERTIFICATE_PENDING, host, message))
    elif not pages.https_enforced:
        message = f"GitHub does not enforce HTTPS for `{host}`"
        found.append(find(PAGES_HTTPS_NOT_ENFORCED, name, message))
    return found


def _judge_health(host: str, health: PagesHealth) -> list[Finding]:
    if health.caa_error:
        message = f"GitHub finds a fault in the CAA records of `{host}`: {health.caa_error}"
        return [find(CAA_FORBIDS, host, message)]
    if health.is_proxied:
        return [find(HOST_PROXIED, host, f"GitHub sees a proxy in front of `{host}`")]
    if not health.is_valid:
        message = f"GitHub finds a fault in `{host}`: {health.reason or 'no reason given'}"
        return [find(PAGES_UNHEALTHY, host, message)]
    return []
