"""What was seen in, a judgement out. Pure.

`domain.judge_domain` is the one question that every command asks.

A ``judge_`` function looks at one thing (the policy record, an MX host, GitHub's settings) and
returns a `Finding` for each fault of it; a fault that only follows from another one is left out by
``causes``. The codes of findings are stable: scripts, dashboards and suppressions refer to them.
"""

from mtasts_pages.checks.finding import Area, Finding, Kind, Severity

__all__ = ["Area", "Finding", "Kind", "Severity"]
