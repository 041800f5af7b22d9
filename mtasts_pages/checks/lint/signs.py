"""Which folders are repositories, and which only hold some, by the names in them.

A checkout is a repository whatever its name is: people call clones `mta-sts`, or `.well-known`.
"""

from __future__ import annotations

from mtasts_pages.checks.lint.candidates import BUILT_FROM, CONFIGS
from mtasts_pages.checks.lint.likeness import is_like, is_like_policy_name, is_like_well_known
from mtasts_pages.checks.lint.markers import HOST_MARKERS
from mtasts_pages.site import CNAME
from mtasts_pages.site.files import NOJEKYLL
from mtasts_pages.state.folder import FolderRole, Listing, Names


def classify_folder(folder: Listing) -> FolderRole:
    """Return what *folder* is: a repository, the parent of some, or neither.

    >>> clone = Names(folders=frozenset({".git", ".well-known"}))
    >>> parent = Names(folders=frozenset({"mta-sts"}))
    >>> classify_folder(Listing(parent, {"mta-sts": clone})).value
    'parent'
    """
    names = folder.names
    own = {name for name, inner in folder.inner.items() if _is_repository(name, inner)}
    if names.is_checkout:
        is_marked = _is_marked(folder, own)
        return FolderRole.REPOSITORY if is_marked else FolderRole.CHECKOUT
    if _has_site(Names(names.files, names.folders - own)):
        return FolderRole.SITE
    if own:
        has_policy = _holds_policy(names, own)
        return FolderRole.PARENT_WITH_POLICY if has_policy else FolderRole.PARENT
    return FolderRole.REPOSITORY if _is_marked(folder, own) else FolderRole.OTHER


def _is_repository(name: str, inner: Names) -> bool:
    return inner.is_checkout or (name not in BUILT_FROM and _has_site(inner))


def _has_site(names: Names) -> bool:
    """Return whether a folder has a site of its own: a policy, and what Pages needs beside it."""
    return bool(names.files & {CNAME, NOJEKYLL}) and any(map(is_like_well_known, names.folders))


def _is_marked(folder: Listing, own: set[str]) -> bool:
    names = folder.names
    if _has_sign(names, own) or any(
        _has_sign(folder.inner[name]) for name in names.folders & BUILT_FROM - own
    ):
        return True
    is_deployed = bool(names.files & HOST_MARKERS.keys()) or (
        ".github" not in own and "workflows" in folder.inner.get(".github", Names()).folders
    )
    return is_deployed and any(
        is_like_well_known(each)
        for name in names.folders - own
        for each in folder.inner.get(name, Names()).folders
    )


def _has_sign(names: Names, own: set[str] | frozenset[str] = frozenset()) -> bool:
    return _holds_policy(names, own) or any(
        name in (CNAME, NOJEKYLL, *CONFIGS) or is_like(name, CNAME, slips=0) for name in names.files
    )


def _holds_policy(names: Names, own: set[str] | frozenset[str]) -> bool:
    return any(map(is_like_well_known, (names.folders - own) | names.files)) or any(
        is_like(name, "mta-sts")
        or (name.casefold().strip().endswith(".txt") and is_like_policy_name(name))
        for name in names.files
    )
