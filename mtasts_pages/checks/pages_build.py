"""A Pages build that failed: what to say of it, and whether to start it again. Pure.

Of a failed build GitHub keeps the result: a build of the same commit fails again at once
(schaurian/schautrack#171), so that only a new commit starts it again. GitHub's own troubles
pass (actions/deploy-pages#418); what the operator has to change does not.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from mtasts_pages.state import BuildFault, FailedBuild, RemoteRepository, Target

LATE_AFTER = timedelta(minutes=1)
"""After a commit: until then GitHub is not asked why it has not begun to build."""

_TRANSIENT = re.compile(
    r"page build failed\.?|.*(?:try again|timed? ?out|timeout|temporar|unavailable|cancell?ed"
    r"|internal (?:server )?error|something went wrong|in progress deployment"
    r"|connection re(?:set|fused)|unexpected error|unknown error).*",
    re.IGNORECASE | re.DOTALL,
)
_MINUTES, _HOUR, _HOURS = timedelta(minutes=10), timedelta(hours=1), timedelta(hours=12)
_PAUSES_TRANSIENT = (timedelta(), _MINUTES, _HOUR, _HOURS)
_PAUSES_LASTING = (_HOUR, _HOURS)
_PAUSES_NOT_BEGUN = (timedelta(minutes=20), _HOUR, _HOURS)
"""How old a failed build must be before it is started again: the first time, the second, …"""


def is_transient(build: FailedBuild) -> bool:
    """Return whether *build* failed for a reason of GitHub's own, which passes.

    >>> is_transient(FailedBuild(BuildFault.FAILED, "Page build failed."))
    True
    >>> is_transient(FailedBuild(BuildFault.FAILED, "The submodule `x` could not be cloned."))
    False
    """
    if build.fault is BuildFault.FAILED:
        return not build.reason or _TRANSIENT.fullmatch(build.reason) is not None
    return build.fault is BuildFault.NOT_BEGUN


def should_start_again(build: FailedBuild, repository: RemoteRepository, now: datetime) -> bool:
    """Return whether to start *build* again, at the moment *now* by GitHub's clock.

    How often it was started again is counted in the history, so that patience grows across runs.
    """
    match build.fault:
        case BuildFault.ACTIONS_DISABLED:
            return False
        case BuildFault.NOT_BEGUN:
            pauses: tuple[timedelta, ...] = _PAUSES_NOT_BEGUN
        case BuildFault.FAILED:
            pauses = _PAUSES_TRANSIENT if is_transient(build) else _PAUSES_LASTING
    pause = pauses[min(repository.rebuilds, len(pauses) - 1)]
    since = build.began or repository.head_committed or now
    return now - since >= pause


def describe_build(build: FailedBuild) -> str:
    """Return one clause about why GitHub does not publish what was pushed."""
    match build.fault:
        case BuildFault.ACTIONS_DISABLED:
            return (
                "GitHub Actions is disabled for the repository, and Pages publishes by it: enable"
                " it in the settings of the repository or the organization"
            )
        case BuildFault.NOT_BEGUN:
            return "GitHub has not begun to build what was pushed"
        case BuildFault.FAILED:
            return f"GitHub could not build the site: {build.reason or 'no reason given'}"


def advise_on_build(build: FailedBuild, target: Target, repository: RemoteRepository) -> str:
    """Return what the operator does about *build*."""
    again = f"start the build again by `mtasts-pages bump {target.domain}`"
    reason = build.reason.lower()
    if build.fault is BuildFault.ACTIONS_DISABLED:
        return f"enable GitHub Actions, Settings, Actions; then {again}"
    if is_transient(build):
        often = f" ({repository.rebuilds} times so far)" if repository.rebuilds else ""
        return (
            f"a later run starts the build again{often}; to do so now, {again}; see"
            " https://www.githubstatus.com"
        )
    if "environment" in reason or "deployment branch" in reason or "allowed to deploy" in reason:
        return (
            f"let the branch `{repository.default_branch}` deploy: settings of"
            f" `{target.repository}`, Environments, github-pages, Deployment branches; then {again}"
        )
    if "billing" in reason or "payment" in reason or "spending" in reason:
        return f"look at the owner's billing settings at GitHub; then {again}"
    return f"look at the deployments of `{target.repository}` at GitHub; then {again}"
