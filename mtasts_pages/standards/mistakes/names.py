"""Why a text is not a host name: each mistake with its place and, where it is clear, the cure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtasts_pages.standards.mistakes.defects import Defect
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.names import LABEL_LENGTH, NAME_LENGTH, is_domain
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL_COUNT = 128  # a name of 253 characters has no more than 127
_IPV4 = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", re.ASCII)
_FOREIGN = re.compile(r"[^a-z0-9.-]", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a text that should be a name.

    Attributes:
        name: The name that is evidently meant, valid, in lower-case A-labels; None if unclear.
        defects: What is wrong with the text, on line 1.

    """

    name: str | None
    defects: tuple[Defect, ...]


def examine_name(text: str, at: int = 0) -> Examined:
    """Return what *text*, which begins after *at* characters, has wrong as a host name."""
    if text.isascii() or _FOREIGN.sub("", text) == "":
        name = text.lower()
        return Examined(name if is_domain(name) else None, tuple(_find_faults(text, at)))
    try:
        name = encode_name(text)
    except ValueError as error:
        message = f"{quote(text)} cannot be written in A-labels: {error}"
        hint = "check the spelling; copy the name from where it was registered"
        return Examined(None, (_defect(DefectKind.NAME_NOT_IDNA, at, text, message, hint),))
    defects = tuple(
        _defect(fault.kind, at, text, fault.message, fault.hint) for fault in _find_faults(name, at)
    )
    return Examined(name if is_domain(name) else None, defects)


def encode_name(text: str) -> str:
    """Return the A-labels of *text* by UTS 46 and IDNA 2008 (RFC 5891, section 4.2).

    Raises:
        ValueError: There are none, or they do not lead back to the same name.

    """
    if len(text) > NAME_LENGTH:
        raise ValueError("it is too long")
    import idna  # noqa: PLC0415 - costs 10 ms, and names in ASCII do not need it

    try:
        name = idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
        # RFC 5891, 4.2: an A-label is one that its U-label leads back to.
        same = idna.encode(idna.decode(name)).decode("ascii") == name
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    if not same:
        raise ValueError("its A-labels lead back to another name")
    return name


def _find_faults(name: str, at: int) -> Iterator[Defect]:
    """Yield the faults of *name* in their order; a name that is no name at all has just one."""
    if not name:
        yield _defect(DefectKind.NAME_EMPTY, at, "", "the name is empty", "write a host name")
    elif _IPV4.fullmatch(name) or ":" in name or name[0] == "[":
        message = f"{quote(name)} is an IP address, not a name"
        hint = "write the host name that the address belongs to"
        yield _defect(DefectKind.NAME_IP_ADDRESS, at, name, message, hint)
    elif len(name) > NAME_LENGTH:
        message = f"the name has {len(name)} characters, and {NAME_LENGTH} is the most"
        yield _defect(DefectKind.NAME_TOO_LONG, at, name, message, "check what was pasted")
    elif any(character.isspace() for character in name):
        message = f"{quote(name)} holds white space"
        hint = "write one name, without anything before or after it"
        yield _defect(DefectKind.NAME_WHITE_SPACE, at, name, message, hint)
    else:
        yield from _find_label_faults(name, at)


def _find_label_faults(name: str, at: int) -> Iterator[Defect]:
    start = at
    labels = name.split(".")
    for label in labels[:_LABEL_COUNT]:
        yield from _find_faults_of_label(name, label, start)
        start += len(label) + 1
    if len(labels) == 1:
        message = f"{quote(name)} is not a fully qualified name"
        hint = f"write it with its domain, such as `{name}.example.com`"
        yield _defect(DefectKind.NAME_SINGLE_LABEL, at, name, message, hint)
    elif labels[-1].isdecimal():
        message = f"{quote(name)} ends in a number, as no name on the Internet does"
        last = at + len(name) - len(labels[-1])
        yield _defect(DefectKind.NAME_NUMERIC_TLD, last, labels[-1], message, "check the spelling")


def _find_faults_of_label(name: str, label: str, start: int) -> Iterator[Defect]:
    if not label:
        # RFC 5321, 4.1.2: sub-domain = Let-dig [Ldh-str], never empty
        message = f"{quote(name)} has an empty label: two dots in a row, or one at an end"
        yield _defect(DefectKind.LABEL_EMPTY, start, ".", message, "leave one of the dots out")
        return
    if len(label) > LABEL_LENGTH:
        message = (
            f"the label {quote(label)} has {len(label)} characters, and {LABEL_LENGTH} is the most"
        )
        yield _defect(DefectKind.LABEL_TOO_LONG, start, label, message, "check what was pasted")
    foreign = _FOREIGN.search(label)
    if foreign and foreign[0] == "_":
        message = f"{quote(name)} holds an underscore, which no host name does"
        hint = "write the name of the mail host itself; perhaps a hyphen is meant"
        at = start + foreign.start()
        yield _defect(DefectKind.NAME_UNDERSCORE, at, "_", message, hint)
    elif foreign:
        message = f"{quote(name)} holds {quote(foreign[0])}, which no host name does"
        hint = "host names are made of letters, digits, hyphens and dots"
        at = start + foreign.start()
        yield _defect(DefectKind.NAME_CHARACTER, at, foreign[0], message, hint)
    elif label[0] == "-" or label[-1] == "-":
        message = f"the label {quote(label)} begins or ends with a hyphen"
        yield _defect(DefectKind.LABEL_HYPHEN, start, label, message, "check the spelling")


def _defect(kind: DefectKind, at: int, text: str, message: str, hint: str | None) -> Defect:
    return Defect(kind, 1, at + 1, text, message, hint)
