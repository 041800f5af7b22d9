"""Policy domains and MX patterns, and what people paste in place of one.

Each has a reader, which explains what it refuses, and a JSON Schema, for editors; tests hold the
two together on generated documents.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mtasts_pages.config.keys.value import (
    DOMAIN_FIELD,
    PATTERN_END,
    require_text,
)
from mtasts_pages.config.problems import BadValueError, Beyond
from mtasts_pages.standards.mistakes.host_roles import (
    find_role_defect,
    is_certain_placeholder,
    is_verification_host,
)
from mtasts_pages.standards.mistakes.kinds import DefectKind, Gravity
from mtasts_pages.standards.mtasts import MxPattern
from mtasts_pages.standards.reading import (
    DomainError,
    MxPatternError,
    parse_domain,
    parse_mx_pattern,
)
from mtasts_pages.text import join_words, quote

POLICY_HOST_LIMIT: Final = 63
"""Characters of ``mta-sts.<domain>``; GitHub gets no certificate for a longer custom domain."""

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+(?![0-9]+\.?$){_LABEL}"
_BEYOND_ASCII = r".*[^\x00-\x7f].*"  # judged by IDNA, which no pattern can express
_DOMAIN_LIMIT = POLICY_HOST_LIMIT - len("mta-sts.")
_NO_POLICY_NAME = r"(?![Mm][Tt][Aa]-[Ss][Tt][Ss]\.)"

DOMAIN_SCHEMA: Final = {
    "type": "string",
    "pattern": rf"^(?:{_NO_POLICY_NAME}(?=.{{1,{_DOMAIN_LIMIT}}}\.?$){_HOST}\.?|{_BEYOND_ASCII})"
    + PATTERN_END,
}
MX_SCHEMA: Final = {
    "type": "string",
    "pattern": rf"^(?:(?=.{{1,253}}$)(?:\*\.)?{_HOST}(?<!\.)|{_BEYOND_ASCII})" + PATTERN_END,
}

_URL = re.compile(r"https?://", re.IGNORECASE)

# What a pasted MX value has beside the host, for the sentence that names all of it at once.
_BESIDE = {
    DefectKind.MX_PRIORITY: "a priority",
    DefectKind.MX_TRAILING_DOT: "a trailing dot",
    DefectKind.MX_PORT: "a port",
    DefectKind.MX_PUNCTUATION: "punctuation",
    DefectKind.TRAILING_COMMENT: "a comment",
    DefectKind.MX_LIST: "several hosts",
}


def read_domain(text: str) -> str:
    """Return the policy domain of the key or alias *text*, in lower-case A-labels.

    Raises:
        BadValueError: It is not the name of a mail domain, or GitHub could get no certificate for
            it.

    """
    _refuse_pasted_domain(text)
    try:
        domain = parse_domain(text)
    except DomainError as error:
        raise BadValueError(error.message, error.hint, _name_rule(text)) from error
    length = len(f"mta-sts.{domain}")
    if length > POLICY_HOST_LIMIT:
        raise BadValueError(
            f"`mta-sts.{domain}` has {length} characters, too many for GitHub's certificate",
            f"the limit is {POLICY_HOST_LIMIT}: GitHub Pages cannot serve this domain",
            _name_rule(text),
        )
    return domain


def read_mx(value: object) -> MxPattern:
    """Return one item of ``mx`` as a pattern.

    Raises:
        BadValueError: It is not one.

    """
    if isinstance(value, dict) and len(value) == 1:
        (key, inner), *_ = value.items()
        if isinstance(inner, str):  # pasted with its colon, as in `Priority 1: host`
            value = f"{key}: {inner}"
            if key.strip().lower() == "mx":
                message = f"{quote(value)} is a line of a policy file"
                raise BadValueError(message, f"write {quote(inner)}")
    return read_mx_text(require_text(value, "an MX host", "mx1.example.com"))


@lru_cache(maxsize=4096)
def read_mx_text(text: str) -> MxPattern:
    """Return the MX pattern *text*; what people paste beside it is named and refused.

    Raises:
        BadValueError: It is not a host name, or ``*.`` and a host name, that may take mail.

    """
    if DOMAIN_FIELD in text:
        message = f"`{DOMAIN_FIELD}` is not filled in here"
        raise BadValueError(message, "name the hosts under each domain", _name_rule(text))
    try:
        pattern = parse_mx_pattern(text)
    except MxPatternError as error:
        raise _explain_mx(text, error) from error
    role = find_role_defect(pattern.text)
    if role is None:
        return pattern
    if is_verification_host(pattern.text):
        message = f"{quote(text)} is a verification host and takes no mail"
        hint = "leave it out; name the hosts that take mail for the domain"
        raise BadValueError(message, hint, Beyond.MAIL_HOST)
    if role.kind in (DefectKind.COVERS_NO_HOST, DefectKind.NOT_RECEIVING_HOST):
        raise BadValueError(role.message, role.hint, Beyond.MAIL_HOST)
    if is_certain_placeholder(pattern.text):
        message = f"{quote(text)} is a placeholder that was left in"
        raise BadValueError(message, role.hint, Beyond.MAIL_HOST)
    return pattern


def _explain_mx(text: str, error: MxPatternError) -> BadValueError:
    """Return what *text* has beside an MX pattern, or why it is not one."""
    refused = [defect for defect in error.defects if defect.gravity is Gravity.REFUSED]
    beside = [_BESIDE[defect.kind] for defect in refused if defect.kind in _BESIDE]
    repair = next((defect.repair for defect in refused if defect.repair), None)
    hint = f"write `{repair}`" if repair else error.hint
    if any(defect.kind is DefectKind.MX_LIST for defect in refused):
        hosts = [host.rstrip(".") for host in re.split(r"[\s,;|]+", text) if "." in host]
        hint = f"write a list: {quote('[' + ', '.join(hosts) + ']')}"
    message = error.message
    if beside and len(beside) == len(refused):
        message = f"{quote(text)} contains {join_words(beside)}"
    hint = hint or "write the host alone, as in `mx1.example.com` or `*.mail.example.com`"
    return BadValueError(message, hint, _name_rule(text))


def _refuse_pasted_domain(text: str) -> None:
    """Refuse what contains a domain and is not one: a URL, a mail address, a name of the policy."""
    bare = _URL.sub("", text).partition("/")[0].rpartition("@")[2].removeprefix("*.")
    if bare != text and not text.startswith("_"):
        hint = f"write `{bare}`" if _is_domain(bare) else "write what follows the `@` of an address"
        if text.startswith("*."):
            hint = "no policy covers subdomains (RFC 8461, 3.4): name each domain that has MX hosts"
        message = f"{quote(text)} is {_name_kind(text)}, not a domain"
        raise BadValueError(message, hint, _name_rule(text))
    for label in ("_mta-sts.", "mta-sts.", "_smtp._tls."):
        if text.lower().startswith(label):
            raise BadValueError(
                f"{quote(text)} is a name that a policy needs, not a mail domain",
                f"write the mail domain: {quote(text[len(label) :])}",
                _name_rule(text),
            )
    if text != text.strip():
        message = f"{quote(text)} has white space around it"
        raise BadValueError(message, f"write {quote(text.strip())}", _name_rule(text))


def _name_rule(text: str) -> Beyond | None:
    """Return the rule of the name *text* that the schema cannot express: that of IDNA, if any."""
    return None if text.isascii() else Beyond.NAME


def _is_domain(text: str) -> bool:
    try:
        parse_domain(text)
    except DomainError:
        return False
    return True


def _name_kind(text: str) -> str:
    if "://" in text or "/" in text:
        return "a URL"
    return "a mail address" if "@" in text else "a wildcard"
