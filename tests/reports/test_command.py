"""The command itself, run as its users run it."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docs.pages import read_page, read_section
from prometheus_client.parser import text_string_to_metric_families
from reports.samples import make_failure, make_mail, make_report, pack

CONFIG = """\
domains:
  example.com: {mx: [mx1.example.com]}
  quiet.example: {mx: [mx1.example.com]}
reports: {from: ./inbox}
"""
HOSTILE = "\x1b[31m|*_@all</style><script>alert(1)</script>"
TODAY = datetime.now(UTC).date()

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what runs ``mtasts-pages reports`` beside a config and an inbox of three reports."""
    (tmp_path / "mta-sts.yaml").write_text(CONFIG)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(2):
        report = make_report(day=TODAY - timedelta(days=number), failures=[make_failure()])
        (inbox / f"{number}.json.gz").write_bytes(pack(report))
    foreign = make_report("other.example", organization=HOSTILE)
    (inbox / "mail").write_bytes(make_mail(foreign, "other.example"))

    def call(*arguments: str, stdin: bytes = b"") -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "mtasts_pages", "reports", "--no-live", "--no-dkim", *arguments],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            input=stdin,
            timeout=60,
        )
        return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


def test_the_sources_of_the_config_are_read(run: Run) -> None:
    done = run()
    assert done.returncode == 0, done.stderr
    assert "example.com  2 reports of 1 organization, " in done.stdout
    assert "✗ certificate-expired at mx1.example.com: 4 sessions, Sender Inc., " in done.stdout
    assert "it speaks against `enforce`" in done.stdout
    assert "hint: renew it" in done.stdout
    assert "no reports about `quiet.example`\n" in done.stdout
    assert "left out: 1 report about domains that are not in the config: `other.example`\n" in (
        done.stdout
    )
    assert done.stdout.endswith(
        "2 reports about 1 domain: 14 sessions, 4 failed; failures at 1 domain speak against"
        " `enforce`\n"
    )


def test_the_document_has_the_fields_that_are_described(run: Run, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "broken.json").write_text("{")
    document = json.loads(run("--json").stdout)
    assert document.pop("schema") == "mtasts-pages/reports@1"
    assert document["summary"] == {"reports": 2, "successful": 10, "failed": 4}
    ours = document["domains"][0]
    assert ours["failures"][0]["still"] == "unknown"
    assert ours["failures"][0]["blocks"] is True
    described = read_section(read_page("docs/commands.md"), "## reports")
    paragraph = re.search(r"^JSON: (.*?)\n(?:\n|\Z)", described, re.DOTALL | re.MULTILINE)
    assert paragraph
    fields = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]*)`", paragraph[1]))))
    values = ("types", "oddities", "signatures", "foreign")  # their keys are values

    def list_fields(value: object, name: str = "") -> set[str]:
        if isinstance(value, list):
            return {field for each in value for field in list_fields(each)}
        if not isinstance(value, dict):
            return set()
        inner = {field for key, each in value.items() for field in list_fields(each, key)}
        return inner if name in values else inner | set(value)

    assert list_fields(document) == fields


def test_without_a_config_every_domain_of_a_named_source_counts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mta-sts.yaml").unlink()
    done = run("inbox")
    assert done.returncode == 0, done.stderr
    assert "other.example  1 report" in done.stdout
    assert "\\x1b[31m" in done.stdout
    assert "\x1b" not in done.stdout


def test_without_config_and_source_there_is_nothing_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mta-sts.yaml").unlink()
    assert run().returncode == 2
    (tmp_path / "mta-sts.yaml").write_text("domains: {a.example: {mode: none}}\n")
    done = run()
    assert done.returncode == 2
    assert "set `reports.from` in the config" in done.stderr


def test_a_report_comes_by_stdin(run: Run) -> None:
    done = run("-", stdin=pack(make_report()))
    assert "stdin" in done.stdout or "-: 1 report" in done.stdout
    assert "example.com  1 report" in done.stdout


def test_a_named_file_that_is_no_report_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    done = run("x.json", "inbox")
    assert done.returncode == 1
    assert "x.json: it is JSON, but no report" in done.stdout
    assert run("nowhere").returncode == 1


def test_days_and_domains_are_chosen(run: Run) -> None:
    done = run("--since", str(TODAY), "--domain", "example.*")
    assert "example.com  1 report" in done.stdout
    assert "quiet.example" not in done.stdout
    assert run("--since", "soon").returncode == 2
    assert run("--domain", "strange.example").returncode == 2


def test_metrics_are_read_by_prometheus(run: Run, tmp_path: Path) -> None:
    assert run("--metrics", "m.txt").returncode == 0
    text = (tmp_path / "m.txt").read_text()
    samples = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    name = "mtasts_pages_reported_sessions"
    assert samples[name, ("domain", "example.com"), ("outcome", "failed")] == 4
    failure = ("blocks", "1"), ("domain", "example.com"), ("mx", "mx1.example.com")
    key = ("mtasts_pages_reported_failures", *failure, ("result_type", "certificate-expired"))
    assert samples[key] == 4
    newest = samples["mtasts_pages_report_newest_timestamp_seconds", ("domain", "example.com")]
    assert datetime.fromtimestamp(newest, UTC).date() == TODAY


def test_markdown_takes_no_mark_up_from_strangers(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mta-sts.yaml").unlink()
    text = run("--format", "markdown", "inbox").stdout
    assert text.startswith("## TLS reports\n")
    assert "\\<script\\>" in text
    assert "\\|\\*\\_\\@all" in text
    assert "**against \\`enforce\\`**" in text or "**against `enforce`**" in text


def test_the_page_loads_nothing_and_escapes_everything(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mta-sts.yaml").unlink()
    assert run("--html", "out", "inbox").returncode == 0
    page = (tmp_path / "out" / "reports.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=", page)
    assert page.count('<rect class="no"') == 2


def test_a_reader_that_leaves_gets_no_traceback(run: Run, tmp_path: Path) -> None:
    assert run("inbox").returncode == 0
    with subprocess.Popen(
        [sys.executable, "-m", "mtasts_pages", "reports", "--no-live", "inbox"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert b"Traceback" not in program.stderr.read()
