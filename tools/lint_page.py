"""Writes ``docs/lint.md`` from the program: what ``lint`` finds, code by code.

``--check`` writes nothing and fails when the page is not what would be written.
"""

import sys
from pathlib import Path

from mtasts_pages.checks.lint import Code, Effect
from mtasts_pages.standards import DefectKind

PAGE = Path(__file__).parents[1] / "docs" / "lint.md"

HEAD = """\
# What lint finds

This page is written by `tools/lint_page.py` from the program itself; a test holds it current.

`mtasts-pages lint PATH` judges, without a network, a policy file, a policy repository, or a folder
of repositories; `-` stands for a policy on stdin. A repository is any folder with its files in it:
git is not needed. Nothing is changed. Where it can be told what was meant, the value is in the hint
and the whole policy is shown, for you to look at.

What a file says and where it lies are two things. A policy is `valid` when strict senders accept
its text, wherever it lies; a finding of the effect `not-served` says that no sender gets to see
it.

| effect | severity | meaning |
|---|---|---|
"""

CHAPTERS = {
    Code.POLICY_MISSING: "Where the policy lies",
    Code.NOJEKYLL_MISSING: "How it is published",
    Code.CNAME_MISSING: "The custom domain",
}
"""Each with the first code that belongs to it."""

TEXT_HEAD = """
## The text of the policy

What is wrong with the text has a code of the
[standards](standards.md#what-can-be-wrong-with-a-text), where each is explained. What is *refused*
there is an error here, *risky* a warning, *notable* a note.

| code | effect | meaning |
|---|---|---|
"""


def render_page() -> str:
    """Return the text of the page."""
    effects = "".join(f"| `{each}` | {each.severity} | {each.meaning} |\n" for each in Effect)
    codes = "".join(map(_render_code, Code))
    defects = "".join(
        f"| [`{kind}`](standards.md#{kind}) | {kind.gravity} | {kind.meaning} |\n"
        for kind in DefectKind
        if not kind.startswith(("record-", "id-", "rua-"))
    )
    return HEAD + effects + codes + TEXT_HEAD + defects


def _render_code(code: Code) -> str:
    chapter = f"\n## {CHAPTERS[code]}\n" if code in CHAPTERS else ""
    return f"{chapter}\n### `{code}`\n\n{code.meaning} (*{code.effect}*). {code.reason}\n"


def main() -> int:
    """Write the page, or say whether it is current."""
    text = render_page()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
