"""MTA-STS (RFC 8461): the policy and the policy record.

SMTP begins in plain text, and a sender goes on in plain text when the answer to its offer of TLS
gets lost, which an attacker can arrange. A domain that publishes a *policy* tells senders not to:
mail to it is delivered over TLS, to the hosts that the policy names, whose certificates prove
their names.

The policy is a file at ``https://mta-sts.<domain>/.well-known/mta-sts.txt``. HTTPS proves that it
is the domain's own, and senders remember it for ``max_age`` seconds. The *policy record*, a TXT
record at ``_mta-sts.<domain>``, tells them that there is a policy, and by a new id that there is
another one than they remember. It can be forged or withheld, but then senders keep to what they
remember.

The values here cannot hold what must not be published. ``reading`` makes them out of texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from mtasts_pages.standards.names import HOST
from mtasts_pages.text import quote

VERSION = "STSv1"
"""The only version there is."""

VERSION_FIELD = f"v={VERSION}"
"""How a policy record begins."""

ID_LENGTH = 32
"""Characters; RFC 8461, 3.1: the longest ``id``."""

MAX_AGE_LIMIT = 31_557_600
"""Seconds; RFC 8461, 3.2: the largest ``max_age``, about a year."""

POLICY_SIZE_LIMIT = 65_536
"""Bytes; RFC 8461, 3.3: senders should not read more of a policy."""

# RFC 8461, 3.2: sts-policy-mx-value = ["*."] Domain
# RFC 8461, 4.1: the wildcard is the whole left-most label
_match_pattern = re.compile(rf"(?!.{{254}})(?:\*\.)?{HOST}", re.ASCII).fullmatch
# RFC 8461, 3.1: sts-version sts-field-delim, the latter *WSP ";" *WSP
_begins_policy_record = re.compile(rf"{VERSION_FIELD}[ \t]*;").match
# RFC 8461, 3.1: sts-id = %s"id=" 1*32(ALPHA / DIGIT)
_match_id = re.compile(r"[A-Za-z0-9]{1,32}", re.ASCII).fullmatch


class Mode(StrEnum):
    """What a sender does when no MX host passes (RFC 8461, section 5)."""

    NONE = "none"  # forget any policy remembered from earlier
    TESTING = "testing"  # deliver anyway, report by TLSRPT
    ENFORCE = "enforce"  # do not deliver


@dataclass(frozen=True, slots=True, order=True)
class MxPattern:
    """One ``mx`` value: a host, or ``*.`` and a host for one left-most label.

    Args:
        text: The pattern in lower-case A-labels, as `parse_mx_pattern` gives it.

    Raises:
        ValueError: *text* is anything else.

    """

    text: str

    def __post_init__(self) -> None:
        if not _match_pattern(self.text):
            raise ValueError(f"{quote(self.text)} is not an MX pattern in lower-case A-labels")

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
        # RFC 8461, 4.1: the wildcard is the whole left-most label, and stands for just one
        label, _, rest = host.partition(".")
        return bool(label) and rest == self.text[2:]


@dataclass(frozen=True, slots=True)
class Policy:
    """What one policy file says; every value of this type can be published.

    Args:
        mode: What a sender does when no MX host passes.
        max_age: Seconds for which a sender remembers the policy, 0 to `MAX_AGE_LIMIT`.
        mx: The patterns that cover the domain's MX hosts, none twice; at least one unless the
            mode is ``none``.

    Raises:
        ValueError: The values break one of these rules.

    """

    mode: Mode
    max_age: int
    mx: tuple[MxPattern, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.max_age <= MAX_AGE_LIMIT:  # RFC 8461, 3.2
            raise ValueError(f"max_age {self.max_age} is not within 0 and {MAX_AGE_LIMIT}")
        if not self.mx and self.mode is not Mode.NONE:  # RFC 8461, 3.2
            raise ValueError(f"a policy of mode `{self.mode}` needs an MX pattern")
        if len(set(self.mx)) != len(self.mx):
            raise ValueError("an MX pattern is given twice")


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """What one policy record says; every value of this type can be published.

    Args:
        id: The policy id: 1 to 32 letters and digits, another one for each policy.

    Raises:
        ValueError: *id* is anything else.

    """

    id: str

    def __post_init__(self) -> None:
        if not is_policy_id(self.id):
            raise ValueError(f"the policy id {quote(self.id)} is not 1 to 32 letters and digits")


def format_policy(policy: Policy) -> bytes:
    r"""Return the policy file: ``version`` first, CRLF line ends, nothing else.

    Every sender that was measured reads from it exactly the values of *policy*.

    >>> format_policy(Policy(Mode.TESTING, 604800, (MxPattern("mx1.example.com"),)))
    b'version: STSv1\r\nmode: testing\r\nmx: mx1.example.com\r\nmax_age: 604800\r\n'
    """
    # RFC 8461, 3.2: each field once but mx, which has a line for each pattern
    lines = [f"version: {VERSION}", f"mode: {policy.mode}"]
    lines += [f"mx: {pattern.text}" for pattern in policy.mx]
    lines.append(f"max_age: {policy.max_age}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def format_policy_record(record: PolicyRecord) -> str:
    """Return the text of the TXT record: the version first, no space before the ``;``.

    >>> format_policy_record(PolicyRecord("20261123120000"))
    'v=STSv1; id=20261123120000'
    """
    # RFC 8461, 3.1: senders look for a record that begins with exactly `v=STSv1;`
    return f"{VERSION_FIELD}; id={record.id}"


def is_policy_record(text: str) -> bool:
    """Return whether senders take *text*, the joined strings of a TXT record, for a policy record.

    A name must have exactly one (RFC 8461, section 3.1), readable or not. The section discards
    what does not begin with ``v=STSv1;``, but its grammar allows white space before the ``;``, and
    all senders that were tried count such a record. Without a ``;``, or with a longer version, it
    is none: one sender in use, postfix-mta-sts-resolver, counts ``v=STSv10`` too, and is alone
    with it.

    >>> [is_policy_record(text) for text in ("v=STSv1; id=a", "v=STSv1 ;", "v=STSv10; id=b")]
    [True, True, False]
    >>> [is_policy_record(text) for text in ("v=STSv1", "v=STSv1 id=a", " v=STSv1; id=a")]
    [False, False, False]
    """
    return _begins_policy_record(text) is not None


def is_policy_id(text: str) -> bool:
    """Return whether *text* may be the ``id`` of a policy record."""
    return _match_id(text) is not None


def is_mx_pattern(text: str) -> bool:
    """Return whether *text* is an MX pattern as a policy file may hold it, letter case aside."""
    return text.isascii() and _match_pattern(text.lower()) is not None
