"""The policy file (RFC 8461, section 3.2): what a sender fetches from the policy host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtasts_pages.standards.defects import PolicyError, is_refused
from mtasts_pages.standards.names import MxPattern
from mtasts_pages.standards.terms import MAX_AGE_LIMIT, VERSION, Mode, Policy

if TYPE_CHECKING:
    from mtasts_pages.standards.defects import Defect

__all__ = [
    "MAX_AGE_LIMIT",
    "Mode",
    "MxPattern",
    "Policy",
    "find_policy_defects",
    "format_policy",
    "parse_policy",
    "propose_policy",
]


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


def parse_policy(data: bytes) -> Policy:
    r"""Return the policy in *data*, read as a strict sender does.

    Raises:
        PolicyError: Strict senders refuse the text; the error carries everything that was found.

    >>> parse_policy(b"version: STSv1\nmode: none\nmax_age: 86400\n")
    Policy(mode=<Mode.NONE: 'none'>, max_age=86400, mx=())
    >>> parse_policy(b"version: STSv1\nmode: enforced\nmx: mx1.example.com\nmax_age: 604800\n")
    Traceback (most recent call last):
    ...
    mtasts_pages.standards.defects.PolicyError: `enforced` is not a mode
    """
    defects, policy = _examine(data)
    if policy is None or is_refused(defects):
        repair = None if policy is None else format_policy(policy).decode("ascii")
        raise PolicyError(defects, repair=repair)
    return policy


def find_policy_defects(data: bytes) -> tuple[Defect, ...]:
    r"""Return everything that is wrong with or odd about the policy file *data*, in its order.

    Of each kind at most `SAME_KIND_LIMIT` places are named.

    >>> for defect in find_policy_defects(b"version: STSv1\nmode: test\nmx: mx.example.net.\n"):
    ...     print(defect.line, defect.column, defect.kind, defect.repair)
    2 7 mode-unknown testing
    3 5 reserved-host None
    3 19 mx-trailing-dot mx.example.net
    4 1 missing-key None
    """
    return _examine(data)[0]


def propose_policy(data: bytes) -> Policy | None:
    r"""Return the policy that the author of *data* evidently meant, or None if that is unclear.

    A proposal for a person to look at; nothing is ever published because of it.

    >>> propose_policy(b"  version: STSv1\n  mode: Enforce\n  mx: 10 mx.example.net.\n"
    ...                b"  max_age: 604,800\n").max_age
    604800
    """
    return _examine(data)[1]


def _examine(data: bytes) -> tuple[tuple[Defect, ...], Policy | None]:
    from mtasts_pages.standards.policy_reading import examine_policy  # noqa: PLC0415 - see below

    # Publishing needs no parser, and its expressions take longer to compile than all the rest.
    return examine_policy(data)
