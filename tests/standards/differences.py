"""Where this program refuses what checkdmarc accepts, and why: the whole list.

There is nothing that checkdmarc refuses and this program accepts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mtasts_pages.standards import Defect, DefectKind, Gravity, is_refused

KINDS = {
    DefectKind.BLANK_LINE: "RFC 8461, 3.2: a line end separates two fields; mox refuses it too",
    DefectKind.TOO_LARGE: "RFC 8461, 3.3: senders stop at 64 KiB; checkdmarc sees only the text",
    DefectKind.MX_IP_ADDRESS: "RFC 5321, 4.1.2: an address is no Domain; mox refuses it too",
    DefectKind.NAME_SINGLE_LABEL: "RFC 5321, 2.3.5: names are fully qualified",
    DefectKind.NAME_NUMERIC_TLD: "RFC 1123, 2.1: no name ends in a number",
    DefectKind.NAME_TOO_LONG: "RFC 1035, 2.3.4: no name has more than 253 characters",
    DefectKind.RECORD_OUTER_SPACE: "RFC 8461, 3.1: white space stands only beside a `;`",
    DefectKind.RECORD_QUOTED: "RFC 8461, 3.1: senders look for `v=STSv1;` at the very beginning",
    DefectKind.RUA_HOST: "RFC 5321, 2.3.5: names are fully qualified; RFC 9293, 3.1: 16-bit ports",
}
"""Defects that checkdmarc does not mind."""

ODD_SPACE = re.compile(
    r"[\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Something that checkdmarc cuts off before it reads."""

    reason: str
    cut: Callable[[str], str]


POLICY_TOLERANCES = (
    Tolerance(
        "RFC 5234, B.1: WSP is space and tab; checkdmarc trims all that Unicode calls white space",
        lambda text: ODD_SPACE.sub(" ", text),
    ),
    Tolerance(
        "RFC 8461, 3.2: lines end in LF or CRLF; checkdmarc lets the last one end in a bare CR",
        lambda text: text.removesuffix("\r"),
    ),
)
RECORD_TOLERANCES = (
    Tolerance(
        "RFC 8461, 3.1: the record holds no quotes; checkdmarc strips those of zone files",
        lambda text: text.strip('"'),
    ),
    Tolerance(
        "RFC 5234, B.1: WSP is space and tab; checkdmarc skips any white space between its tokens",
        lambda text: re.sub(r"[\r\n]", " ", ODD_SPACE.sub(" ", text)).strip(),
    ),
)
TLS_TOLERANCES = (
    *RECORD_TOLERANCES,
    Tolerance(
        "RFC 8460, 3: an extension value holds no white space; checkdmarc skips a repeated `v`",
        lambda text: re.sub(r";[ \t]*v=[^;]*", "", text),
    ),
)


def is_explained(
    text: str, find: Callable[[str], tuple[Defect, ...]], tolerances: tuple[Tolerance, ...]
) -> bool:
    """Return whether the list says why *text*, which checkdmarc accepts, is refused here."""
    for tolerance in tolerances:
        text = tolerance.cut(text)
    refusals = [d for d in find(text) if d.gravity is Gravity.REFUSED and d.kind not in KINDS]
    return not is_refused(refusals)
