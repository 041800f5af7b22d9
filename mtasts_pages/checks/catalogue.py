"""Every kind of finding, gathered from the files of the judges.

A new kind is a row beside its judge and nothing here; a new file of judges is a line here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mtasts_pages.checks import (
    github,
    held_policies,
    mail,
    policy_fetch,
    policy_file,
    policy_host,
    policy_id,
    policy_record,
    tls_reporting,
    zone,
)
from mtasts_pages.checks.finding import Area, Finding, Kind, Severity

_FILES = (
    policy_record,
    policy_id,
    policy_host,
    policy_fetch,
    policy_file,
    mail,
    held_policies,
    tls_reporting,
    github,
    zone,
)
_AREAS, _SEVERITIES = list(Area), list(Severity)
_ROWS = (each for file in _FILES for each in vars(file).values() if isinstance(each, Kind))

KINDS: Final = {kind.code: kind for kind in sorted(_ROWS, key=lambda kind: _AREAS.index(kind.area))}
"""Each kind by its code: area after area, and within one as the files have them."""

_ORDER = {code: number for number, code in enumerate(KINDS)}


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings*, worst first; those of one severity in the order of the catalogue."""
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda finding: (
                _SEVERITIES.index(finding.severity),
                _ORDER[finding.code],
                finding.subject,
            ),
        )
    )
