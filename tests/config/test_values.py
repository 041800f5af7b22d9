"""A good config becomes frozen values with every default, template and alias filled in."""

import dataclasses
from pathlib import Path

import pytest
from config.reading import read_errors, read_good, read_text

from mtasts_pages.config import ConfigError, DomainConfig, Severity
from mtasts_pages.config.load import load_config
from mtasts_pages.errors import UsageError
from mtasts_pages.standards.mtasts import Mode, MxPattern, Policy

ROOT = Path(__file__).parents[2]

# The sample of the design: what it promises is what the loader takes.
PROMISED = """\
github:
  owner: example-org
  repository: mta-sts.{domain}
defaults:
  mode: testing
  max_age: 1w
  tls_reports: mailto:tls-reports@{domain}
  ttl: 3600
domains:
  example.com:
    mx: [mx1.example.com, mx2.example.com]
  example.net:
    mode: enforce
    mx: ["*.mail.example.net"]
    aliases: [example.org]
    repository: mta-sts
    owner: other-org
"""


def test_everything_that_is_promised_is_resolved():
    config = read_good(PROMISED)
    assert config.domains == (
        DomainConfig(
            domain="example.com",
            mode=Mode.TESTING,
            max_age=604_800,
            mx=(MxPattern("mx1.example.com"), MxPattern("mx2.example.com")),
            tls_reports=("mailto:tls-reports@example.com",),
            ttl=3600,
            owner="example-org",
            repository="mta-sts.example.com",
            alias_of=None,
        ),
        DomainConfig(
            domain="example.net",
            mode=Mode.ENFORCE,
            max_age=604_800,
            mx=(MxPattern("*.mail.example.net"),),
            tls_reports=("mailto:tls-reports@example.net",),
            ttl=3600,
            owner="other-org",
            repository="mta-sts",
            alias_of=None,
        ),
        DomainConfig(
            domain="example.org",
            mode=Mode.ENFORCE,
            max_age=604_800,
            mx=(MxPattern("*.mail.example.net"),),
            tls_reports=("mailto:tls-reports@example.org",),
            ttl=3600,
            owner="other-org",
            repository="mta-sts.example.org",
            alias_of="example.net",
        ),
    )


def test_the_defaults_are_those_of_the_design():
    (domain,) = read_good("domains: {example.com: {mx: mx1.example.com}}").domains
    assert domain.mode is Mode.TESTING
    assert domain.max_age == 604_800
    assert domain.tls_reports == ()
    assert domain.ttl == 3600
    assert domain.owner is None
    assert domain.repository == "mta-sts.example.com"


def test_the_policy_and_its_host_follow_from_the_values():
    (domain,) = read_good("domains: {example.com: {mx: mx1.example.com, max_age: 1d}}").domains
    assert domain.policy_host == "mta-sts.example.com"
    assert domain.policy == Policy(Mode.TESTING, 86_400, (MxPattern("mx1.example.com"),))


def test_values_are_frozen():
    config = read_good(PROMISED)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.domains[0].ttl = 5  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.domains = ()  # type: ignore[misc]


def test_the_sample_config_is_good_and_warns_of_nothing():
    config, warnings = load_config(ROOT / "sample-config.yaml")
    assert warnings == ()
    assert len(config.domains) == 4
    assert {domain.owner for domain in config.domains} == {"example-org"}
    assert [domain.domain for domain in config.domains if domain.alias_of] == ["example.org"]
    assert all(
        host.text.endswith((".example.com", ".example.net"))
        for d in config.domains
        for host in d.mx
    )


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0),
        ("604800", 604_800),
        ('"604800"', 604_800),
        ("012", 12),
        ("6.048e5", 604_800),
        ("1d", 86_400),
        ("1w", 604_800),
        ("4w", 2_419_200),
        ("36h", 129_600),
        ("1w1d1h1m1s", 694_861),
        ("90m", 5_400),
        ("31557600", 31_557_600),
    ],
)
def test_max_age_is_seconds_or_a_duration(written: str, seconds: int):
    text = f"domains: {{example.com: {{mode: none, max_age: {written}}}}}"
    assert read_good(text).domains[0].max_age == seconds


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("EXAMPLE.com", "example.com"),
        ("example.com.", "example.com"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("bücher。example", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("12.example", "12.example"),
        ("1.10.example", "1.10.example"),
        ("a" * 47 + ".example", "a" * 47 + ".example"),
    ],
)
def test_a_domain_is_written_as_people_write_it(written: str, domain: str):
    assert read_good(f"domains: {{{written}: {{mode: none}}}}").domains[0].domain == domain
    text = f"domains: {{x.example: {{mode: none, aliases: [{written}]}}}}"
    assert read_good(text).domains[1].domain == domain


def test_a_policy_host_of_64_characters_is_too_long():
    assert len("mta-sts." + "a" * 48 + ".example") == 64
    assert (
        "has 64 characters"
        in read_errors(f"domains: {{{'a' * 48}.example: {{mode: none}}}}")[0].message
    )


@pytest.mark.parametrize(
    ("written", "patterns"),
    [
        ("mx1.example.com", ["mx1.example.com"]),
        ("[MX1.Example.COM, mx1.example.com]", ["mx1.example.com"]),
        ("[b.example, a.example, b.example]", ["b.example", "a.example"]),
        ('["*.bücher.example"]', ["*.xn--bcher-kva.example"]),
        ("[www123.your-server.de]", ["www123.your-server.de"]),
    ],
)
def test_mx_keeps_its_order_without_repeats(written: str, patterns: list[str]):
    (domain,) = read_good(f"domains: {{a.example: {{mx: {written}}}}}").domains
    assert [pattern.text for pattern in domain.mx] == patterns


def test_mx_of_a_domain_without_policy_is_kept():
    text = "domains: {a.example: {mode: none, mx: [mx.a.example]}, b.example: {mode: none}}"
    assert [len(domain.mx) for domain in read_good(text).domains] == [1, 0]


@pytest.mark.parametrize(
    ("written", "uris"),
    [
        ("null", ()),
        ("[]", ()),
        ("mailto:tls@{domain}", ("mailto:tls@example.com",)),
        (
            '["mailto:a,b@{domain}", "https://r.example/{domain}/!x"]',
            ("mailto:a%2Cb@example.com", "https://r.example/example.com/%21x"),
        ),
    ],
)
def test_tls_reports_are_ready_for_the_record(written: str, uris: tuple[str, ...]):
    text = (
        "defaults: {tls_reports: mailto:default@example.net}\n"
        f"domains:\n  example.com:\n    mode: none\n    tls_reports: {written}\n"
    )
    assert read_good(text).domains[0].tls_reports == uris


def test_a_template_that_only_some_domains_are_short_enough_for_serves_those():
    template = '"mailto:tls-reports-of-{domain}@reports.example"'
    text = f"defaults: {{tls_reports: {template}}}\ndomains: {{a.example: {{mode: none}}}}\n"
    uri = "mailto:tls-reports-of-a.example@reports.example"
    assert read_good(text).domains[0].tls_reports == (uri,)


def test_sections_and_domains_may_be_left_blank():
    text = "github:\ndefaults: {mode: none}\nsite:\ndomains:\n  example.com:\n"
    assert read_good(text).domains[0].mode is Mode.NONE


def test_templates_are_found_beside_the_config(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    path = tmp_path / "mta-sts.yaml"
    path.write_text("domains: {a.example: {mode: none}}\nsite: {templates: ./mine}\n")
    config, _ = load_config(path)
    assert config.templates == tmp_path / "mine"
    assert config.path == path


def test_a_repository_filled_in_may_become_too_long():
    text = (
        f"github: {{repository: '{'a' * 90}.{{domain}}'}}\ndomains: {{a.example: {{mode: none}}}}"
    )
    assert read_good(text).domains[0].repository == "a" * 90 + ".a.example"
    (problem,) = read_errors(text.replace("a.example", "aa.example"))
    assert problem.message == "for `aa.example`, the name of the repository has 101 characters"


def test_a_domain_under_wiki_needs_a_repository_that_ends_otherwise():
    (problem,) = read_errors("domains: {a.wiki: {mode: none}}")
    assert "ends in `.wiki`" in problem.message
    assert (problem.line, problem.column) == (1, 11)
    text = "domains: {a.wiki: {mode: none, repository: 'mta-sts.{domain}-policy'}}"
    assert read_good(text).domains[0].repository == "mta-sts.a.wiki-policy"


def test_owners_are_told_apart_without_case_and_share_no_repository():
    text = "domains:\n" + "".join(
        f"  {domain}.example: {{mode: none, owner: {owner}, repository: policy}}\n"
        for domain, owner in (("a", "one"), ("b", "two"), ("c", "ONE"))
    )
    (problem,) = read_errors(text)
    assert problem.line == 4


def test_warnings_do_not_stop_the_program():
    loaded = read_text("domains: {example.com: {mx: mx1.example.com}}")
    assert loaded.config is not None
    assert [p.severity for p in loaded.problems] == [Severity.WARNING]


def test_an_error_carries_every_problem(tmp_path: Path):
    path = tmp_path / "mta-sts.yaml"
    path.write_text("domains: {example.com: {mx: mx1}, example.net: {mode: x}}")
    with pytest.raises(ConfigError) as raised:
        load_config(path)
    severities = [problem.severity for problem in raised.value.problems]
    assert severities.count(Severity.ERROR) == 3
    assert severities.count(Severity.WARNING) == 1
    assert isinstance(raised.value, UsageError)
    assert "and 2 more" in raised.value.message


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path, name: str):
    with pytest.raises(UsageError, match="cannot be read") as raised:
        load_config(tmp_path / name)
    assert raised.value.hint
