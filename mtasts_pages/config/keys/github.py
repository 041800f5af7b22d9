"""Names on GitHub: the owner of policy repositories, and the repositories.

The JSON Schema of each says what its reader accepts; the code below only explains what it refuses.
"""

from __future__ import annotations

import re
from typing import Final

from mtasts_pages.config.keys.value import (
    DOMAIN_FIELD,
    PATTERN_END,
    refuse_other_fields,
    require_text,
)
from mtasts_pages.config.problems import BadValueError, Beyond
from mtasts_pages.text import quote

REPOSITORY_LIMIT: Final = 100
"""Characters of a repository name on GitHub."""

OWNER_LIMIT: Final = 39
"""Characters of a GitHub login."""

OWNER_PATTERN: Final = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
OWNER_SCHEMA: Final = {
    "type": "string",
    "maxLength": OWNER_LIMIT,
    "pattern": f"^{OWNER_PATTERN}{PATTERN_END}",
}
REPOSITORY_PATTERN: Final = (
    r"^(?!\.{1,2}$)(?!.*\.(?:[Gg][Ii][Tt]|[Ww][Ii][Kk][Ii])$)"
    rf"(?:[A-Za-z0-9._-]|\{{domain\}}){{1,{REPOSITORY_LIMIT}}}{PATTERN_END}"
)
REPOSITORY_SCHEMA: Final = {"type": "string", "pattern": REPOSITORY_PATTERN}

_is_owner = re.compile(OWNER_PATTERN).fullmatch
_is_repository = re.compile(REPOSITORY_PATTERN).match
_find_foreign = re.compile(r"[^A-Za-z0-9._-]").search
_RESERVED_SUFFIXES = (".git", ".wiki")
_GITHUB_URL = re.compile(r"(?:https?://)?(?:www\.)?github\.com/([A-Za-z0-9-]+)/?.*", re.IGNORECASE)


def read_owner(value: object) -> str:
    """Return the GitHub login of an owner.

    It is a label of ``<owner>.github.io``, which many resolvers refuse with a hyphen at an end or
    two in a row, even where GitHub has such accounts.

    Raises:
        BadValueError: GitHub has no such login, or mail servers could not resolve its host.

    """
    text = require_text(value, "the owner", "example-org")
    if _is_owner(text) and len(text) <= OWNER_LIMIT:
        return text
    pasted = _GITHUB_URL.fullmatch(text)
    bare = pasted[1] if pasted else text.strip().lstrip("@").partition("/")[0]
    if bare != text and _is_owner(bare):
        raise BadValueError(f"{quote(text)} is more than the owner's name", f"write `{bare}`")
    if len(text) > OWNER_LIMIT:
        raise BadValueError(f"{quote(text)} is longer than the {OWNER_LIMIT} characters of a login")
    if "_" in text:
        raise BadValueError(
            f"{quote(text)} is the login of a managed user, who has no public Pages",
            "name an organisation, or a user account that is not managed",
        )
    if text.strip("-") != text or "--" in text:
        raise BadValueError(
            f"{quote(text + '.github.io')} does not resolve on many mail servers",
            "use an owner whose name has only single hyphens, and none at its ends",
        )
    raise BadValueError(
        f"{quote(text)} is not the name of a GitHub user or organisation",
        "a login has letters, digits and single hyphens",
    )


def read_repository(value: object) -> str:
    """Return the name of a repository, or a template with ``{domain}`` for it.

    Raises:
        BadValueError: GitHub has no repositories of that name.

    """
    text = require_text(value, "the repository", f"mta-sts.{DOMAIN_FIELD}")
    if not _is_repository(text):
        raise _explain_repository(text)
    return text


def fill_repository(template: str, domain: str) -> str:
    """Return the repository name that *template* gives for *domain*.

    Raises:
        BadValueError: GitHub has no repositories of that name.

    """
    name = template.replace(DOMAIN_FIELD, domain)
    if not _is_repository(name):
        error = _explain_repository(name)
        raise BadValueError(f"for `{domain}`, {error.message}", error.hint, Beyond.FILLED_IN)
    return name


def _explain_repository(name: str) -> BadValueError:
    """Return why GitHub gives *name* to no repository."""
    if "/" in name:
        bare = name.rstrip("/").rpartition("/")[2].removesuffix(".git")
        hint = f"write {quote(bare)}, and name the owner under `owner`"
        return BadValueError(f"{quote(name)} is more than the name of a repository", hint)
    refuse_other_fields(name)
    foreign = _find_foreign(name.replace(DOMAIN_FIELD, "d"))
    if foreign:
        return BadValueError(
            f"{quote(foreign[0])} is not allowed in the name of a repository",
            "GitHub allows letters, digits, `.`, `_` and `-`",
        )
    if name in {".", ".."}:
        hint = f"write `mta-sts.{DOMAIN_FIELD}`"
        return BadValueError(f"{quote(name)} is not the name of a repository", hint)
    if name.lower().endswith(_RESERVED_SUFFIXES):
        suffix = name[name.rindex(".") :]
        message = f"GitHub allows no repository name that ends in `{suffix}`"
        return BadValueError(message, f"end it otherwise, as in {quote(name[: -len(suffix)])}")
    length = len(name.replace(DOMAIN_FIELD, "d"))
    message = f"the name of the repository has {length} characters"
    return BadValueError(message, f"the limit is {REPOSITORY_LIMIT}")
