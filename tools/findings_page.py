"""Writes ``docs/findings.md`` from the program: a section for every kind of finding of `check`.

``--check`` writes nothing and fails when the page is not what would be written.
"""

import sys
from pathlib import Path

from mtasts_pages.checks import Area, Kind
from mtasts_pages.checks.catalogue import KINDS

PAGE = Path(__file__).parents[1] / "docs" / "findings.md"

HEAD = """\
# Findings of `check`

`tools/findings_page.py` writes this page from the program itself; a test keeps it current.

`mtasts-pages check` looks at a domain as a sending mail server does. Each kind of fault has a code
that stays the same between versions.

- An *error*: a sender that comes now gets no policy, or cannot deliver or report as the policy
  wants. The exit code is 5.
- A *warning*: it works now, but not for every sender, or not for long, or it is not what the config
  says. With `--strict` the exit code is 5 as well.
- *Info*: worth knowing, or impossible to tell from here.

Errors about MX hosts are warnings while the policy is in mode `testing`, because senders deliver
anyway. What only follows from another fault is left out: a Pages site without its custom domain is
reported, but not the wrong certificate that GitHub then presents; the cause takes over the
severity.

With `--no-mx` a healthy domain costs four DNS questions and one fetch. The sections about MX hosts
and the zone need the full check; the section about GitHub needs a token.
"""


def render_page() -> str:
    """Return the text of the page."""
    parts = [HEAD, "\n| code | severity | meaning |\n|---|---|---|\n"]
    parts += [
        f"| [`{code}`](#{code}) | {kind.severity} | {kind.meaning} |\n"
        for code, kind in KINDS.items()
    ]
    for area in Area:
        parts.append(f"\n## {area}\n")
        parts += [_render_kind(kind) for kind in KINDS.values() if kind.area is area]
    return "".join(parts)


def _render_kind(kind: Kind) -> str:
    hint = kind.hint[:1].upper() + kind.hint[1:]
    return f"\n### {kind.code}\n\n*{kind.severity}* — {kind.meaning}.\n\n{kind.why}\n\n{hint}.\n"


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
