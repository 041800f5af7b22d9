"""What people paste in place of a name, named, with the name that they mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.config.keys.mistakes import Beyond, Mistake
from mtasts_pages.config.words import join_words
from mtasts_pages.standards.kinds import DefectKind, Gravity
from mtasts_pages.standards.names import parse_domain, parse_mx_pattern
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from mtasts_pages.standards.defects import Defect

_URL = re.compile(r"https?://", re.IGNORECASE)

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


def refuse_pasted_domain(text: str) -> None:
    """Refuse what holds a domain and is none: a URL, a mail address, a name of the policy.

    Raises:
        Mistake: *text* is such a thing.

    """
    bare = _URL.sub("", text).partition("/")[0].rpartition("@")[2].removeprefix("*.")
    if bare != text and not text.startswith("_"):
        hint = f"write `{bare}`" if _is_domain(bare) else "write the name after an address's `@`"
        if text.startswith("*."):
            hint = "no policy covers subdomains (RFC 8461, 3.4): name each domain that has MX hosts"
        message = f"{quote(text)} is not a domain but {_what_it_is(text)}"
        raise Mistake(message, hint, name_rule(text))
    for label in ("_mta-sts.", "mta-sts.", "_smtp._tls."):
        if text.lower().startswith(label):
            raise Mistake(
                f"{quote(text)} is not a mail domain but a name that its policy needs",
                f"write the mail domain: {quote(text[len(label) :])}",
                name_rule(text),
            )
    if text != text.strip():
        raise Mistake(
            f"{quote(text)} holds blanks", f"write {quote(text.strip())}", name_rule(text)
        )


def explain_mx_line(key: str, value: str) -> Mistake:
    """Return what is wrong with a line like ``mx: host`` or ``Priority 1: host`` in the list."""
    line = f"{key}: {value}"
    if key.strip().lower() == "mx":
        return Mistake(f"{quote(line)} is a line of a policy file", f"write {quote(value)}")
    try:
        parse_mx_pattern(line)
    except ValueError as error:
        return explain_mx(line, error)
    raise AssertionError(line)  # pragma: no cover - no pattern holds a colon


def explain_mx(text: str, error: ValueError) -> Mistake:
    """Return what *text* holds beside an MX pattern; *error* says why it is none."""
    defects: tuple[Defect, ...] = getattr(error, "defects", ())
    refused = [defect for defect in defects if defect.gravity is Gravity.REFUSED]
    held = [_HELD[defect.kind] for defect in refused if defect.kind in _HELD]
    repair = next((defect.repair for defect in refused if defect.repair), None)
    hint = f"write `{repair}`" if repair else getattr(error, "hint", None) or _HOW_TO_NAME_HOSTS
    if DefectKind.MX_LIST in {defect.kind for defect in refused}:
        hosts = [host.rstrip(".") for host in re.split(r"[\s,;|]+", text) if "." in host]
        hint = f"write a list: {quote('[' + ', '.join(hosts) + ']')}"
    if held and len(held) == len(refused):
        return Mistake(f"{quote(text)} holds {join_words(held)}", hint, name_rule(text))
    return Mistake(str(error), hint, name_rule(text))


def name_rule(text: str) -> Beyond | None:
    """Return the rule that the schema cannot say of the name *text*: that of IDNA, if any."""
    return None if text.isascii() else Beyond.NAME


def _is_domain(text: str) -> bool:
    try:
        parse_domain(text)
    except ValueError:
        return False
    return True


def _what_it_is(text: str) -> str:
    if "://" in text or "/" in text:
        return "a URL"
    return "a mail address" if "@" in text else "a wildcard"
