"""Git repositories on this machine and at GitHub.

Other packages import the names below from here. Each is loaded when it is first asked for, so
that what needs no repository on this machine, such as ``plan``, does not load GitPython.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtasts_pages.world.git.creation import (
        DEFAULT_BRANCH,
        create_repository,
        open_or_create_repository,
    )
    from mtasts_pages.world.git.environment import forget_outer_git, git_environment
    from mtasts_pages.world.git.history import read_clone
    from mtasts_pages.world.git.objects import hash_tree
    from mtasts_pages.world.git.refusals import (
        PushRejectedError,
        RepositoryMissingError,
        UnsignedError,
    )
    from mtasts_pages.world.git.remote import TRANSFER_LIMIT, Remote
    from mtasts_pages.world.git.repository import Repository
    from mtasts_pages.world.git.signing import CommitSigner, find_signer
    from mtasts_pages.world.git.transfers import stop_transfers

__all__ = [
    "DEFAULT_BRANCH",
    "TRANSFER_LIMIT",
    "CommitSigner",
    "PushRejectedError",
    "Remote",
    "Repository",
    "RepositoryMissingError",
    "UnsignedError",
    "create_repository",
    "find_signer",
    "forget_outer_git",
    "git_environment",
    "hash_tree",
    "open_or_create_repository",
    "read_clone",
    "stop_transfers",
]

_MODULES = {
    "creation": ("DEFAULT_BRANCH", "create_repository", "open_or_create_repository"),
    "environment": ("forget_outer_git", "git_environment"),
    "history": ("read_clone",),
    "objects": ("hash_tree",),
    "refusals": ("PushRejectedError", "RepositoryMissingError", "UnsignedError"),
    "remote": ("TRANSFER_LIMIT", "Remote"),
    "repository": ("Repository",),
    "signing": ("CommitSigner", "find_signer"),
    "transfers": ("stop_transfers",),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
