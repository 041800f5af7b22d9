"""Names: policy domains as A-labels, and the MX patterns of a policy.

Plain lower-case ASCII names take the fast way, one regular expression; a fleet
of 10,000 domains has tens of thousands of them. Whatever fails it is examined
by ``name_faults`` and ``mx_faults``, which take their time to explain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtasts_pages.standards.defects import Defect, DomainError, MxPatternError, is_refused
from mtasts_pages.standards.kinds import DefectKind

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# RFC 5321, 4.1.2: Domain = sub-domain *("." sub-domain), each of letters, digits, inner hyphens
# RFC 5321, 2.3.5: only fully qualified names, hence one dot at least
# RFC 1035, 2.3.4: labels of 63 octets at most, names of 253 characters at most
# RFC 1123, 2.1: the last label is not a number, so that an IPv4 address is no name
_HOST = rf"(?:{_LABEL}\.)+(?![0-9]+\Z){_LABEL}"
_is_domain = re.compile(rf"(?!.{{254}}){_HOST}", re.ASCII).fullmatch
# RFC 8461, 3.2: sts-policy-mx-value = ["*."] Domain
# RFC 8461, 4.1: the wildcard is the whole left-most label
_is_pattern = re.compile(rf"(?!.{{254}})(?:\*\.)?{_HOST}", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True, order=True)
class MxPattern:
    """One ``mx`` value: a host, or ``*.`` and a host for one left-most label.

    Args:
        text: The pattern in lower-case A-labels, as `parse_mx_pattern` gives it. Another text is
            refused with `MxPatternError`, so that every value can be published.

    """

    text: str

    def __post_init__(self) -> None:
        if not _is_pattern(self.text):
            raise _pattern_error(self.text)

    def matches(self, host: str) -> bool:
        """Return whether *host* is covered; letter case does not matter (RFC 8461, section 4.1).

        >>> MxPattern("*.example.net").matches("MX1.example.net")
        True
        >>> MxPattern("*.example.net").matches("a.mx1.example.net")
        False
        >>> MxPattern("*.example.net").matches("example.net")
        False
        """
        host = host.lower()
        if not self.text.startswith("*."):
            return host == self.text
        label, _, rest = host.partition(".")
        return bool(label) and rest == self.text[2:]


def parse_domain(text: str) -> str:
    """Return the policy domain that a person wrote as *text*: lower-case A-labels, no final dot.

    White space around it and one final dot are let pass. Names outside ASCII are mapped by UTS 46
    and must have A-labels by IDNA 2008 that lead back to the same name.

    Raises:
        DomainError: It is no fully qualified host name; the defects say where and why.

    >>> parse_domain("EXAMPLE.com.")
    'example.com'
    >>> parse_domain("Bücher.example")
    'xn--bcher-kva.example'
    """
    if text.isascii():
        name = text.lower()
        if _is_domain(name):
            return name
        name = name.strip(" \t\r\n").removesuffix(".")
        if _is_domain(name):
            return name
    from mtasts_pages.standards.name_faults import examine_name  # noqa: PLC0415 - rare, and slow

    lead = len(text) - len(text.lstrip())
    found = examine_name(text.strip().removesuffix("."), at=lead)
    if found.name is None or is_refused(found.defects):
        raise DomainError(found.defects, repair=found.name)
    return found.name


def parse_mx_pattern(text: str) -> MxPattern:
    """Return the MX pattern written as *text* (RFC 8461, section 3.2: ``["*."] Domain``).

    Letter case does not matter, and a name outside ASCII becomes A-labels. What people paste
    beside the name (a priority, a final dot, a URL) is an error that proposes the bare name.

    Raises:
        MxPatternError: It is neither a host name nor ``*.`` and a host name.

    >>> parse_mx_pattern("*.Mail.Example.NET").text
    '*.mail.example.net'
    >>> try:
    ...     parse_mx_pattern("10 mx1.example.com.")
    ... except MxPatternError as error:
    ...     print(error, error.repair, sep=chr(10))
    `10` is the priority of an MX record, not a part of the host
    mx1.example.com
    """
    if text.isascii():
        try:
            return MxPattern(text.lower())
        except MxPatternError:
            pass  # examined below as it was written
    from mtasts_pages.standards.mx_faults import examine_mx  # noqa: PLC0415 - rare, and slow

    found = examine_mx(text)
    # The one thing that is let pass here and not in a policy file: a name outside ASCII.
    others = tuple(d for d in found.defects if d.kind is not DefectKind.MX_NOT_A_LABEL)
    if found.name is None or is_refused(others):
        raise MxPatternError(found.defects, repair=found.name)
    return MxPattern(found.name)


def find_mx_defects(text: str) -> tuple[Defect, ...]:
    """Return everything that is wrong with or odd about the MX pattern *text*.

    More than `parse_mx_pattern` refuses: a valid name may be a placeholder, or a host that
    receives no mail.

    >>> [defect.kind.value for defect in find_mx_defects("ms12345678.msv1.invalid")]
    ['not-receiving-host']
    """
    from mtasts_pages.standards.mx_faults import examine_mx  # noqa: PLC0415 - see the module

    return examine_mx(text).defects


def is_mx_pattern(text: str) -> bool:
    """Return whether *text* is an MX pattern as a policy file may hold it, letter case aside."""
    return text.isascii() and _is_pattern(text.lower()) is not None


def is_domain(text: str) -> bool:
    """Return whether *text* is a fully qualified host name, letter case aside."""
    return text.isascii() and _is_domain(text.lower()) is not None


def _pattern_error(text: str) -> MxPatternError:
    from mtasts_pages.standards.mx_faults import examine_mx  # noqa: PLC0415 - see the module

    found = examine_mx(text)
    defects = found.defects or (
        Defect(DefectKind.NAME_CHARACTER, 1, 1, text, f"`{text}` is not in lower case"),
    )
    return MxPatternError(defects, repair=found.name)
