"""The names of the config: policy domains, MX patterns, owners and repositories."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mtasts_pages.config.keys.fields import DOMAIN_FIELD, refuse_other_braces
from mtasts_pages.config.keys.mistakes import Beyond, Mistake, require_text
from mtasts_pages.config.keys.pasted import (
    explain_mx,
    explain_mx_line,
    name_rule,
    refuse_pasted_domain,
)
from mtasts_pages.standards.host_roles import find_role_defect
from mtasts_pages.standards.kinds import DefectKind
from mtasts_pages.standards.names import (
    MxPattern,
    parse_domain,
    parse_mx_pattern,
)
from mtasts_pages.text import quote

POLICY_HOST_LIMIT: Final = 63
"""Characters of ``mta-sts.<domain>``; GitHub gets no certificate for a longer custom domain."""

REPOSITORY_LIMIT: Final = 100
"""Characters of a repository name on GitHub."""

OWNER_PATTERN: Final = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
OWNER_LIMIT: Final = 39
"""Characters of a GitHub login."""

_is_owner = re.compile(OWNER_PATTERN).fullmatch
_find_foreign = re.compile(r"[^A-Za-z0-9._-]").search
_RESERVED_SUFFIXES = (".git", ".wiki")
_GITHUB_URL = re.compile(r"(?:https?://)?(?:www\.)?github\.com/([A-Za-z0-9-]+)/?.*", re.IGNORECASE)

_FOUND_WITHOUT_MAIL = "leave it out; name the hosts that take mail for the domain"

# Placeholders that no one has registered for a mail host, as far as one can know.
_CERTAIN_PLACEHOLDER = re.compile(
    r"(?:^|[.-])your-?(?:own-?)?(?:domain|company|organi[sz]ation|tenant|mx|mail-?(?:server|host)?"
    r"|e-?mail-?(?:server|host|provider)?)(?:[.-]|$)"
    r"|\.tld$|(?:^|[.-])(?:placeholder|change-?me|replace-?me)(?:[.-]|$)|^contoso-com\."
)


def read_domain(text: str) -> str:
    """Return the policy domain of the key or alias *text*, in lower-case A-labels.

    Raises:
        Mistake: It is not the name of a mail domain, or GitHub could get no certificate for it.

    """
    refuse_pasted_domain(text)
    try:
        domain = parse_domain(text)
    except ValueError as error:
        raise Mistake(str(error), getattr(error, "hint", None), name_rule(text)) from error
    length = len(f"mta-sts.{domain}")
    if length > POLICY_HOST_LIMIT:
        raise Mistake(
            f"`mta-sts.{domain}` has {length} characters, too many for GitHub's certificate",
            f"the most is {POLICY_HOST_LIMIT}: this domain cannot be served by GitHub Pages",
            name_rule(text),
        )
    return domain


@lru_cache(maxsize=4096)
def read_mx_text(text: str) -> MxPattern:
    """Return the MX pattern *text*; what people paste beside it is named and refused.

    Raises:
        Mistake: It is not a host name, or ``*.`` and a host name, that may take mail.

    """
    if DOMAIN_FIELD in text:
        message = f"`{DOMAIN_FIELD}` is not filled in here"
        raise Mistake(message, "write the hosts of each domain", name_rule(text))
    try:
        pattern = parse_mx_pattern(text)
    except ValueError as error:
        raise explain_mx(text, error) from error
    role = find_role_defect(pattern.text)
    if role is None:
        return pattern
    if role.kind is DefectKind.NOT_RECEIVING_HOST or pattern.text.endswith(".invalid"):
        message = f"{quote(text)} is a host for verification and takes no mail"
        raise Mistake(message, _FOUND_WITHOUT_MAIL, Beyond.MAIL_HOST)
    if role.kind is DefectKind.PLACEHOLDER_HOST and _CERTAIN_PLACEHOLDER.search(pattern.text):
        message = f"{quote(text)} is a placeholder that was left in"
        raise Mistake(message, role.hint, Beyond.MAIL_HOST)
    return pattern


def read_mx(value: object) -> MxPattern:
    """Return one item of ``mx`` as a pattern.

    Raises:
        Mistake: It is none.

    """
    if isinstance(value, str) and value:
        return read_mx_text(value)
    if isinstance(value, dict) and len(value) == 1:
        (key, inner), *_ = value.items()
        if isinstance(inner, str):
            raise explain_mx_line(key, inner)
    require_text(value, "an MX host", "mx1.example.com")
    raise AssertionError  # pragma: no cover - require_text refused everything else


def read_owner(value: object) -> str:
    """Return the GitHub login of an owner.

    Its name is a label of ``<owner>.github.io``, which many resolvers refuse with a hyphen at an
    end or two in a row, even where GitHub has such accounts.

    Raises:
        Mistake: GitHub has no such login, or mail servers could not resolve its host.

    """
    text = require_text(value, "the owner", "example-org")
    if _is_owner(text) and len(text) <= OWNER_LIMIT:
        return text
    pasted = _GITHUB_URL.fullmatch(text)
    bare = pasted[1] if pasted else text.strip().lstrip("@").partition("/")[0]
    if bare != text and _is_owner(bare):
        raise Mistake(f"{quote(text)} is more than the owner's name", f"write `{bare}`")
    if len(text) > OWNER_LIMIT:
        raise Mistake(f"{quote(text)} is longer than the {OWNER_LIMIT} characters of a login")
    if "_" in text:
        raise Mistake(
            f"{quote(text)} is the login of a managed user, who has no public Pages",
            "name an organisation, or a user of their own",
        )
    if text.strip("-") != text or "--" in text:
        raise Mistake(
            f"{quote(text + '.github.io')} does not resolve on many mail servers",
            "an owner's name has single hyphens, and none at its ends",
        )
    raise Mistake(
        f"{quote(text)} is not the name of a GitHub user or organisation",
        "a login has letters, digits and single hyphens",
    )


def read_repository(value: object) -> str:
    """Return the name of a repository, or a template with ``{domain}`` for it.

    Raises:
        Mistake: GitHub has no repositories of that name.

    """
    text = require_text(value, "the repository", f"mta-sts.{DOMAIN_FIELD}")
    if "/" in text:
        name = text.rstrip("/").rpartition("/")[2].removesuffix(".git")
        raise Mistake(
            f"{quote(text)} is more than the name of a repository",
            f"write {quote(name)}; the owner has a key of their own, `owner`",
        )
    refuse_other_braces(text)
    check_repository(text.replace(DOMAIN_FIELD, "d"))
    return text


def fill_repository(template: str, domain: str) -> str:
    """Return the repository name that *template* gives for *domain*.

    Raises:
        Mistake: GitHub has no repositories of that name.

    """
    name = template.replace(DOMAIN_FIELD, domain)
    try:
        check_repository(name)
    except Mistake as mistake:
        message = f"for `{domain}`, {mistake.message}"
        raise Mistake(message, mistake.hint, Beyond.FILLED_IN) from mistake
    return name


def check_repository(name: str) -> None:
    """Refuse a *name* that GitHub gives to no repository.

    Raises:
        Mistake: It is such a name.

    """
    foreign = _find_foreign(name)
    if foreign:
        raise Mistake(
            f"{quote(foreign[0])} is not allowed in the name of a repository",
            "GitHub allows letters, digits, `.`, `_` and `-`",
        )
    if name in {".", ".."}:
        raise Mistake(f"{quote(name)} is not the name of a repository", "write `mta-sts.{domain}`")
    if name.lower().endswith(_RESERVED_SUFFIXES):
        suffix = name[name.rindex(".") :]
        message = f"GitHub takes no repository name that ends in `{suffix}`"
        raise Mistake(message, f"end it otherwise, as in {quote(name[: -len(suffix)])}")
    if len(name) > REPOSITORY_LIMIT:
        raise Mistake(
            f"the name of the repository has {len(name)} characters",
            f"the most is {REPOSITORY_LIMIT}",
        )
