"""A policy file read field by field: every defect of it, and the policy that is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mtasts_pages.standards.mistakes.defects import SAME_KIND_LIMIT, Defect, DefectLog
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mistakes.mx import examine_mx
from mtasts_pages.standards.mistakes.policy_fields import (
    Field,
    find_key_defect,
    read_field,
    split_joined,
)
from mtasts_pages.standards.mistakes.policy_lines import read_lines
from mtasts_pages.standards.mistakes.policy_values import read_max_age, read_mode, read_version
from mtasts_pages.standards.mtasts import VERSION, Mode, MxPattern, Policy
from mtasts_pages.text import quote

# RFC 8461, 3.2: sts-policy-ext-value, visible characters with single or several spaces between
_is_extension_value = re.compile(r"[^\x00-\x20\x7f]+(?: +[^\x00-\x20\x7f]+)*").fullmatch


@dataclass(slots=True)
class _Reading:
    """The fields of one file, the first of each key but mx."""

    single: dict[str, Field] = field(default_factory=dict)
    mx: list[Field] = field(default_factory=list)
    unknown: list[Field] = field(default_factory=list)
    last_line: int = 0


def examine_policy(data: bytes) -> tuple[tuple[Defect, ...], Policy | None]:
    """Return what is wrong with the policy file *data*, and the policy that is evidently meant."""
    log = DefectLog()
    lines = read_lines(data, log)
    if not lines:
        return log.sorted_defects(), None
    reading = _Reading(last_line=lines[-1].number)
    for line in lines:
        if log.is_hopeless():
            return log.sorted_defects(), None
        found = read_field(line, log)
        if found is not None:
            # A repeated field is ignored, whatever it says.
            is_repeated = found.key in reading.single
            for single in (found,) if is_repeated else split_joined(found, log):
                _sort_in(single, reading, log)
    policy = _read_values(reading, log)
    return log.sorted_defects(), policy


def _sort_in(found: Field, reading: _Reading, log: DefectLog) -> None:
    if found.key == "mx":
        reading.mx.append(found)
    elif found.key in {"version", "mode", "max_age"}:
        first = reading.single.setdefault(found.key, found)
        # RFC 8461, 3.2: of a repeated field all but the first are ignored
        if first is not found and not log.is_full(DefectKind.DUPLICATE_KEY):
            message = f"`{found.key}` is given twice, and the one on line {first.line} counts"
            hint = "leave one of them out: some senders take the last"
            at = found.line, found.key_column
            log.note(DefectKind.DUPLICATE_KEY, *at, found.key, message, hint)
    else:
        reading.unknown.append(found)


def _read_values(reading: _Reading, log: DefectLog) -> Policy | None:
    _read_unknown(reading, log)
    single = reading.single
    version = "version" in single and read_version(single["version"], log)
    mode = read_mode(single["mode"], log) if "mode" in single else None
    max_age = read_max_age(single["max_age"], mode, log) if "max_age" in single else None
    patterns = _read_mx(reading, log)
    _note_missing(reading, mode, log)
    if version and single["version"].line != min(f.line for f in [*single.values(), *reading.mx]):
        message = "`version` is not on the first line, where some guides and checkers want it"
        at = single["version"].line, single["version"].key_column
        log.note(DefectKind.VERSION_NOT_FIRST, *at, "version", message, "move the line to the top")
    if not version or mode is None or max_age is None or patterns is None:
        return None
    if not patterns and mode is not Mode.NONE:
        return None
    return Policy(mode, max_age, patterns)


def _read_unknown(reading: _Reading, log: DefectLog) -> None:
    mx_is_missing = not reading.mx
    judged = 0
    for found in reading.unknown:
        if not _is_extension_value(found.value):
            message = f"the value of `{found.key}` is empty or holds a control character"
            at, hint = (found.line, found.column), "leave the line out"
            log.note(DefectKind.BAD_VALUE, *at, found.value, message, hint)
            continue
        if judged >= SAME_KIND_LIMIT:
            continue
        judged += 1
        defect = find_key_defect(found)
        log.add(defect)
        # A slip of a key that is missing: the text is refused anyway, so its value is judged too.
        meant = defect.repair
        if meant == "mx" and mx_is_missing:
            reading.mx.append(found)
        elif meant and meant != "mx" and meant not in reading.single:
            reading.single[meant] = found


def _read_mx(reading: _Reading, log: DefectLog) -> tuple[MxPattern, ...] | None:
    """Return the patterns that are meant, each once; None when one of them is unclear."""
    patterns: dict[str, int] = {}
    unclear = False
    for found in reading.mx:
        if log.is_hopeless():
            return None
        examined = examine_mx(found.value)
        log.add_shifted(examined.defects, found.line, found.column)
        if examined.name is None:
            unclear = unclear or bool(found.value)
        elif patterns.setdefault(examined.name, found.line) != found.line:
            message = f"{quote(found.value)} is on line {patterns[examined.name]} already"
            at, hint = (found.line, found.column), "leave one of them out"
            log.note(DefectKind.DUPLICATE_MX, *at, found.value, message, hint)
    return None if unclear else tuple(MxPattern(name) for name in patterns)


def _note_missing(reading: _Reading, mode: Mode | None, log: DefectLog) -> None:
    # RFC 8461, 3.2: version, mode and max_age exactly once; mx at least once unless mode is none
    wanted = {
        "version": f"version: {VERSION}",
        "mode": "mode: testing",
        "max_age": "max_age: 604800",
    }
    if mode is not Mode.NONE:
        wanted["mx"] = "mx: mx1.example.com"
    kind, line = DefectKind.MISSING_KEY, reading.last_line + 1
    slips = {key: found for key, found in reading.single.items() if found.key != key}
    if reading.mx and reading.mx[0].key != "mx":
        slips["mx"] = reading.mx[0]
    present = reading.single.keys() | ({"mx"} if reading.mx else set())
    if not present:
        message = "no line of the file is one of a policy"
        hint = "write " + ", ".join(f"`{example}`" for example in wanted.values())
        log.note(kind, line, 1, "", message, hint)
        return
    for key, example in wanted.items():
        if key in slips:
            hint = f"write `{key}` for the `{slips[key].key}` of line {slips[key].line}"
        elif key not in present:
            hint = f"add a line such as `{example}`"
        else:
            continue
        log.note(kind, line, 1, "", f"`{key}` is missing", hint)
