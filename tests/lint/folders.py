"""Policy repositories on the disk, right but for what a test says, and what lint finds there."""

from pathlib import Path

from mtasts_pages.checks.lint import FileReport
from mtasts_pages.rollout.linting import lint_paths

POLICY = b"version: STSv1\r\nmode: testing\r\nmx: mx1.acme.org\r\nmax_age: 604800\r\n"
GOOD = {
    ".well-known/mta-sts.txt": POLICY,
    "CNAME": b"mta-sts.acme.org",
    ".nojekyll": b"",
    "README.md": b"version: STSv1 is the first line of a policy\n",
    "index.html": b"<!doctype html><pre>version: STSv1\nmode: enforce\nmx: a.b.org</pre>",
}


def write_folder(root: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return root


def change(**changes: bytes | None) -> dict[str, bytes]:
    """Return the files of a good repository with some of them changed, or left out."""
    return replace(changes)


def replace(changes: dict[str, bytes | None]) -> dict[str, bytes]:
    return {path: data for path, data in {**GOOD, **changes}.items() if data is not None}


def move_policy(path: str, policy: bytes = POLICY) -> dict[str, bytes]:
    return replace({".well-known/mta-sts.txt": None, path: policy})


def lint(root: Path) -> list[FileReport]:
    run = lint_paths([str(root)])
    assert not run.errors
    return run.reports


def codes(reports: list[FileReport]) -> set[str]:
    return {finding.code for report in reports for finding in report.findings}


def lint_files(root: Path, files: dict[str, bytes]) -> set[str]:
    return codes(lint(write_folder(root, files)))
