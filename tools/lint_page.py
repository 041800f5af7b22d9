"""Writes ``docs/lint.md`` from the program: what ``lint`` finds, code by code.

``--check`` writes nothing and fails when the page is not what would be written.
"""

import sys
from pathlib import Path

from mtasts_pages.checks.lint import Effect, Fault, FileKind, Verdict
from mtasts_pages.standards import DefectKind

PAGE = Path(__file__).parents[1] / "docs" / "lint.md"

HEAD = """\
# What lint finds

`tools/lint_page.py` writes this page from the program itself; a test keeps it current.

`mtasts-pages lint PATH` judges, without a network, a policy file, a policy repository, or a folder
of repositories; `-` is a policy on stdin. A repository is any folder with its files in it: git is
not needed. A checkout is one repository, whatever it is called and whichever way you name it.
Nothing is changed. Where it is clear what was meant, the hint has the value, and the whole policy
is shown for you to review. `--ignore CODE` leaves out findings that you know about.

What a file says and where it is are two things. A policy is `valid` if strict senders accept its
text, wherever the file is; a finding with the effect `not-served` says that no sender gets to see
it.

Where nothing in a repository says that Pages publishes its branch (no `CNAME`, `.nojekyll` or
`_config.yml`; no name that ends in `.github.io`), a finding says what holds *if* Pages does, and
its effect is `risky`. Where something says that a workflow or another host publishes the site, only
that is said.

| effect | severity | meaning |
|---|---|---|
"""

VERDICT_HEAD = """
`--json` gives each repository a verdict:

| verdict | meaning |
|---|---|
"""

FILES = """
Each entry of `files` has a `kind` (__kinds__), whether it
`exists`, and, for a policy that exists, whether it is `valid`; for all other files `valid` is null.
"""

CHAPTERS = {
    Fault.POLICY_MISSING: "Where the policy is",
    Fault.NOJEKYLL_MISSING: "How it is published",
    Fault.NO_MAIL: "What the policy does",
    Fault.CNAME_MISSING: "The custom domain",
}
"""Each with the first code that belongs to it."""

VERDICTS = {
    Verdict.SERVED: "Senders get a policy that they accept, once the DNS is in place",
    Verdict.NOT_SERVED: "Senders get no policy",
    Verdict.REFUSED: "Senders refuse the policy, wherever it is published",
    Verdict.UNKNOWN: "It depends on something that cannot be seen in the repository",
}

TEXT_HEAD = """
## The text of the policy

Faults of the text have the codes that [standards.md](standards.md#what-can-be-wrong-with-a-text)
explains. What is *refused* there is an error here, *risky* a warning, *notable* a note.

| code | effect | meaning |
|---|---|---|
"""


def render_page() -> str:
    """Return the text of the page."""
    effects = "".join(f"| `{each}` | {each.severity} | {each.meaning} |\n" for each in Effect)
    codes = "".join(map(_render_fault, Fault))
    defects = "".join(
        f"| [`{kind}`](standards.md#{kind}) | {kind.gravity} | {kind.meaning} |\n"
        for kind in DefectKind
        if not kind.startswith(("record-", "id-", "rua-"))
    )
    verdicts = "".join(f"| `{each}` | {VERDICTS[each]} |\n" for each in Verdict)
    files = FILES.replace("__kinds__", ", ".join(f"`{kind}`" for kind in FileKind))
    return HEAD + effects + VERDICT_HEAD + verdicts + files + codes + TEXT_HEAD + defects


def _render_fault(fault: Fault) -> str:
    chapter = f"\n## {CHAPTERS[fault]}\n" if fault in CHAPTERS else ""
    return f"{chapter}\n### `{fault}`\n\n{fault.meaning} (*{fault.effect}*). {fault.why}\n"


def main() -> int:
    """Write the page, or say whether it is current."""
    text = render_page()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
