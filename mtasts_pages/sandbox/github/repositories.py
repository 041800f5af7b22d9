"""Repositories and their Pages sites as GitHub keeps them: mutable records.

What git knows (commits, branches) is not here but in the bare repository; what
follows from the time alone (a certificate's progress) is computed when asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

NAME_LIMIT = 100
_NAME = re.compile(r"[A-Za-z0-9._-]+")


class BuildType(StrEnum):
    """Who builds the site: GitHub from a branch, or a workflow of the repository."""

    LEGACY = "legacy"
    WORKFLOW = "workflow"


class BuildStatus(StrEnum):
    """How far one build has come."""

    BUILDING = "building"
    BUILT = "built"
    ERRORED = "errored"


@dataclass(slots=True)
class Build:
    """One build of a site: the commit, who caused it, and when it is deployed."""

    id: int
    commit: str
    pusher: str
    created: float
    due: float
    status: BuildStatus = BuildStatus.BUILDING
    error: str | None = None


@dataclass(slots=True)
class Site:
    """A repository's Pages site.

    ``dns_valid_since`` is the time of the first right DNS answer for the present
    ``cname``; the certificate's state follows from it.
    """

    branch: str
    path: str
    build_type: BuildType
    cname: str | None = None
    https_enforced: bool = True
    dns_valid_since: float | None = None
    builds: list[Build] = field(default_factory=list)

    def deployed(self) -> list[Build]:
        """Return the builds that were deployed, oldest first."""
        return [build for build in self.builds if build.status is BuildStatus.BUILT]


@dataclass(slots=True)
class Repository:
    """A repository's settings; ``owner`` and ``name`` in the spelling of their creation."""

    id: int
    owner: str
    name: str
    created: float
    updated: float
    pushed: float | None = None
    private: bool = False
    archived: bool = False
    description: str | None = None
    homepage: str | None = None
    switches: dict[str, bool] = field(default_factory=dict)  # has_issues, allow_… and the like
    former_names: list[str] = field(default_factory=list)
    site: Site | None = None

    @property
    def full_name(self) -> str:
        """Return ``owner/name``."""
        return f"{self.owner}/{self.name}"


def normalize_name(name: str) -> str:
    """Return the name that GitHub gives a repository asked for as *name*.

    Runs of characters outside its alphabet become one ``-``.

    >>> normalize_name("mta-sts.example.com")
    'mta-sts.example.com'
    >>> normalize_name("our policy!")
    'our-policy-'
    """
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name)


def explain_bad_name(name: str) -> str | None:
    """Return why *name*, normalised, cannot be a repository's name, or ``None``."""
    if len(name) > NAME_LIMIT:
        return f"name is too long (maximum is {NAME_LIMIT} characters)"
    if not _NAME.fullmatch(name) or name in {".", ".."}:
        return "name is invalid"
    if name.endswith((".git", ".wiki")):
        return "name cannot end with .git or .wiki"
    return None
