"""The git that may have started this program, as from a hook or an alias."""

from __future__ import annotations

import os

# What `git rev-parse --local-env-vars` lists: it binds a process to one repository. The last
# three are how `git -c` hands its settings on.
_VARIABLES = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
)


def leave_outer_git() -> None:
    """Forget the repository of an outer git, for this process and those that it starts.

    GitPython and git would otherwise read and write there instead of where they are told.
    """
    for name in _VARIABLES:
        os.environ.pop(name, None)
