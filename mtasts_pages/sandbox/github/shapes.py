"""The JSON that the REST API shows, with every field its description requires."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from mtasts_pages.sandbox.github.accounts import Account, AccountKind
from mtasts_pages.sandbox.github.repositories import Repository

Shape: TypeAlias = dict[str, object]

# Links of a repository object: key, and what follows the repository's own URL.
_REPOSITORY_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
_ACCOUNT_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
SWITCHES = {
    "has_issues": True,
    "has_projects": True,
    "has_wiki": True,
    "has_discussions": False,
    "is_template": False,
    "allow_squash_merge": True,
    "allow_merge_commit": True,
    "allow_rebase_merge": True,
    "allow_auto_merge": False,
    "delete_branch_on_merge": False,
    "allow_update_branch": False,
    "allow_forking": True,
    "web_commit_signoff_required": False,
}


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the API and the web pages of this GitHub are."""

    web: str
    api: str

    def repository(self, repository: Repository) -> str:
        """Return the API address of a repository."""
        return f"{self.api}/repos/{repository.full_name}"


def format_time(seconds: float) -> str:
    """Return the API's spelling of a time, in whole seconds."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def node_id(prefix: str, *parts: object) -> str:
    """Return the opaque global id of a thing, as GraphQL and REST share it."""
    text = ":".join(str(part) for part in parts)
    return f"{prefix}_{base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}"


def account_node_id(account: Account) -> str:
    """Return the global id of an account."""
    return node_id("U" if account.kind is AccountKind.USER else "O", account.id)


def shape_account(account: Account, urls: Urls) -> Shape:
    """Return ``simple-user``: an account where it is mentioned."""
    url = f"{urls.api}/users/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": account_node_id(account),
        "avatar_url": f"{urls.web}/avatars/{account.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{urls.web}/{account.login}",
        **{key: url + rest for key, rest in _ACCOUNT_LINKS.items()},
        "type": account.kind.value,
        "site_admin": False,
    }


def shape_repository(
    repository: Repository, owner: Account, urls: Urls, *, default_branch: str
) -> Shape:
    """Return what the three repository schemas of the API have in common."""
    url, web = urls.repository(repository), f"{urls.web}/{repository.full_name}"
    updated = format_time(repository.updated)
    return {
        "id": repository.id,
        "node_id": node_id("R", repository.id),
        "name": repository.name,
        "full_name": repository.full_name,
        "owner": shape_account(owner, urls),
        "private": repository.private,
        "visibility": "private" if repository.private else "public",
        "html_url": web,
        "description": repository.description,
        "fork": False,
        "url": url,
        **{key: url + rest for key, rest in _REPOSITORY_LINKS.items()},
        "git_url": f"{web}.git",
        "ssh_url": f"{web}.git",
        "clone_url": f"{web}.git",
        "svn_url": web,
        "mirror_url": None,
        "homepage": repository.homepage,
        "language": None,
        "license": None,
        "topics": [],
        **dict.fromkeys(("forks_count", "stargazers_count", "watchers_count", "size"), 0),
        **dict.fromkeys(("open_issues_count", "forks", "open_issues", "watchers"), 0),
        **{key: repository.switches.get(key, on) for key, on in SWITCHES.items()},
        "has_pages": repository.site is not None,
        "archived": repository.archived,
        "disabled": False,
        "default_branch": default_branch,
        "created_at": format_time(repository.created),
        "updated_at": updated,
        "pushed_at": format_time(repository.pushed or repository.created),
    }


def shape_permissions(level: int) -> Shape:
    """Return a ``permissions`` object for a role: 0 none, 1 read, 2 write, 3 admin."""
    read, write, admin = 1, 2, 3
    return {
        "admin": level >= admin,
        "maintain": level >= admin,
        "push": level >= write,
        "triage": level >= write,
        "pull": level >= read,
    }
