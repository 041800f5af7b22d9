"""Whatever bytes lie on the disk, and however many: an answer, in time."""

import os
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lint.folders import GOOD, POLICY, codes, lint, move_policy, write_folder

from mtasts_pages.checks.lint import judge_repository, judge_text, may_matter
from mtasts_pages.checks.lint.cname import judge_custom_domain
from mtasts_pages.errors import UsageError
from mtasts_pages.state.folder import EntryKind, SeenFile, SeenFolder
from mtasts_pages.world import folders

NAMES = st.sampled_from(
    [*GOOD, "CNAME.txt", "_config.yml", ".github/workflows/x.yml", "docs/CNAME", "mta-sts.txt"]
)
LETTERS = "abekmnstwx.-_ \t\u200b\uff0eI0"


@given(st.binary(max_size=400))
def test_any_bytes_are_judged(data: bytes) -> None:
    assert judge_text("x", SeenFile(data)).findings or data
    judge_custom_domain(data)


@given(st.dictionaries(NAMES | st.text(min_size=1, max_size=9), st.binary(max_size=200)))
def test_any_repository_is_judged(files: dict[str, bytes]) -> None:
    entries = dict.fromkeys(files, EntryKind.FILE)
    read = {path: SeenFile(data) for path, data in files.items() if may_matter(path)}
    for report in judge_repository(SeenFolder("mta-sts", entries, read)):
        assert all(finding.message and finding.hint for finding in report.findings)


def misspell(name: str, random: Random) -> str:
    at = random.randrange(len(name))
    letter = random.choice(LETTERS)
    return random.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
            name[:at] + name[at:].swapcase(),
            name + letter,
        )
    )


@settings(max_examples=500)
@given(st.randoms(use_true_random=False))
def test_any_slip_in_the_path_is_found_not_served(random: Random) -> None:
    folder, name = ".well-known", "mta-sts.txt"
    for _ in range(random.choice((1, 1, 2))):
        if random.random() < 0.5:
            folder = misspell(folder, random)
        else:
            name = misspell(name, random)
    path = f"{folder}/{name}"
    if (folder, name) == (".well-known", "mta-sts.txt") or not may_matter(path):
        return
    files = move_policy(path)
    entries = dict.fromkeys(files, EntryKind.FILE)
    seen = SeenFolder(
        "x", entries, {path: SeenFile(data) for path, data in files.items() if may_matter(path)}
    )
    first = judge_repository(seen)[0]
    assert first.path == path
    assert {finding.effect for finding in first.findings} == {"not-served"}


@pytest.mark.parametrize("name", [b"mta-sts\xff.txt", b"mta-sts\n.txt", b"mta-sts.txt\x1b[31m"])
def test_a_name_of_any_bytes_is_shown_on_one_line(name: bytes, tmp_path: Path) -> None:
    write_folder(tmp_path, {f".well-known/{os.fsdecode(name)}": POLICY})
    first = lint(tmp_path)[0]
    assert first.path.isprintable()
    first.path.encode()
    assert codes([first]) == {"file-misspelled"}


def test_a_huge_file_is_read_in_part(tmp_path: Path) -> None:
    root = write_folder(tmp_path, GOOD)
    with (root / ".well-known/mta-sts.txt").open("r+b") as file:
        file.truncate(10**12)  # sparse
    begin = time.monotonic()
    first = lint(root)[0]
    assert time.monotonic() - begin < 10
    assert "too-large" in codes([first])
    assert any("more than 65536 bytes" in finding.message for finding in first.findings)


def test_a_large_folder_is_given_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "ENTRY_LIMIT", 50)
    root = write_folder(tmp_path, GOOD | {f"zzz/{n}": b"" for n in range(100)})
    assert codes(lint(root)) == {"not-all-seen"}


def test_a_folder_of_many_repositories_is_read_one_by_one(tmp_path: Path) -> None:
    for n in range(100):
        write_folder(tmp_path / f"owner{n % 7}/mta-sts.acme{n}.org", GOOD)
    assert len([each for each in lint(tmp_path) if each.path.endswith("mta-sts.txt")]) == 100


def test_a_pipe_within_is_not_opened(tmp_path: Path) -> None:
    root = write_folder(tmp_path, GOOD | {".well-known/mta-sts.txt.x/y": b""})
    os.mkfifo(root / "mta-sts.txt")
    assert not codes(lint(root))


@pytest.mark.parametrize("files", [{}, {"a.py": b"x"}, {"a/b/c.txt": b"x", "README.md": b"mx:"}])
def test_a_folder_with_nothing_to_judge_is_an_error(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    write_folder(tmp_path, files)
    with pytest.raises(UsageError, match="holds no MTA-STS policy"):
        lint(tmp_path)
