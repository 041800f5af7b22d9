"""What people put into an ``mx`` line that is not an MX pattern, and what they mean by it."""

from __future__ import annotations

import re
from dataclasses import replace

from mtasts_pages.standards.mistakes.defects import LONGEST_EXAMINED
from mtasts_pages.standards.mistakes.host_roles import find_role_defect
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mistakes.mx_peeling import STEPS, Peel
from mtasts_pages.standards.mistakes.names import Examined, examine_name
from mtasts_pages.standards.mtasts import is_mx_pattern
from mtasts_pages.text import quote


def examine_mx(text: str) -> Examined:
    """Return what is wrong with *text* as an MX pattern, and the pattern that is meant."""
    if is_mx_pattern(text):
        role = find_role_defect(text.lower())
        if role is None:
            return Examined(text.lower(), ())
        # As it is written, in whatever letter case.
        return Examined(text.lower(), (replace(role, text=text[role.column - 1 :]),))
    peel = Peel(text)
    if len(text) > LONGEST_EXAMINED:
        message = f"{len(text)} characters are no host name, which has 253 at most"
        peel.note(DefectKind.NAME_TOO_LONG, 0, text, message, "check what was pasted")
    elif not peel.rest:
        hint = "write the name of a mail host, such as `mx1.example.com`"
        peel.note(DefectKind.MX_EMPTY, 0, "", "`mx` names no host", hint)
    else:
        if peel.rest != text:
            message = "white space around the name is read as a part of it"
            hint = "leave the white space out"
            peel.note(DefectKind.NAME_WHITE_SPACE, 0, text, message, hint)
        if all(step(peel) for step in STEPS):
            return _examine_rest(peel)
    return Examined(None, tuple(peel.defects))


def _examine_rest(peel: Peel) -> Examined:
    """Judge what is left after peeling: ``["*."] Domain``, or not."""
    wildcard = "*." if peel.rest.startswith("*.") else ""
    host = peel.rest.removeprefix("*.")
    # RFC 8461, 4.1: the wildcard is the whole left-most label, and stands for just one
    if "*" in host or host.startswith(".") or not host:
        stripped = re.sub(r"^[*.]+", "", host)
        meant = f"*.{stripped}".lower()
        message = f"{quote(peel.rest)} is not a pattern: `*.` comes once, before a host"
        proposal = meant if is_mx_pattern(meant) else None
        hint = f"write `{proposal}`" if proposal else "name the hosts one by one"
        peel.note(DefectKind.MX_WILDCARD, peel.at, peel.rest, message, hint)
        return _propose(peel, proposal)
    found = examine_name(host, peel.at + len(wildcard))
    peel.defects.extend(found.defects)
    if found.name and not host.isascii():
        message = f"{quote(host)} is not written in A-labels, and strict senders refuse it"
        peel.note(DefectKind.MX_NOT_A_LABEL, peel.at, peel.rest, message, f"write `{found.name}`")
    return _propose(peel, wildcard + found.name if found.name else None)


def _propose(peel: Peel, pattern: str | None) -> Examined:
    """Give every defect the *pattern* that is meant as its repair."""
    if pattern is None or not is_mx_pattern(pattern):
        return Examined(None, tuple(peel.defects))
    role = find_role_defect(pattern)
    repaired = tuple(replace(defect, repair=pattern) for defect in peel.defects)
    return Examined(pattern, (*repaired, role) if role else repaired)
