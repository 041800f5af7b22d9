"""What 62 owners really published, as folders: the verdicts, and that the reason is named."""

from pathlib import Path

import pytest
from lint.corpus import read_corpus, write, write_repository
from standards import judges

from mtasts_pages.checks import Severity
from mtasts_pages.rollout.linting import lint_paths

MISPLACED = ("misplaced", "second-copy")


def test_the_verdict_on_each_text_is_that_of_checkdmarc(tmp_path: Path) -> None:
    for number, entry in enumerate(read_corpus()):
        root = write_repository(entry, tmp_path / str(number))
        policy = next(
            report
            for report in lint_paths([str(root)]).reports
            if report.path == str(root / entry["path"])
        )
        accepted = judges.read_policy_by_checkdmarc(entry["policy"].encode()) is not None
        assert policy.valid == accepted, entry["repo"]
        for finding in policy.findings:
            assert finding.hint, entry["repo"]


def test_each_misplaced_one_is_found_and_said_to_be_not_served(tmp_path: Path) -> None:
    for number, entry in enumerate(read_corpus()):
        root = write_repository(entry, tmp_path / str(number))
        first = lint_paths([str(root)]).reports[0]
        is_lost = any(
            finding.effect == "not-served" and ".well-known/mta-sts.txt" in finding.message
            for finding in first.findings
        )
        assert is_lost == (entry["kind"] in MISPLACED), entry["repo"]


def test_a_custom_domain_that_is_no_policy_host_is_found(tmp_path: Path) -> None:
    for number, entry in enumerate(read_corpus()):
        if entry["cname"] is None:
            continue
        root = write_repository(entry, tmp_path / str(number))
        [domain] = [
            each for each in lint_paths([str(root)]).reports if each.path == str(root / "CNAME")
        ]
        assert domain.valid == entry["cname"].startswith("mta-sts."), entry["repo"]


def test_nothing_is_wrong_with_most_of_the_rest(tmp_path: Path) -> None:
    """A repository that checkdmarc and its own `CNAME` call right has no error."""
    for number, entry in enumerate(read_corpus()):
        is_right = judges.read_policy_by_checkdmarc(entry["policy"].encode()) is not None
        domain = entry["cname"] or ""
        if entry["kind"] != "repo" or not is_right or not domain.startswith("mta-sts."):
            continue
        root = write_repository(entry, tmp_path / str(number))
        write(root / ".nojekyll", b"")
        errors = [
            finding.message
            for report in lint_paths([str(root)]).reports
            for finding in report.findings
            if finding.severity is Severity.ERROR
        ]
        assert not errors, entry["repo"]


def test_all_of_them_at_once_are_a_folder_of_repositories(tmp_path: Path) -> None:
    entries = read_corpus()
    roots = [write_repository(entry, tmp_path / str(n)) for n, entry in enumerate(entries)]
    seen = {report.path for report in lint_paths([str(tmp_path)]).reports}
    for root, entry in zip(roots, entries, strict=True):
        assert str(root / entry["path"]) in seen


@pytest.mark.parametrize("again", range(2))
def test_a_run_changes_nothing(tmp_path: Path, again: int) -> None:
    entry = read_corpus()[again]
    root = write_repository(entry, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    lint_paths([str(root)])
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
