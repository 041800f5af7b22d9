"""`mtasts-pages lint` as a person and a script see it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from git_helper import git
from lint.folders import GOOD, POLICY, move_policy, replace, write_folder

BROKEN = b"version: STSv1\nmode: enforced\nmx: mx1.acme.org.\nmax_age: 604800\n"


def run(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "mtasts_pages", "lint", *arguments],
        input=stdin,
        check=False,
        capture_output=True,
        timeout=60,
        cwd=cwd,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_finding_is_shown_with_its_line_and_what_was_meant(tmp_path: Path) -> None:
    write_folder(tmp_path, {"mta-sts.txt": BROKEN})
    assert run("mta-sts.txt", cwd=tmp_path) == (
        5,
        """\
mta-sts.txt:2:7: error: `enforced` is not a mode [mode-unknown]
    2 | mode: enforced
      |       ^^^^^^^^
  hint: did you mean `enforce`? Modes are `none`, `testing` and `enforce`

mta-sts.txt:3:17: error: a dot follows `mx1.acme.org`, and strict senders refuse the policy for it\
 [mx-trailing-dot]
    3 | mx: mx1.acme.org.
      |                 ^
  hint: leave the final dot out: this is not a zone file; write `mx1.acme.org`

mta-sts.txt as it was evidently meant, for you to review:
  version: STSv1
  mode: enforce
  mx: mx1.acme.org
  max_age: 604800

1 file, 2 findings: 2 refused by senders
""",
        "",
    )


def test_a_repository_is_shown_by_file(tmp_path: Path) -> None:
    write_folder(tmp_path, move_policy(".well-know/mta-sts.txt") | {"CNAME": b"acme.org"})
    assert run(".", cwd=tmp_path)[:2] == (
        5,
        """\
.well-know/mta-sts.txt: error: the folder is called `.well-know`, but senders ask for\
 `.well-known/mta-sts.txt` [folder-misspelled]
  hint: rename it to `.well-known`

CNAME: error: senders ask `mta-sts.acme.org`, but the custom domain is `acme.org`\
 [cname-not-policy-host]
  hint: write `mta-sts.acme.org`; then point its CNAME record at GitHub

2 files, 2 findings: 2 not served
""",
    )


def test_the_document_separates_what_comes_of_each_finding(tmp_path: Path) -> None:
    files = move_policy("mta-sts.txt", BROKEN.replace(b"604800", b"86400"))
    code, out, err = run("--json", str(write_folder(tmp_path, files)))
    assert (code, err) == (5, "")
    document = json.loads(out)
    assert document["schema"] == "mtasts-pages/lint@1"
    first = document["files"][0]
    assert (first["path"], first["valid"]) == (str(tmp_path / "mta-sts.txt"), False)
    assert first["proposal"].startswith("version: STSv1\r\nmode: enforce\r\n")
    assert [(each["effect"], each["severity"], each["line"]) for each in first["findings"]] == [
        ("not-served", "error", None),
        ("refused", "error", 2),
        ("refused", "error", 3),
        ("notable", "info", 4),
    ]
    assert [(each["kind"], each["exists"], each["valid"]) for each in document["files"]] == [
        ("policy", True, False),
        ("cname", True, None),
    ]
    assert document["repositories"] == [{"path": str(tmp_path), "verdict": "not-served"}]
    assert document["summary"] == {
        "files": 2,
        "policies": 1,
        "valid": 0,
        "repositories": {"served": 0, "not_served": 1, "refused": 0, "unknown": 0},
        "left_out": 0,
        "error": 3,
        "warning": 0,
        "info": 1,
    }


def test_the_document_tells_what_is_there_from_what_should_be(tmp_path: Path) -> None:
    write_folder(tmp_path / "one", GOOD)
    write_folder(tmp_path / "two", {".git/HEAD": b"", ".well-known/mta-sts.txt": POLICY})
    write_folder(tmp_path / "three", {".git/HEAD": b"", "main.py": b""})
    code, out, err = run("--json", str(tmp_path))
    assert code == 0
    assert err == "left out: 1 folder holds nothing meant as a policy; `-v` names them\n"
    document = json.loads(out)
    kinds = [(each["kind"], each["exists"], each["valid"]) for each in document["files"]]
    assert kinds == [
        ("policy", True, True),
        ("cname", True, None),
        ("policy", True, True),
        ("cname", False, None),
        ("nojekyll", False, None),
    ]
    verdicts = {Path(each["path"]).name: each["verdict"] for each in document["repositories"]}
    assert verdicts == {"one": "served", "two": "unknown"}
    assert document["left_out"] == [str(tmp_path / "three")]
    summary = document["summary"]
    assert (summary["files"], summary["policies"], summary["valid"]) == (3, 2, 2)
    assert summary["left_out"] == 1


def test_several_repositories_are_counted_by_verdict(tmp_path: Path) -> None:
    write_folder(tmp_path / "one", GOOD)
    write_folder(tmp_path / "two", move_policy("mta-sts.txt"))
    write_folder(tmp_path / "three", GOOD)
    _, out, _ = run(".", cwd=tmp_path)
    assert out.endswith(
        "3 repositories: 2 served, 1 not served\n6 files, 1 finding: 1 not served\n"
    )


def test_what_is_left_out_is_named_when_asked(tmp_path: Path) -> None:
    write_folder(tmp_path / "one", GOOD)
    write_folder(tmp_path / "three", {".git/HEAD": b"", "main.py": b""})
    _, _, err = run("-v", ".", cwd=tmp_path)
    assert err == "left out: 1 folder holds nothing meant as a policy\n  three\n"


def test_findings_can_be_ignored_by_code(tmp_path: Path) -> None:
    root = write_folder(tmp_path, move_policy("mta-sts.txt"))
    assert run("--ignore", "policy-in-root", str(root))[0] == 0
    code, _, err = run("--ignore", "policy-in-rot", str(root))
    assert code == 2
    assert "did you mean `policy-in-root`?" in err


def test_one_cause_is_shown_once_with_its_lines(tmp_path: Path) -> None:
    lines = POLICY.decode().split()
    text = "".join(f"  {key} {value}\n" for key, value in zip(lines[::2], lines[1::2], strict=True))
    write_folder(tmp_path, {"mta-sts.txt": text.encode()})
    _, out, _ = run("mta-sts.txt", cwd=tmp_path)
    assert out.count("[indented]") == 1
    assert "  the same on lines 2-4\n" in out
    assert out.endswith("1 file, 4 findings: 4 refused by senders\n")


def test_a_config_is_not_read_as_a_policy(tmp_path: Path) -> None:
    config = b"domains:\n  acme.org:\n    mx: [mx1.acme.org]\n"
    write_folder(tmp_path, {"mta-sts.yaml": config})
    code, out, _ = run("mta-sts.yaml", cwd=tmp_path)
    assert code == 5
    assert out.count("hint:") == 1
    assert "run `mtasts-pages validate`" in out


def test_the_same_custom_domain_in_two_repositories_is_noted(tmp_path: Path) -> None:
    write_folder(tmp_path / "mta-sts.acme.org", GOOD)
    write_folder(tmp_path / "mta-sts-policy-nine", GOOD)
    code, _, err = run(".", cwd=tmp_path)
    assert code == 0
    assert err == (
        "`mta-sts.acme.org` is the custom domain of 2 repositories, and Pages serves it from one"
        " of them: mta-sts-policy-nine, mta-sts.acme.org\n"
    )


def test_a_cname_file_is_judged_as_one(tmp_path: Path) -> None:
    write_folder(tmp_path, {"CNAME": b"acme.org", "x/CNAME": b"mta-sts.acme.org"})
    code, out, _ = run("CNAME", cwd=tmp_path)
    assert code == 5
    assert "[cname-not-policy-host]" in out
    assert run("x/CNAME", cwd=tmp_path) == (0, "1 file, no findings\n", "")


def test_an_address_is_no_path(tmp_path: Path) -> None:
    code, _, err = run("https://mta-sts.acme.org/.well-known/mta-sts.txt", cwd=tmp_path)
    assert code == 2
    assert "is an address" in err
    assert "`mtasts-pages check`" in err


def test_a_policy_is_read_from_stdin() -> None:
    assert run("-", stdin=POLICY) == (0, "1 file, no findings\n", "")
    code, out, _ = run("-", stdin=BROKEN)
    assert code == 5
    assert out.startswith("-:2:7: error: `enforced`")


def test_warnings_count_only_when_asked_to(tmp_path: Path) -> None:
    root = write_folder(tmp_path, replace({"mta-sts.txt": BROKEN}))
    assert run(str(root))[0] == 0
    assert run("--strict", str(root))[0] == 5


@pytest.mark.parametrize("arguments", [["nowhere"], ["."], ["-", "nowhere"], []])
def test_nothing_to_judge_is_a_wrong_command_line(arguments: list[str], tmp_path: Path) -> None:
    code, out, err = run(*arguments, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert err


def test_a_bare_repository_has_no_files_to_judge(tmp_path: Path) -> None:
    write_folder(tmp_path / "good", GOOD)
    git(tmp_path, "init", "--quiet", "--bare", "bare.git")
    assert run("bare.git", cwd=tmp_path)[0] == 2
    code, _, err = run(".", cwd=tmp_path)
    assert code == 0
    assert err == "bare.git is a bare git repository: left out\n"


def test_what_this_program_renders_has_no_finding(tmp_path: Path) -> None:
    config = "domains:\n  acme.org:\n    mx: [mx1.acme.org]\n    tls_reports: null\n"
    write_folder(tmp_path, {"mta-sts.yaml": config.encode()})
    subprocess.run(
        [sys.executable, "-m", "mtasts_pages", "-h"], check=True, capture_output=True, timeout=60
    )
    config = "github: {owner: acme}\n" + config
    (tmp_path / "mta-sts.yaml").write_text(config)
    subprocess.run(
        [sys.executable, "-m", "mtasts_pages", "render"],
        check=True,
        capture_output=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert run("policy-repositories", cwd=tmp_path) == (0, "2 files, no findings\n", "")
