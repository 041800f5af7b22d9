"""Writes ``docs/standards.md`` from the program: the publisher's checklist and the defects.

``--check`` writes nothing and fails when the page is not what would be written.
"""

import sys
from pathlib import Path

from requirements import OPERATOR, REQUIREMENTS, Requirement

from mtasts_pages.standards import DefectKind, Gravity

PAGE = Path(__file__).parents[1] / "docs" / "standards.md"

HEAD = """\
# The standards, and how they are kept

This page is written by `tools/standards_page.py` from the program itself; a test holds it current.

## What a publisher has to do

Every rule that RFC 8461 (MTA-STS) and RFC 8460 (TLS reporting) have for whoever publishes a policy,
with the module that keeps it and the test that proves it. Rules without a module are the
operator's.

| # | section | level | rule | kept by | test |
|---|---|---|---|---|---|
"""

MIDDLE = """
## What can be wrong with a text

Each defect has a stable code. Its gravity says how much it matters:

- *refused*: not what the standard asks for, or a name that no host can have. Such a text is never
  published.
- *risky*: valid, but senders read it differently, or it is not what its author means.
- *notable*: valid, and read alike by all; worth a second look.

"Lenient senders" are postfix-mta-sts-resolver and mailauth with their default settings, as measured
by the tests; for the addresses of reports, tlsrpt-reporter.
"""

CHAPTERS = (
    ("The policy file as a whole", "EMPTY_FILE"),
    ("Lines and keys", "BLANK_LINE"),
    ("Values", "TEMPLATE_TEXT"),
    ("MX patterns", "MX_EMPTY"),
    ("Names", "NAME_EMPTY"),
    ("The policy record and the TLS reporting record", "RECORD_EMPTY"),
    ("The policy record", "ID_MISSING"),
    ("The TLS reporting record", "RUA_MISSING"),
)
"""Each with the first kind of defect that belongs to it, in the order of the catalogue."""


def render_page() -> str:
    """Return the text of the page."""
    rows = "".join(map(_render_requirement, REQUIREMENTS))
    chapters = {first: title for title, first in CHAPTERS}
    defects = "".join(
        (f"\n### {chapters[kind.name]}\n" if kind.name in chapters else "") + _render_defect(kind)
        for kind in DefectKind
    )
    return HEAD + rows + MIDDLE + defects


def _render_requirement(rule: Requirement) -> str:
    if rule.kept_by == OPERATOR:
        module, test = "the operator", ""
    else:
        module, test = f"`{rule.kept_by.removeprefix('mtasts_pages.')}`", f"`{rule.test}`"
    return f"| {rule.number} | {rule.section} | {rule.level} | {rule.text} | {module} | {test} |\n"


def _render_defect(kind: DefectKind) -> str:
    lenient = ""
    if kind.gravity is Gravity.REFUSED and kind.lenient:
        lenient = " Some lenient sender accepts it."
    elif kind.gravity is Gravity.REFUSED:
        lenient = " No sender that was tried accepts it."
    return (
        f"\n#### `{kind}`\n\n{kind.meaning} ({kind.section}). *{kind.gravity}*: "
        f"a strict sender {kind.strict}.{lenient}\n"
    )


def main() -> int:
    """Write the page, or say whether it is current."""
    text = render_page()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
