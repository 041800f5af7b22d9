"""Writes ``docs/findings.md`` from the program: a section for every code that `check` can name.

``--check`` writes nothing and fails when the page is not what would be written.
"""

import sys
from pathlib import Path

from mtasts_pages.checks import Area, Code, Severity
from mtasts_pages.checks.guidance import HINTS
from mtasts_pages.checks.reasons import REASONS

PAGE = Path(__file__).parents[1] / "docs" / "findings.md"

HEAD = """\
# Findings of `check`

This page is written by `tools/findings_page.py` from the program itself; a test holds it current.

`mtasts-pages check` looks at a domain as a sending mail server does, and names what it finds wrong
by a code that stays the same between versions.

- An *error*: a sender that comes now gets no policy, or cannot deliver or report as the policy
  wants. The exit code is 5.
- A *warning*: it works for this sender, but not for every one, or not for long, or it is not what
  the config says. With `--strict` the exit code is 5 as well.
- *Info*: worth knowing, or not to be known from here.

Errors about MX hosts are warnings while the policy is in mode `testing`, because senders deliver
nevertheless. What only follows from another fault is left out: a Pages site without its domain is
named, and not also the wrong certificate that GitHub shows then; the cause takes over the severity.

With `--no-mx` a healthy domain costs four DNS questions and one fetch. The sections about MX hosts
and about the zone need the full check; those about GitHub a token.
"""


def render_page() -> str:
    """Return the text of the page."""
    parts = [HEAD, "\n| code | severity | meaning |\n|---|---|---|\n"]
    parts += [f"| [`{code}`](#{code}) | {code.severity} | {code.meaning} |\n" for code in Code]
    for area in Area:
        parts.append(f"\n## {area}\n")
        parts += [_render_code(code) for code in Code if code.area is area]
    return "".join(parts)


def _render_code(code: Code) -> str:
    hint = HINTS[code][:1].upper() + HINTS[code][1:]
    severity = "info" if code.severity is Severity.INFO else f"{code.severity}"
    return f"\n### {code}\n\n*{severity}* — {code.meaning}.\n\n{REASONS[code]}\n\n{hint}.\n"


def main() -> int:
    """Write the page, or with ``--check`` compare it."""
    page = render_page()
    if "--check" in sys.argv[1:]:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        return int(current != page)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
