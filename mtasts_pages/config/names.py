"""The names of the config: policy domains, MX patterns, owners and repositories."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mtasts_pages.config.fields import DOMAIN_FIELD, refuse_other_braces
from mtasts_pages.config.mistakes import Beyond, Mistake, require_text
from mtasts_pages.config.words import join_words, quote
from mtasts_pages.standards.host_roles import find_role_defect
from mtasts_pages.standards.kinds import DefectKind, Gravity
from mtasts_pages.standards.names import (
    MxPattern,
    parse_domain,
    parse_mx_pattern,
)

if TYPE_CHECKING:
    from mtasts_pages.standards.defects import Defect

POLICY_HOST_LIMIT: Final = 63
"""Characters of ``mta-sts.<domain>``; GitHub gets no certificate for a longer custom domain."""

REPOSITORY_LIMIT: Final = 100
"""Characters of a repository name on GitHub."""

OWNER_PATTERN: Final = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
REPOSITORY_CHARACTERS: Final = r"[A-Za-z0-9._-]"

_OWNER_LIMIT = 39
_is_owner = re.compile(OWNER_PATTERN, re.ASCII).fullmatch
_is_repository = re.compile(REPOSITORY_CHARACTERS + "+", re.ASCII).fullmatch
_RESERVED_SUFFIXES = (".git", ".wiki", ".atom")
_URL = re.compile(r"https?://", re.IGNORECASE)
_GITHUB_URL = re.compile(r"(?:https?://)?(?:www\.)?github\.com/([A-Za-z0-9-]+)/?.*", re.IGNORECASE)

# What a pasted MX value holds beside the host, for the sentence that names all of it at once.
_HELD = {
    DefectKind.MX_PRIORITY: "a priority",
    DefectKind.MX_TRAILING_DOT: "a trailing dot",
    DefectKind.MX_PORT: "a port",
    DefectKind.MX_PUNCTUATION: "punctuation",
    DefectKind.TRAILING_COMMENT: "a comment",
    DefectKind.MX_LIST: "several hosts",
}
_HOW_TO_NAME_HOSTS = "write the host alone, as in `mx1.example.com` or `*.mail.example.com`"
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
    _refuse_pasted_domain(text)
    try:
        domain = parse_domain(text)
    except ValueError as error:
        raise Mistake(str(error), getattr(error, "hint", None), _name_rule(text)) from error
    length = len(f"mta-sts.{domain}")
    if length > POLICY_HOST_LIMIT:
        raise Mistake(
            f"`mta-sts.{domain}` has {length} characters, too many for GitHub's certificate",
            f"the most is {POLICY_HOST_LIMIT}: this domain cannot be served by GitHub Pages",
            _name_rule(text),
        )
    return domain


def _refuse_pasted_domain(text: str) -> None:
    bare = _URL.sub("", text).partition("/")[0].rpartition("@")[2].removeprefix("*.")
    if bare != text and not text.startswith("_"):
        hint = f"write `{bare}`" if _is_name(bare) else "write the name after the `@` of an address"
        if text.startswith("*."):
            hint = "no policy covers subdomains (RFC 8461, 3.4): name each domain that has MX hosts"
        message = f"{quote(text)} is not a domain but {_what_it_is(text)}"
        raise Mistake(message, hint, _name_rule(text))
    for label in ("_mta-sts.", "mta-sts.", "_smtp._tls."):
        if text.lower().startswith(label):
            raise Mistake(
                f"{quote(text)} is not a mail domain but a name that its policy needs",
                f"write the mail domain: `{text[len(label) :]}`",
                _name_rule(text),
            )
    if text != text.strip():
        raise Mistake(f"{quote(text)} holds blanks", f"write `{text.strip()}`", _name_rule(text))


@lru_cache(maxsize=4096)
def read_mx_text(text: str) -> MxPattern:
    """Return the MX pattern *text*; what people paste beside it is named and refused.

    Raises:
        Mistake: It is not a host name, or ``*.`` and a host name, that may take mail.

    """
    if DOMAIN_FIELD in text:
        message = f"`{DOMAIN_FIELD}` is not filled in here"
        raise Mistake(message, "write the hosts of each domain", _name_rule(text))
    try:
        pattern = parse_mx_pattern(text)
    except ValueError as error:
        raise _explain_mx(text, error) from error
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
            raise _explain_mx_line(key, inner)
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
    if _is_owner(text) and len(text) <= _OWNER_LIMIT:
        return text
    pasted = _GITHUB_URL.fullmatch(text)
    bare = pasted[1] if pasted else text.strip().lstrip("@").partition("/")[0]
    if bare != text and _is_owner(bare):
        raise Mistake(f"{quote(text)} is more than the owner's name", f"write `{bare}`")
    if len(text) > _OWNER_LIMIT:
        raise Mistake(f"{quote(text)} is longer than the {_OWNER_LIMIT} characters of a login")
    if "_" in text:
        raise Mistake(
            f"{quote(text)} is the login of a managed user, who has no public Pages",
            "name an organisation, or a user of their own",
        )
    if text.strip("-") != text or "--" in text:
        raise Mistake(
            f"`{text}.github.io` does not resolve on many mail servers",
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
            f"write `{name}`; the owner has a key of their own, `owner`",
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
    if name != template and len(name) > REPOSITORY_LIMIT:
        message = f"the name of the repository for `{domain}` has {len(name)} characters"
        raise Mistake(message, f"the most is {REPOSITORY_LIMIT}", Beyond.FILLED_IN)
    return name


def check_repository(name: str) -> None:
    """Refuse a *name* that GitHub gives to no repository.

    Raises:
        Mistake: It is such a name.

    """
    if not _is_repository(name):
        found = re.search(r"[^A-Za-z0-9._-]", name)
        shown = quote(found[0]) if found else "it"
        raise Mistake(
            f"{shown} is not allowed in the name of a repository",
            "GitHub allows letters, digits, `.`, `_` and `-`",
        )
    if name in {".", ".."}:
        raise Mistake(f"{quote(name)} is not the name of a repository", "write `mta-sts.{domain}`")
    if name.lower().endswith(_RESERVED_SUFFIXES):
        suffix = next(s for s in _RESERVED_SUFFIXES if name.lower().endswith(s))
        raise Mistake(f"GitHub takes no repository name that ends in `{suffix}`", "leave it out")
    if len(name) > REPOSITORY_LIMIT:
        raise Mistake(
            f"the name of the repository has {len(name)} characters",
            f"the most is {REPOSITORY_LIMIT}",
        )


def _explain_mx_line(key: str, value: str) -> Mistake:
    """Return what is wrong with a line like ``mx: host`` or ``Priority 1: host`` in the list."""
    line = f"{key}: {value}"
    if key.strip().lower() == "mx":
        return Mistake(f"{quote(line)} is a line of a policy file", f"write `{value}`")
    try:
        parse_mx_pattern(line)
    except ValueError as error:
        return _explain_mx(line, error)
    raise AssertionError(line)  # pragma: no cover - no pattern holds a colon


def _explain_mx(text: str, error: ValueError) -> Mistake:
    defects: tuple[Defect, ...] = getattr(error, "defects", ())
    refused = [defect for defect in defects if defect.gravity is Gravity.REFUSED]
    held = [_HELD[defect.kind] for defect in refused if defect.kind in _HELD]
    repair = next((defect.repair for defect in refused if defect.repair), None)
    hint = f"write `{repair}`" if repair else getattr(error, "hint", None) or _HOW_TO_NAME_HOSTS
    if DefectKind.MX_LIST in {defect.kind for defect in refused}:
        hosts = [host.rstrip(".") for host in re.split(r"[\s,;|]+", text) if "." in host]
        hint = f"write a list: `[{', '.join(hosts[:5])}]`"
    if held and len(held) == len(refused):
        return Mistake(f"{quote(text)} holds {join_words(held)}", hint, _name_rule(text))
    return Mistake(str(error), hint, _name_rule(text))


def _name_rule(text: str) -> Beyond | None:
    """Return the rule that the schema cannot say of the name *text*: that of IDNA, if any."""
    return None if text.isascii() and "xn--" not in text.lower() else Beyond.NAME


def _is_name(text: str) -> bool:
    try:
        parse_domain(text)
    except ValueError:
        return False
    return True


def _what_it_is(text: str) -> str:
    if "://" in text or "/" in text:
        return "a URL"
    return "a mail address" if "@" in text else "a wildcard"
