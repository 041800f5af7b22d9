"""A repository has one verdict: alone, in a folder of clones, and as OWNER/NAME."""

from pathlib import Path
from typing import Any

import pytest
from lint.corpus import read_corpus, write
from lint.folders import GOOD, POLICY, codes, lint, move_policy, write_folder

from mtasts_pages.rollout.linting import lint_paths

Verdicts = dict[str, tuple[str, list[tuple[str, list[str]]]]]
LIKE_A_POLICY = ["mta-sts", "MTA-STS", "_mta-sts", "mtasts", "mta-st", "MtaSts", "mta-sts.txt"]


def write_entry(entry: dict[str, Any], root: Path, *, is_clone: bool) -> Path:
    for name in entry["files"] or ():
        if name != "CNAME":
            write(root / name, b"")
    if entry["cname"] is not None:
        write(root / "CNAME", entry["cname"].encode())
    if is_clone:
        write(root / ".git/HEAD", b"ref: refs/heads/main\n")
    write(root / entry["path"], entry["policy"].encode())
    return root


def judge(paths: list[Path], names: dict[Path, str]) -> Verdicts:
    """Return verdict and findings by name; *names* has that of each root."""
    run = lint_paths([str(path) for path in paths])
    assert not run.errors
    found: Verdicts = {}
    for repository in run.repositories:
        root = Path(repository.path)
        inside = [each for each in run.reports if Path(each.path).is_relative_to(root)]
        found[names[root]] = (
            repository.verdict.value,
            sorted(
                (str(Path(each.path).relative_to(root)), [str(f.kind) for f in each.findings])
                for each in inside
            ),
        )
    return found


@pytest.mark.parametrize("is_clone", [True, False], ids=["clones", "unpacked"])
def test_real_repositories_have_one_verdict_in_every_layout(
    tmp_path: Path, *, is_clone: bool
) -> None:
    entries = {entry["repo"]: entry for entry in reversed(read_corpus())}
    alone: dict[Path, str] = {}
    owned: dict[Path, str] = {}
    flat: dict[Path, str] = {}
    for number, (name, entry) in enumerate(entries.items()):
        owner, _, short = name.partition("/")
        alone[write_entry(entry, tmp_path / "alone" / str(number) / short, is_clone=is_clone)] = (
            name
        )
        owned[write_entry(entry, tmp_path / "owned" / owner / short, is_clone=is_clone)] = name
        at = next(n for n in range(99) if not (tmp_path / f"flat{n}" / short).exists())
        flat[write_entry(entry, tmp_path / f"flat{at}" / short, is_clone=is_clone)] = name
    expected: Verdicts = {}
    for root in alone:
        expected |= judge([root], alone)
    assert set(expected) == set(entries)
    assert judge([tmp_path / "owned"], owned) == expected
    assert judge(sorted({root.parent for root in flat}), flat) == expected
    assert judge(list(owned), owned) == expected
    assert judge(sorted({root.parent for root in owned}), owned) == expected


@pytest.mark.parametrize("is_clone", [True, False], ids=["clones", "unpacked"])
@pytest.mark.parametrize("name", [*LIKE_A_POLICY, ".well-known"])
def test_a_repository_may_have_any_name(name: str, tmp_path: Path, *, is_clone: bool) -> None:
    for each in (name, "mta-sts.example.net", "website"):
        files = GOOD | ({".git/HEAD": b""} if is_clone else {})
        write_folder(tmp_path / "org" / each, files)
    assert not codes(lint(tmp_path / "org"))
    assert not codes(lint(tmp_path))
    run = lint_paths([str(tmp_path / "org")])
    assert [each.verdict for each in run.repositories] == ["served"] * 3


def test_a_loose_policy_beside_clones_is_judged_without_them(tmp_path: Path) -> None:
    write_folder(tmp_path / "one", GOOD | {".git/HEAD": b""})
    write_folder(tmp_path, {"mta-sts.txt": GOOD[".well-known/mta-sts.txt"]})
    run = lint_paths([str(tmp_path)])
    verdicts = {Path(each.path).name: each.verdict.value for each in run.repositories}
    assert verdicts == {tmp_path.name: "not-served", "one": "served"}
    assert "stray-copy" not in codes(run.reports)


@pytest.mark.parametrize("where", ["site", "."])
def test_a_checkout_is_one_repository_alone_as_in_a_folder(where: str, tmp_path: Path) -> None:
    files = move_policy("testing/.well-known/mta-sts.txt")
    files |= move_policy("enforce/.well-known/mta-sts.txt")
    files |= {".git/HEAD": b"", "netlify.toml": b'[build]\npublish = "testing/"\n'}
    del files["CNAME"], files[".nojekyll"]
    write_folder(tmp_path / "site", files)
    run = lint_paths([str(tmp_path / where)])
    assert [each.verdict.value for each in run.repositories] == ["unknown"]
    assert Path(run.reports[0].path) == tmp_path / "site/testing/.well-known/mta-sts.txt"
    assert codes(run.reports) == {"deployed-otherwise", "stray-copy"}


@pytest.mark.parametrize("where", ["mta-sts.acme.org", "."])
@pytest.mark.parametrize("file", ["README.md", "api/x.js"])
def test_a_checkout_without_a_policy_says_so(where: str, file: str, tmp_path: Path) -> None:
    write_folder(tmp_path / "mta-sts.acme.org", {".git/HEAD": b"", "README.md": b"", file: b""})
    run = lint_paths([str(tmp_path / where)])
    assert codes(run.reports) == {"policy-missing"}
    expected = "not-served" if file == "README.md" else "unknown"
    assert [each.verdict.value for each in run.repositories] == [expected]


def test_a_theme_within_does_not_make_a_site_the_parent_of_it(tmp_path: Path) -> None:
    files = {".git/HEAD": b"", "mta-sts/notes": b"", "api/x.py": b""}
    write_folder(tmp_path / "mta-sts.acme.org", files | {"themes/x/.git/HEAD": b""})
    run = lint_paths([str(tmp_path)])
    assert [Path(each.path).name for each in run.repositories] == ["mta-sts.acme.org"]


def test_the_folder_of_a_policy_stands_for_its_repository(tmp_path: Path) -> None:
    root = write_folder(tmp_path, GOOD)
    assert not codes(lint(root / ".well-known"))


def test_a_repository_called_well_known_is_a_part_of_its_owners_site(tmp_path: Path) -> None:
    files = {".git/HEAD": b"", "mta-sts.txt": GOOD[".well-known/mta-sts.txt"]}
    write_folder(tmp_path / ".well-known", files)
    for where in (tmp_path, tmp_path / ".well-known"):
        run = lint_paths([str(where)])
        assert codes(run.reports) == {"served-by-owner"}
        assert [each.verdict.value for each in run.repositories] == ["unknown"]
    write_folder(tmp_path / "other/.well-known", {".git/HEAD": b"", "mta_sts.txt": POLICY})
    found = codes(lint(tmp_path / "other/.well-known"))
    assert found == {"served-by-owner", "file-misspelled"}
    write_folder(tmp_path / ".well-known", {"CNAME": b"mta-sts.acme.org"})
    assert "policy-in-root" in codes(lint(tmp_path / ".well-known"))
