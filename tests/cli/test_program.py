"""The commands that need no network, through the real program."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import jsonschema
import pytest
import yaml

from mtasts_pages import __version__
from mtasts_pages.cli.app import app
from mtasts_pages.cli.options import Duration
from mtasts_pages.durations import parse_duration
from mtasts_pages.sandbox.name_server.zone_text import parse_zone_text

Offline = Callable[..., subprocess.CompletedProcess[str]]
Run = Callable[..., tuple[int, str, str]]
NAMES = app.list_commands(click.Context(app))
DOMAINS = ["example.com", "example.net", "example.org", "shop.example.com"]


# ---- help ----


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself(run: Run, name: str, option: str) -> None:
    code, out, err = run(name, option)
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: mtasts-pages {name}")
    assert "--help" in out


@pytest.mark.parametrize("name", [name for name in NAMES if name != "sandbox"])
def test_every_command_has_the_common_options(run: Run, name: str) -> None:
    _, out, _ = run(name, "--help")
    for option in ("--json", "-q, --quiet", "-v, --verbose", "--color", "-h, --help"):
        assert option in out


def test_the_program_lists_its_commands_and_exit_codes(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(f"\n  {name} " in out for name in NAMES)
    assert "130 interrupted" in " ".join(out.split())


def test_the_version_is_one_line(run: Run) -> None:
    assert run("--version") == (0, f"mtasts-pages {__version__}\n", "")


@pytest.mark.parametrize(
    ("typed", "meant"), [("publsh", "publish"), ("validat", "validate"), ("rendr", "render")]
)
def test_a_command_that_is_nearly_right_is_suggested(run: Run, typed: str, meant: str) -> None:
    code, out, err = run(typed)
    assert (code, out) == (2, "")
    assert f"there is no command `{typed}`" in err
    assert f"`{meant}`" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("xyzzy",),
        ("render", "--no-such-option"),
        ("render", "--color", "purple"),
        ("render", "-c"),
        ("dns", "--format", "bind"),
        ("publish", "--wait", "soon"),
        ("publish", "--wait", "8d"),
        ("publish", "--jobs", "0"),
        ("bootstrap",),
    ],
)
def test_a_wrong_command_line_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert err


@pytest.mark.parametrize("wait", ["0", "90", "90s", "30m", "2h", "1d12h", "7d", "1w"])
def test_a_wait_is_a_duration_as_in_the_config(wait: str) -> None:
    assert Duration().convert(wait, None, None) == parse_duration(wait)


# ---- validate ----


@pytest.mark.parametrize(
    ("seconds", "meant"),
    [(60_480, 604_800), (432_001, 432_000), (1_296_001, 1_296_000), (4_838_401, 4_838_400)],
)
def test_validate_and_lint_see_the_same_slips(
    run: Run, tmp_path: Path, seconds: int, meant: int
) -> None:
    config, policy = tmp_path / "mta-sts.yaml", tmp_path / "mta-sts.txt"
    config.write_text(
        "github: {owner: acme}\n"
        f"domains: {{acme.org: {{mode: none, max_age: {seconds}, mx: mx1.acme.org}}}}\n"
    )
    code, out, _ = run("validate", "-c", str(config), "--json")
    hints = [problem["hint"] for problem in json.loads(out)["problems"]]
    assert code == 0
    assert any(f"or {meant}" in hint for hint in hints), hints
    policy.write_bytes(
        f"version: STSv1\nmode: testing\nmx: mx1.acme.org\nmax_age: {seconds}\n".encode()
    )
    code, out, _ = run("lint", str(policy))
    assert code == 0
    assert f"did you mean `{meant}`?" in out


def test_a_good_config_is_valid(offline: Offline, sample: Path) -> None:
    done = offline("validate", "-c", str(sample))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("4 domains, no problems")
    listed = json.loads(offline("validate", "--json").stdout)
    assert listed == {"schema": "mtasts-pages/validate@1", "valid": True, "problems": []}


def test_what_the_terminal_cannot_show_is_escaped(tmp_path: Path) -> None:
    config = tmp_path / "mta-sts.yaml"
    config.write_text("domains: {example.com: {mode: enfôrce, mx: [m\U0001f4ee.example.com]}}\n")
    done = subprocess.run(
        [sys.executable, "-m", "mtasts_pages", "validate", "-c", str(config)],
        check=False,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert done.returncode == 2
    said = (done.stdout + done.stderr).decode("latin-1")
    assert "enfôrce" in said
    assert "m\\U0001f4ee.example.com" in said


def test_a_wrong_config_is_shown_with_its_places(offline: Offline, sample: Path) -> None:
    sample.write_text(sample.read_text().replace("mode: enforce", "mode: enforced"))
    done = offline("validate", "--color", "never")
    assert done.returncode == 2
    assert "mta-sts.yaml:16:11: error: `enforced` is not a mode" in done.stdout
    assert "hint: did you mean `enforce`?" in done.stdout
    found = json.loads(offline("validate", "--json").stdout)
    assert found["valid"] is False
    (problem,) = found["problems"]
    assert problem.keys() == {"severity", "file", "line", "column", "message", "hint"}
    assert (problem["severity"], problem["line"], problem["column"]) == ("error", 16, 11)


@pytest.mark.parametrize("command", ["validate", "render", "dns"])
@pytest.mark.parametrize("what", ["no config", "both names", "a folder", "not there"])
def test_without_a_config_nothing_is_done(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = [command]
    if what == "both names":
        (tmp_path / "mta-sts.yaml").touch()
        (tmp_path / "mta-sts.yml").touch()
    elif what != "no config":
        arguments += ["-c", str(tmp_path if what == "a folder" else tmp_path / "missing.yaml")]
    before = sorted(tmp_path.iterdir())
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert sorted(tmp_path.iterdir()) == before


# ---- render ----


def test_rendering_commits_every_site_and_prints_the_records(
    offline: Offline, sample: Path, tmp_path: Path
) -> None:
    first = offline("render")
    assert first.returncode == 0, first.stderr
    assert "4 of 4 repositories changed" in first.stderr
    repositories = tmp_path / "policy-repositories"
    assert sorted(path.name for path in repositories.iterdir()) == DOMAINS
    published = parse_zone_text(first.stdout)
    names = {rrset.name.to_text(omit_final_dot=True) for rrset in published}
    assert names == {
        name for domain in DOMAINS for name in (f"mta-sts.{domain}", f"_smtp._tls.{domain}")
    }, "the policy records are on hold"
    assert first.stdout.count("\n;_mta-sts.") == len(DOMAINS)
    assert sample.is_file()

    again = offline("render", "--json")
    document = json.loads(again.stdout)
    assert (again.returncode, again.stderr) == (0, "")
    assert document["schema"] == "mtasts-pages/render@1"
    assert document["summary"] == {"changed": 0, "unchanged": 4}
    for each in document["domains"]:
        assert each.keys() == {
            *("domain", "repository", "path", "commit", "changed", "policy_id", "files")
        }
        assert each["changed"] is False
        assert f'id={each["policy_id"]}"' in first.stdout
        assert ".well-known/mta-sts.txt" in each["files"]


def test_only_the_domains_that_are_named_are_rendered(
    run: Run, sample: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code, _, err = run("render", "-c", str(sample), "--output", str(out), "-q", "*.example.com")
    assert (code, err) == (0, "")
    assert [path.name for path in out.iterdir()] == ["shop.example.com"]


def test_a_domain_that_the_config_lacks_is_an_error(run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, said, err = run("render", "-c", str(sample), "--output", str(out), "exmaple.com")
    assert (code, said) == (2, "")
    assert "`exmaple.com`" in err
    assert "did you mean `example.com`?" in err
    assert not out.exists()


def test_a_template_that_breaks_the_policy_leaves_nothing_behind(
    run: Run, sample: Path, tmp_path: Path
) -> None:
    template = tmp_path / "mine" / ".well-known" / "mta-sts.txt"
    template.parent.mkdir(parents=True)
    template.write_text("version: STSv1\nmode: none\nmax_age: 86400\n")
    sample.write_text(sample.read_text() + "site:\n  templates: mine\n")
    out = tmp_path / "out"
    code, said, err = run("render", "-c", str(sample), "--output", str(out))
    assert (code, said) == (2, "")
    assert "another policy for `example.com`" in err
    assert not out.exists()


# ---- dns and schema ----


def test_the_records_are_printed_offline(offline: Offline, sample: Path) -> None:
    assert offline("render", "-q").returncode == 0
    rendered = json.loads(offline("render", "--json", "example.com").stdout)
    done = offline("dns", "--offline", "--format", "json", "-c", str(sample), "example.com")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["schema"] == "mtasts-pages/dns@1"
    (domain,) = document["domains"]
    states = {record["purpose"]: record["state"] for record in domain["records"]}
    assert states == {
        "policy-host": "unknown",
        "policy-record": "hold",
        "tls-reporting": "unknown",
        "domain-verification": "unknown",
    }
    (policy,) = [each for each in domain["records"] if each["purpose"] == "policy-record"]
    assert policy["value"] == f"v=STSv1; id={rendered['domains'][0]['policy_id']}"


def test_the_table_has_a_line_a_record(run: Run, sample: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "none")
    code, said, _ = run(
        "dns", "--offline", "--format", "table", "-c", str(sample), "--output", out, "example.net"
    )
    assert code == 0
    for name in ("mta-sts", "_mta-sts", "_smtp._tls"):
        assert re.search(rf"^  (?:hold|unknown) +{name} ", said, re.MULTILINE)
    assert not Path(out).exists()


def test_the_schema_accepts_the_sample(offline: Offline, sample: Path) -> None:
    schema = json.loads(offline("schema").stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(sample.read_text()), schema)


def test_the_module_is_the_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mtasts_pages", "publsh"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert "did you mean `publish`" in done.stderr.lower()
    assert "mtasts-pages" in done.stderr
