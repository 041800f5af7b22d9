"""HTTPS is enforced before a record is released, whoever looks in between; fleets of any size."""

from __future__ import annotations

import time
from collections.abc import Callable

from publishing.conftest import Rehearsal

FLEET = 40
"""More than `DEEP_LOOKS`: settings are left alone where senders find all as it should be."""


def write_fleet(rehearsal: Rehearsal) -> list[str]:
    domains = [f"d{number}.example" for number in range(FLEET)]
    rehearsal.write_config(
        "github: {owner: example-org}\ndomains:\n"
        + "".join(f"  {domain}: {{mx: [mx.{domain}], tls_reports: null}}\n" for domain in domains)
    )
    for domain in domains:
        rehearsal.world.add_mail_domain(domain, [f"mx.{domain}"])
    return domains


def count_unenforced(rehearsal: Rehearsal, domains: list[str]) -> int:
    """Return how many sites GitHub serves by plain HTTP."""
    changes = rehearsal.ask("plan", *domains)["domains"]
    return sum(
        change["name"] == "https_enforced" for domain in changes for change in domain["changes"]
    )


def test_a_look_at_the_records_between_two_runs_leaves_nothing_unenforced(
    begin: Callable[..., Rehearsal],
) -> None:
    rehearsal = begin()
    domains = write_fleet(rehearsal)
    for _ in range(8):
        done = rehearsal.run("publish")
        zone = rehearsal.run("dns", "-q", "--format", "zone").stdout
        if done.returncode == 0:
            break
        rehearsal.world.names.paste(zone)
        time.sleep(1)  # GitHub builds, and has its certificates made
    assert done.returncode == 0, done.stderr
    plan = rehearsal.ask("plan")
    assert plan["summary"] == {"create": 0, "update": 0, "delete": 0, "unchanged": FLEET}
    checked = rehearsal.ask("check", "--no-mx")
    assert [
        (domain["domain"], finding["code"])
        for domain in checked["domains"]
        for finding in domain["findings"]
    ] == []
    calls = len(rehearsal.world.github.exchanges)
    looks = len(rehearsal.world.github.plain_requests)
    assert rehearsal.run("publish").returncode == 0
    assert [exchange.path for exchange in rehearsal.world.github.exchanges[calls:]] == ["/graphql"]
    assert len(rehearsal.world.github.plain_requests) == looks + FLEET
    # Behind everybody's back HTTPS is no longer enforced for two of them.
    for domain in domains[:2]:
        pages = f"/repos/example-org/mta-sts.{domain}/pages"
        rehearsal.api("PUT", pages, {"https_enforced": False})
    assert count_unenforced(rehearsal, domains) == 2
    assert rehearsal.run("publish").returncode == 0
    assert count_unenforced(rehearsal, domains) == 0


def test_no_command_releases_a_record_before_https_is_enforced(rehearsal: Rehearsal) -> None:
    rehearsal.run("publish")
    rehearsal.world.names.paste(rehearsal.run("dns", "-q", "--format", "zone").stdout)
    time.sleep(1)
    for _ in range(2):  # the policy is served and proven; `publish` has not come by again
        document = rehearsal.ask("dns")
        (record,) = [
            record
            for record in document["domains"][0]["records"]
            if record["purpose"] == "policy-record"
        ]
        assert record["state"] == "hold"
    zone = rehearsal.run("dns", "-q", "--format", "zone").stdout
    assert "Hold it back until GitHub enforces HTTPS" in " ".join(zone.split())
    assert rehearsal.publish().returncode == 0


def test_without_an_answer_by_plain_http_the_settings_are_read(
    begin: Callable[..., Rehearsal],
) -> None:
    rehearsal = begin()
    write_fleet(rehearsal)
    assert rehearsal.publish().returncode == 0
    calls = len(rehearsal.world.github.exchanges)
    done = rehearsal.run("publish", MTASTS_PAGES_HTTP_PORT="9")  # nobody listens there
    assert done.returncode == 0, done.stderr
    assert len(rehearsal.world.github.exchanges) == calls + 1 + FLEET
