"""Why a domain cannot or must not be published, found before anything is done. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.checks.standing import id_is_unknown
from mtasts_pages.errors import (
    GitHubError,
    MtaStsPagesError,
    NetworkError,
    PermissionDeniedError,
)
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import (
    DomainSeen,
    GitHubSeen,
    OwnerKind,
    RemoteRepository,
    RepositoryName,
    Target,
)
from mtasts_pages.state.github import is_plain_branch
from mtasts_pages.text import quote


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why ``publish`` refuses a domain, and what the operator can do."""

    sentence: str
    hint: str
    error: type[MtaStsPagesError] = GitHubError
    """What it is for the exit code."""

    def make_error(self) -> MtaStsPagesError:
        """Return the error that a refused domain fails with."""
        return self.error(self.sentence, self.hint)


def find_obstacle(
    target: Target, seen: DomainSeen, *, adopt: bool, announce_again: bool
) -> Obstacle | None:
    """Return why *target* must not or cannot be published, or ``None``.

    Args:
        target: The domain.
        seen: What was seen of it, GitHub's side among it.
        adopt: A repository that holds something else may be taken over.
        announce_again: The policy gets a new id even if it has not changed.

    """
    github = seen.github or GitHubSeen()
    if github.lacking is not None:
        error = github.lacking
        return Obstacle(error.message, error.hint or "", type(error))
    if github.repository is None:
        return _find_owner_obstacle(target, github)
    return _find_repository_obstacle(github.repository, adopt=adopt) or _find_dns_obstacle(
        target, seen, github.repository, announce_again=announce_again
    )


def _find_owner_obstacle(target: Target, github: GitHubSeen) -> Obstacle | None:
    """Return why the repository cannot be created."""
    owner, name = github.owner, target.repository
    if github.holder is not None:
        return Obstacle(
            f"`{github.holder}` has `{target.policy_host}` as its custom domain, so that another"
            f" repository, `{name}`, could not have it",
            f"name it in the config: `repository: {github.holder.name}` for `{target.domain}`",
        )
    if owner is None:
        return Obstacle(
            f"GitHub knows no user or organization `{target.owner}`",
            "correct `owner` in the config; the token must be able to see it",
        )
    if owner.kind is OwnerKind.USER and owner.by_app:
        # GitHub, "Create a repository for the authenticated user": not for App tokens.
        return Obstacle(
            f"a GitHub App cannot create `{name}`: `{name.owner}` is a user",
            f"create the empty public repository `{name.name}` by hand, use a token of"
            f" `{name.owner}`, or an organization as the owner",
            PermissionDeniedError,
        )
    if owner.kind is OwnerKind.USER and not owner.is_viewer:
        return Obstacle(
            f"`{name.owner}` is a user, and the token belongs to somebody else",
            f"use a token of `{name.owner}`, or an organization as the owner",
        )
    if not owner.may_create:
        return Obstacle(
            f"the organization `{owner.login}` does not let you create repositories",
            "ask one of its owners, or let one of them run this",
            PermissionDeniedError,
        )
    return None


def _find_repository_obstacle(repository: RemoteRepository, *, adopt: bool) -> Obstacle | None:
    """Return why the repository must not or cannot be written to."""
    name = repository.name
    if repository.refusal is not None:
        return Obstacle(
            f"GitHub does not show `{name}`: {repository.refusal}",
            "the token needs access to all repositories of the owner, and an authorization where"
            " the organization asks for single sign-on",
            PermissionDeniedError,
        )
    if repository.renamed_to is not None:
        # Under the old name GitHub would create a second one, and forget where it led.
        owner, _, now = repository.renamed_to.partition("/")
        keys = [f"`owner: {owner}`"] if owner.casefold() != name.owner.casefold() else []
        keys += [f"`repository: {now}`"] if now.casefold() != name.name.casefold() else []
        return Obstacle(
            f"`{name}` was renamed to `{repository.renamed_to}`",
            f"put the new name into the config, {' and '.join(keys)}, or give it the old one back",
        )
    branch = repository.default_branch
    if repository.archived:
        return Obstacle(f"`{name}` is archived", "unarchive it in its settings at GitHub")
    if not adopt and not repository.is_policy_repository:
        return Obstacle(
            f"`{name}` holds something else: it has no `{POLICY_PATH}` and no commit of"
            " this program",
            "give the domain another `repository` in the config, or take this one over by"
            " `mtasts-pages publish --adopt`; its other files stay",
        )
    if not repository.may_administer:
        return Obstacle(
            f"the token's user may not administer `{name}`",
            "Pages settings need the role Admin or Maintain on the policy repository",
            PermissionDeniedError,
        )
    return None if branch is None or is_plain_branch(branch) else _name_odd_branch(name, branch)


def _name_odd_branch(name: RepositoryName, branch: str) -> Obstacle:
    return Obstacle(
        f"the default branch of `{name}`, {quote(branch)}, has a name that this program does not"
        " work with",
        "give it another name at GitHub, such as `main`: Settings, Default branch",
    )


def _find_dns_obstacle(
    target: Target, seen: DomainSeen, repository: RemoteRepository, *, announce_again: bool
) -> Obstacle | None:
    """Return that the DNS does not say which policy id senders know, where that matters."""
    record = seen.policy_record
    unknown = id_is_unknown(target, repository, record)
    if not unknown and not (announce_again and record.failed):
        return None
    return Obstacle(
        record.silence,
        "which policy id senders know depends on it; run the same command again when the"
        " name server answers",
        NetworkError,
    )
