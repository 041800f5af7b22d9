"""The served policy: what strict and lenient senders read, and whether it is the right one."""

from __future__ import annotations

from mtasts_pages.checks import lenient
from mtasts_pages.checks.finding import Area, Finding, Kind, Severity, find
from mtasts_pages.checks.policy_fetch import NOTHING_SERVED
from mtasts_pages.standards.mistakes.defects import Defect, is_refused
from mtasts_pages.standards.mistakes.kinds import Gravity
from mtasts_pages.standards.mtasts import Policy
from mtasts_pages.standards.reading import find_policy_defects, parse_policy
from mtasts_pages.state import ServedPolicy, Target
from mtasts_pages.text import join_some

# fmt: off
POLICY_INVALID = Kind("policy-invalid", Area.FILE, Severity.ERROR,
    "Senders cannot read the policy",
    hint="run `mtasts-pages publish`: a policy made from the config is always valid",
    why=f"Strict and lenient senders alike refuse the text. {NOTHING_SERVED}")
POLICY_DISPUTED = Kind("policy-disputed", Area.FILE, Severity.WARNING,
    "Strict senders refuse the policy; lenient ones read it",
    hint="run `mtasts-pages publish`: all senders accept a policy made from the config",
    why="The text breaks the grammar of RFC 8461, 3.2. A lenient sender, as is common with"
        " Postfix, reads a policy from it; a strict one refuses all of it.")
POLICY_ODD = Kind("policy-odd", Area.FILE, Severity.WARNING,
    "Senders read the policy differently",
    hint="run `mtasts-pages publish`: all senders read a policy made from the config alike",
    why="The grammar allows the text, but senders disagree about it, for example about which of"
        " two `mode` lines counts.")
POLICY_DIFFERS = Kind("policy-differs", Area.FILE, Severity.WARNING,
    "The served policy is not the one in the config",
    hint="run `mtasts-pages publish`; after a change, GitHub may serve the old policy for ten"
         " minutes",
    why="The served text is a policy, but not byte for byte the one made from the config: the"
        " config has not been published, the last change has not arrived everywhere, or somebody"
        " else has changed the policy.")
# fmt: on


def read_effective_policy(target: Target, served: ServedPolicy) -> Policy:
    """Return the policy that senders go by: the served one, else the one of the config."""
    if served.body is not None:
        try:
            return parse_policy(served.body)
        except ValueError:
            pass
    return target.policy


def judge_policy_file(target: Target, served: ServedPolicy) -> tuple[Finding, ...]:
    """Return what is wrong with the text that was served, if any was."""
    # What the config gives was proven when it was rendered.
    if served.body is None or served.body == target.policy_file:
        return ()
    host = target.policy_host
    defects = find_policy_defects(served.body)
    if is_refused(defects):
        first = next(defect for defect in defects if defect.gravity is Gravity.REFUSED)
        media_type = served.contact.media_type if served.contact else ""
        read = lenient.read_policy(served.body, media_type)
        if read is None:
            message = f"the policy that `{host}` serves is refused: {_place(first)}"
            return (find(POLICY_INVALID, host, message),)
        message = (
            f"the policy that `{host}` serves is refused by strict senders: {_place(first)};"
            f" lenient ones read mode `{read.mode}`"
        )
        return (find(POLICY_DISPUTED, host, message),)
    risky = [defect for defect in defects if defect.gravity is Gravity.RISKY]
    if risky:
        message = f"senders read the policy that `{host}` serves differently: {_place(risky[0])}"
        return (find(POLICY_ODD, host, message),)
    difference = _describe_difference(parse_policy(served.body), target.policy)
    message = f"`{host}` serves another policy than the one in the config: {difference}"
    return (find(POLICY_DIFFERS, host, message),)


def _place(defect: Defect) -> str:
    return f"line {defect.line}, {defect.message}"


def _describe_difference(served: Policy, wanted: Policy) -> str:
    parts = []
    if served.mode is not wanted.mode:
        parts.append(f"mode `{served.mode}`, not `{wanted.mode}`")
    if served.max_age != wanted.max_age:
        parts.append(f"max_age {served.max_age}, not {wanted.max_age}")
    missing = [mx.text for mx in wanted.mx if mx not in served.mx]
    foreign = [mx.text for mx in served.mx if mx not in wanted.mx]
    if missing:
        parts.append(f"without {join_some(missing)}")
    if foreign:
        parts.append(f"with {join_some(foreign)}")
    return ", ".join(parts) or "the same values in other bytes"
