"""The JSON document of a command that ended with an error (and wrote no other)."""

from __future__ import annotations

from collections.abc import Sequence

from mtasts_pages.errors import MtaStsPagesError

_NAMES = {"bootstrap": "publish", "bump": "publish"}
"""Commands whose document is that of another one."""


def describe_error(error: MtaStsPagesError) -> dict[str, object]:
    """Return the ``error`` of a document; `problems` are those of the config."""
    from mtasts_pages.cli.views.problems import describe_problem
    from mtasts_pages.config import ConfigError

    problems = error.problems if isinstance(error, ConfigError) else ()
    return {
        "message": error.message,
        "hint": error.hint,
        "problems": [describe_problem(problem) for problem in problems],
    }


def name_document(arguments: Sequence[str]) -> str:
    """Return which document the command line *arguments* asks for.

    >>> name_document(["dns", "push", "--json"]), name_document(["bump", "--json"])
    ('dns-push', 'publish')
    >>> name_document(["sandbox", "--world", "w", "plan", "--json"]), name_document(["--json"])
    ('plan', 'error')
    """
    from mtasts_pages.cli.app import COMMANDS

    words = [word for word in arguments if not word.startswith("-")]
    if words[:2] == ["dns", "push"]:
        return "dns-push"
    if words[:1] == ["sandbox"]:
        words = [word for word in words if word in COMMANDS and word != "sandbox"]
    name = words[0] if words and words[0] in COMMANDS else "error"
    return _NAMES.get(name, name)
