"""Policy files and policy repositories, judged by what is on the disk. Pure.

`judge_text` looks at the text of one policy, `judge_repository` at a folder: whether the policy
is where senders look, and whether Pages publishes it under the name of the policy host. Each
finding says what follows from it: not served at all, refused by senders, risky, or notable.
"""

from mtasts_pages.checks.lint.candidates import may_matter
from mtasts_pages.checks.lint.cname import find_custom_domain, judge_cname_file
from mtasts_pages.checks.lint.faults import Effect, Fault
from mtasts_pages.checks.lint.finding import FileKind, FileReport, LintFinding, Place
from mtasts_pages.checks.lint.repository import judge_repository
from mtasts_pages.checks.lint.signs import classify_folder
from mtasts_pages.checks.lint.text import judge_text
from mtasts_pages.checks.lint.verdict import Verdict, find_verdict

__all__ = [
    "Effect",
    "Fault",
    "FileKind",
    "FileReport",
    "LintFinding",
    "Place",
    "Verdict",
    "classify_folder",
    "find_custom_domain",
    "find_verdict",
    "judge_cname_file",
    "judge_repository",
    "judge_text",
    "may_matter",
]
