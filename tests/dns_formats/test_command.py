"""`mtasts-pages dns`: formats, zones and states, as its users run it."""

import json

import pytest
from publishing.conftest import Rehearsal, begin, rehearsal

from mtasts_pages.sandbox.name_server import Fault

__all__ = ["begin", "rehearsal"]

CONFIG = """\
github:
  owner: example-org
defaults:
  tls_reports: mailto:tls-reports@{domain}
domains:
  example.com: {mx: [mx1.example.com]}
  shop.example.com: {mx: [mx1.example.com]}
"""
SOA = "{0}. 300 IN SOA ns1.{0}. hostmaster.{0}. 1 3600 600 86400 60\n"


@pytest.fixture
def fleet(rehearsal: Rehearsal) -> Rehearsal:
    rehearsal.write_config(CONFIG)
    return rehearsal


def names(document: dict[str, object], domain: str) -> list[tuple[str, str]]:
    """Return the zone and the name in it of each record of *domain*."""
    (found,) = [each for each in document["domains"] if each["domain"] == domain]
    return [(record["zone"], record["name_in_zone"]) for record in found["records"]]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (("table",), "_mta-sts.shop "),
        (("zone",), ";_mta-sts.shop.example.com."),
        (("octodns",), '# "_mta-sts.shop":'),
        (("dnscontrol",), 'D_EXTEND("example.com"'),
        (("nsupdate",), "zone example.com."),
        (("terraform", "--provider", "route53"), 'data "aws_route53_zone" "zone_example_com"'),
        (("terraform", "--provider", "cloudflare"), "proxied = false"),
    ],
)
def test_every_format_needs_no_network(fleet: Rehearsal, form: tuple[str, ...], shown: str) -> None:
    nobody = {"GITHUB_API_URL": "http://127.0.0.1:9", "MTASTS_PAGES_NAMESERVER": "127.0.0.1:9"}
    done = fleet.run("dns", "--offline", "--format", *form, **nobody)
    assert done.returncode == 0, done.stderr
    assert shown in done.stdout
    assert done.stderr == ""
    assert fleet.world.github.exchanges == []


def test_offline_a_configured_domain_above_is_the_zone(fleet: Rehearsal) -> None:
    found = names(fleet.ask("dns", "--offline", "shop.example.com"), "shop.example.com")
    assert found[:3] == [
        ("example.com.", "mta-sts.shop"),
        ("example.com.", "_mta-sts.shop"),
        ("example.com.", "_smtp._tls.shop"),
    ]


def test_the_dns_knows_better_which_zone_it_is(fleet: Rehearsal) -> None:
    fleet.world.names.paste(SOA.format("example.com") + SOA.format("shop.example.com"))
    document = fleet.ask("dns")
    assert names(document, "example.com")[0] == ("example.com.", "mta-sts")
    assert names(document, "shop.example.com")[0] == ("shop.example.com.", "mta-sts")


def test_a_named_zone_counts_before_all(fleet: Rehearsal) -> None:
    arguments = ("--offline", "--zone", "shop.example.com", "--zone", "EXAMPLE.com.")
    document = fleet.ask("dns", *arguments)
    assert names(document, "shop.example.com")[1] == ("shop.example.com.", "_mta-sts")
    assert names(document, "example.com")[1] == ("example.com.", "_mta-sts")


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("--format", "terraform"), "needs a provider", "--provider route53 or"),
        (("--provider", "route53"), "is for --format terraform", "leave it out"),
        (("--zone", "example.org"), "holds none of the domains", "above them"),
        (("--zone", "a b"), "is not a domain name", ""),
        (("--format", "bind"), "'bind' is not one of", ""),
        (("pull",), "pull", ""),
    ],
)
def test_a_command_line_that_cannot_be_is_refused(
    fleet: Rehearsal, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    done = fleet.run("dns", "--offline", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert hint in done.stderr


def test_a_cname_at_the_policy_record_is_told_and_nothing_put_beside_it(fleet: Rehearsal) -> None:
    fleet.world.names.paste(
        "_mta-sts.example.com. 60 IN CNAME _mta-sts.provider.example.\n"
        '_mta-sts.provider.example. 60 IN TXT "v=STSv1; id=theirs"\n'
    )
    fleet.run("publish", "example.com")
    (domain,) = fleet.ask("dns", "example.com")["domains"]
    policy = domain["records"][1]
    assert policy["state"] == "different"
    assert policy["delegated_to"] == "_mta-sts.provider.example"
    assert policy["found"] == ["v=STSv1; id=theirs"]
    zone = fleet.run("dns", "example.com").stdout
    assert not [line for line in zone.splitlines() if line.startswith("_mta-sts")]
    steps = json.loads(fleet.run("publish", "example.com", "--json").stdout)["domains"][0]
    (step,) = [step for step in steps["next_steps"] if "_mta-sts" in step]
    assert step.startswith("Remove the CNAME record _mta-sts.example.com. (to _mta-sts.provider")


@pytest.mark.parametrize(
    "form", [("octodns",), ("dnscontrol",), ("terraform", "--provider", "route53")]
)
def test_what_was_not_seen_is_not_declared_away(fleet: Rehearsal, form: tuple[str, ...]) -> None:
    """Such a file would have its tool remove the record that stands."""
    fleet.run("publish", "example.com")
    fleet.world.names.spoil(Fault.SERVFAIL, "_mta-sts.example.com")
    refused = fleet.run("dns", "example.com", "--format", *form)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"{form[0]} would remove what is there" in refused.stderr
    offline = fleet.run("dns", "example.com", "--offline", "--format", *form)
    assert "the policy record that is published now would be removed" in offline.stdout
    assert fleet.run("dns", "example.com").returncode == 0


def test_the_table_tells_by_v_what_caches_still_have(fleet: Rehearsal) -> None:
    fleet.world.names.paste(
        '_smtp._tls.example.com. 77 IN TXT "v=TLSRPTv1; rua=mailto:old@example.com"\n'
    )
    done = fleet.run("dns", "--format", "table", "-v", "example.com")
    assert "_smtp._tls.example.com. caches may keep it for 77 seconds" in done.stdout
    assert "It takes the place of the record that is there." in done.stdout


def test_help_tells_of_push(fleet: Rehearsal) -> None:
    done = fleet.run("dns", "--help")
    assert "[OPTIONS] [DOMAIN]..." in done.stdout
    assert "push" in done.stdout
    assert "dns push [OPTIONS] [DOMAIN]..." in fleet.run("dns", "push", "--help").stdout
