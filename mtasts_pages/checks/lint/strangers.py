"""Files of other kinds that are taken for policies: prose, our config, TLS reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mtasts_pages.checks.lint.faults import Fault
from mtasts_pages.checks.lint.finding import LintFinding, find
from mtasts_pages.standards.mistakes.defects import Defect
from mtasts_pages.standards.mistakes.kinds import DefectKind

_TOP_KEY = re.compile(rb"([a-z]+)[ \t]*:(?:[ \t\r#{]|$)")
_CONFIG_KEYS = frozenset((b"github", b"defaults", b"domains", b"site", b"reports"))
_REPORT_KEYS = (b'"organization-name"', b'"policies"')
_PROSE = frozenset((DefectKind.GUIDE_TEXT, DefectKind.BAD_KEY, DefectKind.UNKNOWN_KEY))
_FEW = 5
_LONG = 40
"""Lines; a policy that somebody wrote a guide around is shorter."""


def identify_other(data: bytes) -> LintFinding | None:
    r"""Return what the file is instead of a policy, when that is plain from its beginning.

    >>> identify_other(b"domains:\n  example.com:\n    mx: [mx1.example.com]\n").code
    'not-a-policy'
    """
    if _is_config(data):
        message = "this is a config of `mtasts-pages`, not a policy"
        hint = "run `mtasts-pages validate` to judge a config"
    elif data.lstrip()[:1] == b"{" and all(key in data for key in _REPORT_KEYS):
        message = "this is a TLS report, not a policy"
        hint = "run `mtasts-pages reports` to read it"
    else:
        return None
    return find(Fault.NOT_A_POLICY, message, hint)


def is_prose(defects: Sequence[Defect], lines: Sequence[str]) -> bool:
    """Return whether a refused text is no policy at all: most of its *lines* say nothing of one."""
    kinds = Counter(defect.kind for defect in defects)
    strange = sum(kinds[kind] for kind in _PROSE)
    if strange < _FEW:
        return False
    if any(line.lstrip("\ufeff \t").startswith("version") and "STSv1" in line for line in lines):
        return len(lines) > _LONG
    return True


def _is_config(data: bytes) -> bool:
    """Return whether all keys at the left edge of *data* are those of a config."""
    lines = [line for line in data.split(b"\n") if line.strip() and line[:1] not in b" \t#-}"]
    keys = [_TOP_KEY.match(line) for line in lines]
    names = {key[1] for key in keys if key}
    return b"domains" in names and all(keys) and names <= _CONFIG_KEYS
