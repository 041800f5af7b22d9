"""What keeps a good policy from being served, and what does not matter."""

from pathlib import Path

import pytest
from lint.folders import (
    GOOD,
    POLICY,
    codes,
    lint,
    lint_files,
    move_policy,
    replace,
    write_folder,
)

from mtasts_pages.checks.lint import Fault

PLACEMENTS = {
    # The folder.
    ".well-know/mta-sts.txt": {"folder-misspelled"},
    ".well_known/mta-sts.txt": {"folder-misspelled"},
    "well-known/mta-sts.txt": {"folder-misspelled"},
    ".wellknown/mta-sts.txt": {"folder-misspelled"},
    ".Well-Known/mta-sts.txt": {"folder-misspelled"},
    ".well-known /mta-sts.txt": {"folder-misspelled"},
    " .well-known/mta-sts.txt": {"folder-misspelled"},
    ".well-known\u200b/mta-sts.txt": {"folder-misspelled"},
    "\uff0ewell\u2010known/mta-sts.txt": {"folder-misspelled"},
    "\u3002well-known/mta-sts.txt": {"folder-misspelled"},
    "..well-known/mta-sts.txt": {"folder-misspelled"},
    ".wel-knwon/mta-sts.txt": {"folder-misspelled"},
    "docs/.well-know/mta-sts.txt": {"folder-misspelled"},
    # The file.
    ".well-known/mta-sts.txt.txt": {"file-misspelled"},
    ".well-known/mta_sts.txt": {"file-misspelled"},
    ".well-known/mta-sts": {"file-misspelled"},
    ".well-known/MTA-STS.TXT": {"file-misspelled"},
    ".well-known/mta-sts.txt ": {"file-misspelled"},
    ".well-known/mta-sts.text": {"file-misspelled"},
    ".well-known/mta-sts.html": {"file-misspelled"},
    ".well-known/mts-sta.txt": {"file-misspelled"},
    ".well-known/policy.txt": {"file-misspelled"},
    ".well-known/_mta-sts.acme.org.txt": {"file-misspelled"},
    ".well-known": {"file-misspelled"},
    # Elsewhere.
    "mta-sts.txt": {"policy-in-root"},
    "docs/mta-sts.txt": {"policy-in-root"},
    "_mta-sts.txt": {"policy-in-root", "file-misspelled"},
    "policy": {"policy-in-root", "file-misspelled"},
    ".well-known/mta-sts.txt/mta-sts.txt": {"policy-is-folder"},
    ".well-known/mta-sts.txt/policy.txt": {"policy-is-folder", "file-misspelled"},
    ".well-known/mta-sts/mta-sts.txt": {"policy-elsewhere"},
    "mta-sts/.well-known/mta-sts.txt": {"policy-elsewhere"},
    "public/.well-known/mta-sts.txt": {"policy-elsewhere"},
    "policies/mta-sts.txt": {"policy-elsewhere"},
}
MERGE_BOMB = "a0: &a0 {x: y}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 40)
)


@pytest.mark.parametrize("path", PLACEMENTS)
def test_a_policy_where_no_sender_looks_is_not_served(path: str, tmp_path: Path) -> None:
    found = lint(write_folder(tmp_path, move_policy(path)))
    assert found[0].path == str(tmp_path / path).replace("\u200b", "\\u200b")
    assert found[0].valid
    assert {finding.code for finding in found[0].findings} == PLACEMENTS[path]
    assert {finding.effect.value for finding in found[0].findings} == {"not-served"}
    for finding in found[0].findings:
        assert "`.well-known/mta-sts.txt`" in finding.message


def test_nothing_is_wrong_with_a_good_repository(tmp_path: Path) -> None:
    found = lint(write_folder(tmp_path, GOOD))
    assert all(report.valid and not report.findings for report in found)
    assert [report.path for report in found] == [
        str(tmp_path / ".well-known/mta-sts.txt"),
        str(tmp_path / "CNAME"),
    ]


def test_a_site_in_docs_is_served_on_one_condition(tmp_path: Path) -> None:
    files = {f"docs/{path}": data for path, data in GOOD.items()}
    assert lint_files(tmp_path, files) == {"source-is-docs"}


def test_files_for_docs_do_not_help_from_the_top(tmp_path: Path) -> None:
    files = move_policy("docs/.well-known/mta-sts.txt")
    assert lint_files(tmp_path, files) == {
        "source-is-docs",
        "cname-misnamed",
        "nojekyll-misplaced",
    }


@pytest.mark.parametrize(
    "text",
    [
        'include: [".well-known"]\n',
        "title: x\ninclude:\n  - _pages\n  - .well-known\n",
        "include: ['/.well-known/']\r\n",
        "include: ['.well*']",
        "include: &x [.well-known]\nexclude: *x",
    ],
)
def test_jekyll_may_be_told_to_keep_the_folder(text: str, tmp_path: Path) -> None:
    files = replace({".nojekyll": None, "_config.yml": text.encode()})
    assert not lint_files(tmp_path, files)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title: x\n", "nojekyll-missing"),
        ("include: [_pages]\n", "nojekyll-missing"),
        ("# include: ['.well-known']\n", "nojekyll-missing"),
        ("exclude: ['.well-known']\n", "nojekyll-missing"),
        ("x: {include: ['.well-known']}\n", "nojekyll-missing"),
        ("include: ['*']\n", "nojekyll-missing"),
        ("include: ['.well-known/mta-sts.txt']\n", "nojekyll-missing"),
        ("include: .well-known\n", "jekyll-config-broken"),
        ("include: ['.well-known'\n", "jekyll-config-broken"),
        ("[" * 50_000, "jekyll-config-broken"),
        ("\x00", "jekyll-config-broken"),
        (MERGE_BOMB, "nojekyll-missing"),
    ],
)
def test_without_that_the_folder_is_left_out(text: str, code: str, tmp_path: Path) -> None:
    files = replace({".nojekyll": None, "_config.yml": text.encode()})
    assert lint_files(tmp_path, files) == {code}


@pytest.mark.parametrize("name", ["nojekyll", ".nojekyll.txt", ".nojekyl", "docs/.nojekyll"])
def test_a_near_miss_of_nojekyll_is_named(name: str, tmp_path: Path) -> None:
    files = replace({".nojekyll": None, name: b""})
    found = lint(write_folder(tmp_path, files))
    assert codes(found) == {"nojekyll-misplaced"}
    assert any(f"`{name}`" in finding.message for report in found for finding in report.findings)


def test_a_workflow_that_drops_the_folder_is_found(tmp_path: Path) -> None:
    step = b"steps:\n  - uses: actions/upload-pages-artifact@v4\n"
    path = ".github/workflows/pages.yml"
    assert lint_files(tmp_path / "a", replace({path: step})) == {"artifact-without-dotfiles"}
    # Version 5 was the first to know the input.
    step += b"    with:\n      include-hidden-files: true\n"
    assert lint_files(tmp_path / "b", replace({path: step})) == {"artifact-without-dotfiles"}
    for version, is_lost in (("v5", False), ("main", False), ("v3", False), ("v5.0.1", False)):
        later = step.replace(b"v4", version.encode())
        found = lint_files(tmp_path / version, replace({path: later}))
        assert ("artifact-without-dotfiles" in found) == is_lost
    for reference in ("main", "v5", "0123456789abcdef0123456789abcdef01234567 # v4.0.0"):
        uses = f"      - uses: actions/upload-pages-artifact@{reference}\n".encode()
        found = lint_files(tmp_path / reference.split()[0] / "c", replace({path: uses}))
        assert found == {"artifact-without-dotfiles"}


def test_what_a_workflow_builds_cannot_be_judged_here(tmp_path: Path) -> None:
    files = move_policy("static/.well-known/mta-sts.txt")
    files[".github/workflows/site.yml"] = b"      - uses: actions/deploy-pages@v4\n"
    del files["CNAME"], files[".nojekyll"]
    found = lint(write_folder(tmp_path, files))
    assert codes(found) == {"policy-elsewhere", "deployed-otherwise"}
    assert {f.severity.value for report in found for f in report.findings} == {"warning", "info"}


def test_a_copy_with_the_same_values_is_only_notable(tmp_path: Path) -> None:
    files = replace({"mta-sts.txt": POLICY.replace(b"\r\n", b"\n")})
    assert lint_files(tmp_path, files) == {"stray-copy"}


def test_a_copy_that_says_something_else_is_risky(tmp_path: Path) -> None:
    files = replace({".well-know/mta-sts.txt": POLICY.replace(b"testing", b"enforced")})
    [copy] = [report for report in lint(write_folder(tmp_path, files)) if report.findings]
    assert [finding.kind for finding in copy.findings] == [Fault.STRAY_COPY_DIFFERS]
    assert not copy.valid
    assert "`enforced` is not a mode" in copy.findings[0].message


def test_a_folder_in_place_of_the_policy_is_named(tmp_path: Path) -> None:
    files = replace({".well-known/mta-sts.txt": None, ".well-known/mta-sts.txt/.gitkeep": b""})
    assert lint_files(tmp_path, files) == {"policy-is-folder"}


def test_a_repository_without_a_policy_says_so(tmp_path: Path) -> None:
    assert lint_files(tmp_path, replace({".well-known/mta-sts.txt": None})) == {"policy-missing"}


def test_a_link_within_is_followed_and_one_out_of_the_repository_is_not(tmp_path: Path) -> None:
    outside = write_folder(tmp_path / "outside", {"secret.txt": POLICY})
    inner = write_folder(tmp_path / "a", move_policy("policies/mta-sts.txt"))
    (inner / ".well-known").mkdir()
    (inner / ".well-known/mta-sts.txt").symlink_to("../policies/mta-sts.txt")
    assert codes(lint(inner)) == {"stray-copy"}
    outer = write_folder(tmp_path / "b", replace({".well-known/mta-sts.txt": None}))
    (outer / ".well-known").mkdir()
    (outer / ".well-known/mta-sts.txt").symlink_to(outside / "secret.txt")
    assert codes(lint(outer)) == {"policy-links-out"}


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "a", GOOD)
    (root / "up").symlink_to("..")
    (root / "self").symlink_to("self")
    assert not codes(lint(root))


def test_a_policy_under_any_name_is_found_in_a_folder_of_repositories(tmp_path: Path) -> None:
    write_folder(tmp_path / "a", GOOD)
    write_folder(tmp_path / "b", {"policy.txt": POLICY})
    write_folder(tmp_path / "c", {".git/HEAD": b"", "other/text": POLICY, "notes.txt": b"hello"})
    write_folder(tmp_path / "d/e", {"src/main.py": b"mode = 1", "notes.txt": b"hello"})
    seen = {Path(report.path).relative_to(tmp_path).as_posix() for report in lint(tmp_path)}
    assert {path for path in seen if not path.endswith(("CNAME", ".nojekyll"))} == {
        "a/.well-known/mta-sts.txt",
        "b/policy.txt",
        "c/other/text",
    }


def test_a_checkout_that_holds_several_sites_is_a_folder_of_them(tmp_path: Path) -> None:
    write_folder(tmp_path, {".git/HEAD": b"", "README.md": b""})
    write_folder(tmp_path / "sites/one", GOOD)
    write_folder(tmp_path / "sites/two", GOOD)
    assert not codes(lint(tmp_path))
