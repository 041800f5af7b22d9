"""The served policy: what strict and lenient senders read, and whether it is the right one."""

from __future__ import annotations

from mtasts_pages.checks import lenient
from mtasts_pages.checks.codes import Code
from mtasts_pages.checks.finding import Finding, find
from mtasts_pages.checks.intent import Intent
from mtasts_pages.standards.defects import Defect, is_refused
from mtasts_pages.standards.kinds import Gravity
from mtasts_pages.standards.policy import Policy, find_policy_defects, parse_policy
from mtasts_pages.state import ServedPolicy


def read_effective_policy(intent: Intent, served: ServedPolicy) -> Policy:
    """Return the policy that senders go by: the served one, else the one of the config."""
    if served.body is not None:
        try:
            return parse_policy(served.body)
        except ValueError:
            pass
    return intent.domain.policy


def judge_policy_file(intent: Intent, served: ServedPolicy) -> tuple[Finding, ...]:
    """Return what is wrong with the text that was served, if any was."""
    # What the config gives was proven when it was rendered.
    if served.body is None or served.body == intent.policy_file:
        return ()
    host = intent.domain.policy_host
    defects = find_policy_defects(served.body)
    if is_refused(defects):
        first = next(defect for defect in defects if defect.gravity is Gravity.REFUSED)
        media_type = served.contact.media_type if served.contact else ""
        read = lenient.read_policy(served.body, media_type)
        if read is None:
            message = f"the policy that `{host}` serves is refused: {_place(first)}"
            return (find(Code.POLICY_INVALID, host, message),)
        message = (
            f"the policy that `{host}` serves is refused by strict senders: {_place(first)};"
            f" lenient ones read mode `{read.mode}`"
        )
        return (find(Code.POLICY_DISPUTED, host, message),)
    risky = [defect for defect in defects if defect.gravity is Gravity.RISKY]
    if risky:
        message = f"senders do not read the policy that `{host}` serves alike: {_place(risky[0])}"
        return (find(Code.POLICY_ODD, host, message),)
    difference = _describe_difference(parse_policy(served.body), intent.domain.policy)
    message = f"`{host}` serves another policy than the config describes: {difference}"
    return (find(Code.POLICY_DIFFERS, host, message),)


def _place(defect: Defect) -> str:
    return f"line {defect.line}, {defect.message}"


def _describe_difference(served: Policy, wanted: Policy) -> str:
    parts = []
    if served.mode is not wanted.mode:
        parts.append(f"mode `{served.mode}`, not `{wanted.mode}`")
    if served.max_age != wanted.max_age:
        parts.append(f"max_age {served.max_age}, not {wanted.max_age}")
    missing = [f"`{mx.text}`" for mx in wanted.mx if mx not in served.mx]
    foreign = [f"`{mx.text}`" for mx in served.mx if mx not in wanted.mx]
    if missing:
        parts.append(f"without {_enumerate(missing)}")
    if foreign:
        parts.append(f"with {_enumerate(foreign)}")
    return ", ".join(parts) or "the same values, in other bytes"


def _enumerate(names: list[str], limit: int = 3) -> str:
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"
