"""The environment in which git runs: the token, and nothing of the machine's own git.

The token reaches git by ``GIT_CONFIG_*`` (git 2.32), so that it is in no argument
list, no URL, no file and no message. Nothing of the operator's own git
configuration is read: no ``insteadOf`` can send the push elsewhere, no hook runs.
"""

from __future__ import annotations

import os
from binascii import b2a_base64
from collections.abc import MutableMapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `--help` comes by here, and pathlib is not cheap to load
    from pathlib import Path

_TRUST = "GIT_SSL_"
"""What begins so outranks git's configuration: ``GIT_SSL_NO_VERIFY`` would hand the token to
anybody. Which authorities are trusted is `SSL_CERT_FILE`'s business, as for every other request."""

_HARMFUL = (
    "GIT_PROXY_SSL_CAINFO",
    # Git fails over a date that it cannot read; our commits carry the time of our own clock.
    "GIT_AUTHOR_DATE",
    "GIT_COMMITTER_DATE",
    # A trace that somebody asked for would log the token.
    "GIT_TRACE2_ENV_VARS",
    "GIT_TRACE2_CONFIG_PARAMS",
)

# What `git rev-parse --local-env-vars` lists: it binds a process to one repository. The last
# three are how `git -c` hands its settings on.
_OUTER = (
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


def forget_outer_git(environment: MutableMapping[str, str]) -> None:
    """Remove what a git that started this program left for it, and what would make git unsafe.

    Started from a hook or an alias, GitPython, and every git that it starts, takes the environment
    of the process: it would read and write the outer repository instead of the one it is given.
    """
    for name in (*_OUTER, *_HARMFUL, *(name for name in environment if name.startswith(_TRUST))):
        environment.pop(name, None)


def git_environment(server_url: str, token: str, ca_file: Path | None) -> dict[str, str]:
    """Return the environment in which git may talk to *server_url* with *token*."""
    basic = b2a_base64(f"x-access-token:{token}".encode(), newline=False).decode("ascii")
    settings = {
        f"http.{server_url}/.extraHeader": f"Authorization: Basic {basic}",
        "credential.helper": "",
        "http.followRedirects": "false",
        "http.sslVerify": "true",
        "core.hooksPath": os.devnull,
        # A policy repository is small: its objects are kept loose, to be read in process.
        "fetch.unpackLimit": "100000",
        # Let git itself end a transfer that stalls: 30 seconds below 1 byte a second.
        "http.lowSpeedLimit": "1",
        "http.lowSpeedTime": "30",
        "protocol.allow": "never",
        "protocol.https.allow": "always",
        "protocol.http.allow": "always",
    }
    if ca_file is not None:
        settings["http.sslCAInfo"] = str(ca_file)
    environment = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        # A trace that somebody asked for shows what is sent, but not the token.
        "GIT_TRACE_REDACT": "1",
        "GIT_TRACE2_CONFIG_PARAMS": "",
        "GIT_TRACE2_ENV_VARS": "",
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    for number, (key, value) in enumerate(settings.items()):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment
