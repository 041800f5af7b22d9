"""The custom domain: what GitHub needs in `CNAME`, and what people write there."""

from pathlib import Path

import pytest
from lint.folders import lint, lint_files, replace, write_folder

from mtasts_pages.checks.lint.cname import judge_custom_domain

GOOD = [
    b"mta-sts.acme.org",
    b"mta-sts.acme.org\n",
    b"MTA-STS.Acme.ORG\r\n",
    b"mta-sts.xn--bcher-kva.org\n",
    b"mta-sts.mail.acme.co.uk",
    b"mta-sts.cocktail.bar",
    b"mta-sts.myhost.ch",
    b"mta-sts.widgets.example",
]
BAD = {
    b"": ("cname-empty", None),
    b" \n\n": ("cname-empty", None),
    b"acme.org": ("cname-not-policy-host", "mta-sts.acme.org"),
    b"www.acme.org\n": ("cname-not-policy-host", "mta-sts.acme.org"),
    b"mtasts.acme.org": ("cname-not-policy-host", "mta-sts.acme.org"),
    b"mts-sta.acme.org": ("cname-not-policy-host", "mta-sts.acme.org"),
    b"mta-sts-acme.org": ("cname-not-policy-host", "mta-sts.acme.org"),
    b"sts.acme.org": ("cname-not-policy-host", "mta-sts.acme.org"),
    b"acme.co.uk": ("cname-not-policy-host", "mta-sts.acme.co.uk"),
    b"mta-sts.me.github.io": ("cname-not-policy-host", None),
    b"me.github.io": ("cname-not-policy-host", None),
    b"domain-config.acme.org": ("cname-not-policy-host", None),
    b"https://mta-sts.acme.org": ("cname-not-bare", "mta-sts.acme.org"),
    b"https://mta-sts.acme.org/.well-known/mta-sts.txt\n": ("cname-not-bare", "mta-sts.acme.org"),
    b"mta-sts.acme.org/": ("cname-not-bare", "mta-sts.acme.org"),
    b"mta-sts.acme.org:443": ("cname-not-bare", "mta-sts.acme.org"),
    b"mta-sts.acme.org.": ("cname-not-bare", "mta-sts.acme.org"),
    b"'mta-sts.acme.org'": ("cname-not-bare", "mta-sts.acme.org"),
    b"CNAME mta-sts.acme.org": ("cname-not-bare", "mta-sts.acme.org"),
    b"\xef\xbb\xbfmta-sts.acme.org": ("cname-not-bare", "mta-sts.acme.org"),
    b"https://acme.org": ("cname-not-bare", "mta-sts.acme.org"),
    "mta-sts.b\u00fccher.org".encode(): ("cname-not-bare", "mta-sts.xn--bcher-kva.org"),
    b"mta-sts.acme.org\nmta-sts.acme.com\n": ("cname-several", None),
    b"mta-sts.acme.org, acme.org": ("cname-several", None),
    b"acme": ("cname-not-a-host", None),
    b"\xff\xfe\x00": ("cname-not-a-host", None),
    b"mta-sts.your-domain.com": ("cname-placeholder", None),
    b"mta-sts.example.com": ("cname-placeholder", None),
    b"mta-sts." + b"a" * 60 + b".org": ("cname-too-long", None),
}


@pytest.mark.parametrize("data", GOOD)
def test_a_policy_host_is_right_in_any_letter_case_and_with_a_line_end(data: bytes) -> None:
    assert judge_custom_domain(data) is None


@pytest.mark.parametrize("data", BAD)
def test_what_is_wrong_is_named_with_what_is_meant(data: bytes) -> None:
    finding = judge_custom_domain(data)
    assert finding
    code, repair = BAD[data]
    assert (finding.code, finding.repair) == (code, repair)
    assert finding.hint
    if repair:
        assert f"`{repair}`" in finding.hint


def test_without_the_file_nothing_is_served(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "mta-sts.acme.org", replace({"CNAME": None}))
    [missing] = [report for report in lint(root) if report.findings]
    assert missing.path == str(root / "CNAME")
    assert missing.findings[0].code == "cname-missing"
    assert "`mta-sts.acme.org`" in missing.findings[0].hint


@pytest.mark.parametrize("name", ["cname", "CNAME.txt", "CNAM", ".well-known/CNAME"])
def test_under_another_name_it_is_not_read(name: str, tmp_path: Path) -> None:
    files = replace({"CNAME": None, name: b"mta-sts.acme.org"})
    assert lint_files(tmp_path, files) == {"cname-misnamed"}


def test_a_second_one_under_another_name_does_no_harm(tmp_path: Path) -> None:
    assert not lint_files(tmp_path, replace({"CNAME.txt": b"acme.org"}))


WEBSITE: dict[str, bytes | None] = {
    "index.html": b"<h1>Shoes</h1>",
    "about.html": b"<h1>Us</h1>",
    "css/a.css": b"",
}


@pytest.mark.parametrize("domain", [b"shop.acme.org", b"acme.org", b"www.acme.org"])
def test_a_website_is_not_taken_off_its_own_domain(domain: bytes, tmp_path: Path) -> None:
    root = write_folder(tmp_path / "shop", replace(WEBSITE | {"CNAME": domain}))
    [finding] = [finding for report in lint(root) for finding in report.findings]
    assert finding.code == "cname-not-policy-host"
    assert finding.severity == "error"
    assert finding.repair is None
    assert finding.message.startswith(f"this is the site of `{domain.decode()}`")
    assert "repository of its own" in finding.hint
    assert "mta-sts.acme.org" not in finding.hint


def test_a_website_without_a_custom_domain_is_not_given_one(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "acme.github.io", replace(WEBSITE | {"CNAME": None}))
    [finding] = [finding for report in lint(root) for finding in report.findings]
    assert (finding.code, finding.repair) == ("cname-missing", None)
    assert "repository of its own" in finding.hint


def test_a_website_keeps_its_domain_when_the_file_is_not_bare(tmp_path: Path) -> None:
    files = replace(WEBSITE | {"CNAME": b"https://shop.acme.org/"})
    [finding] = [f for report in lint(write_folder(tmp_path, files)) for f in report.findings]
    assert (finding.code, finding.repair) == ("cname-not-bare", "shop.acme.org")


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("mta-sts-policy", {"index.html": b"<h1>Nothing to see</h1>"}),
        ("policies", {"index.html": b"Our MTA-STS policy", "style.css": b""}),
        ("policies", {"index.html": None, "LICENSE.md": b"", ".github/FUNDING.yml": b""}),
    ],
)
def test_what_holds_a_policy_and_what_goes_with_it_is_no_website(
    name: str, files: dict[str, bytes | None], tmp_path: Path
) -> None:
    root = write_folder(tmp_path / name, replace(files | {"CNAME": b"acme.org"}))
    [finding] = [finding for report in lint(root) for finding in report.findings]
    assert finding.repair == "mta-sts.acme.org"


@pytest.mark.parametrize("name", ["mta-sts.foo", "mta-sts.github.io"])
def test_no_policy_host_is_made_of_a_name_with_one_label(name: str, tmp_path: Path) -> None:
    root = write_folder(tmp_path / name, replace({"CNAME": None}))
    found = [finding for report in lint(root) for finding in report.findings]
    if name == "mta-sts.github.io":  # a policy host without further ado
        assert not found
        return
    assert [(finding.code, finding.repair) for finding in found] == [("cname-missing", None)]
    assert name not in found[0].hint
