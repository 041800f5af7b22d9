"""What was seen in, findings out. Pure.

A ``judge_`` function looks at one thing (the policy record, an MX host, GitHub's settings) and
returns a `Finding` for each fault of it; a fault that only follows from another one is left out by
``causes``. The codes of findings are stable: scripts, dashboards and suppressions refer to them.
"""

from mtasts_pages.checks.codes import Area, Code, Severity
from mtasts_pages.checks.finding import Finding
from mtasts_pages.checks.intent import Intent

__all__ = ["Area", "Code", "Finding", "Intent", "Severity"]
