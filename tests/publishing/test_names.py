"""Names that wildcards answer for, and names that were handed to others, from plan to check."""

from __future__ import annotations

import json
from typing import Any

import pytest
from publishing.conftest import Rehearsal

from mtasts_pages.sandbox.name_server import Fault

POLICY, REPORTS, HOST = "_mta-sts.example.com", "_smtp._tls.example.com", "mta-sts.example.com"
RUA = "mailto:tls-reports@example.com"
CONFIG = """\
github: {owner: example-org}
defaults: {tls_reports: "mailto:tls-reports@example.com"}
domains:
  example.com:
    mx: [mx1.example.com, mx2.example.com]
"""
MAIL = "example.com. MX 10 mx1.example.com.\nexample.com. MX 20 mx2.example.com.\n"
ELSEWHERE = "lb.hosting.example.net. A 192.0.2.1\nlb.hosting.example.net. TXT balancer\n"
VENDOR = f'tls.vendor.example. TXT "v=TLSRPTv1; rua={RUA}"\n'

WILDCARDS = {
    "CNAME": "*.example.com. CNAME lb.hosting.example.net.\n",
    "CNAME and apex at GitHub": (
        "example.com. A 185.199.108.153\n*.example.com. CNAME example-org.github.io.\n"
    ),
    "TXT": '*.example.com. TXT "v=spf1 -all"\n',
    "an old policy record": '*.example.com. TXT "v=STSv1; id=old"\n',
}


@pytest.fixture(autouse=True)
def config(rehearsal: Rehearsal) -> None:
    """Ask for TLS reports."""
    rehearsal.write_config(CONFIG)


def records(rehearsal: Rehearsal, domain: str = "example.com") -> dict[str, Any]:
    (shown,) = rehearsal.ask("dns", domain)["domains"]
    return {record["purpose"]: record for record in shown["records"]}


def findings(rehearsal: Rehearsal, domain: str = "example.com") -> dict[str, Any]:
    (seen,) = rehearsal.ask("check", "--no-mx", domain)["domains"]
    return {finding["code"]: finding for finding in seen["findings"]}


def steps(rehearsal: Rehearsal, domain: str = "example.com") -> list[str]:
    (published,) = rehearsal.ask("publish", domain)["domains"]
    return list(published["next_steps"])


@pytest.mark.parametrize("kind", WILDCARDS)
def test_a_zone_with_a_wildcard_becomes_current(rehearsal: Rehearsal, kind: str) -> None:
    rehearsal.world.names.paste(ELSEWHERE + MAIL + WILDCARDS[kind])
    before = findings(rehearsal)
    assert "record-delegated" not in before
    assert "reporting-delegated" not in before
    asked = steps(rehearsal)
    assert not [step for step in asked if step.startswith(("Remove", "Change the TXT"))]
    assert any(step.startswith(f"Create the TXT record {REPORTS}.") for step in asked)
    found = records(rehearsal)
    assert found["policy-record"]["state"] in ("hold", "missing")
    assert found["policy-record"]["found"] == []
    assert found["tls-reporting"]["state"] == "missing"
    assert found["domain-verification"]["state"] == "unknown"
    declared = rehearsal.run("dns", "--format", "octodns").stdout
    assert "spf1" not in declared
    assert "id=old" not in declared
    done = rehearsal.publish()
    assert done.returncode == 0, done.stdout + done.stderr
    assert {code for code in findings(rehearsal) if code != "github-unverified"} <= {
        "wildcard-to-github"
    }
    assert rehearsal.run("plan", "--exit-code").returncode == 0


def test_check_names_the_wildcard_that_answers(rehearsal: Rehearsal) -> None:
    rehearsal.world.names.paste(ELSEWHERE + WILDCARDS["CNAME"])
    found = findings(rehearsal)
    said = "the wildcard `*.example.com` answers instead"
    assert said in found["record-wildcard"]["message"]
    assert said in found["host-elsewhere"]["message"]
    assert said in found["reporting-missing"]["message"]


def test_a_reporting_record_at_a_service_is_left_to_it(rehearsal: Rehearsal) -> None:
    rehearsal.world.names.paste(f"{REPORTS}. CNAME tls.vendor.example.\n{VENDOR}")
    done = rehearsal.publish()
    assert done.returncode == 0, done.stdout + done.stderr
    reporting = records(rehearsal)["tls-reporting"]
    assert (reporting["state"], reporting["delegated_to"]) == ("present", "tls.vendor.example")
    for form in (("zone",), ("octodns",), ("dnscontrol",), ("terraform", "--provider", "route53")):
        shown = rehearsal.run("dns", "--format", *form).stdout
        lines = [line for line in shown.splitlines() if "v=TLSRPTv1" in line]
        assert lines, form
        assert all(line.lstrip().startswith((";", "#", "//")) for line in lines), form
    found = findings(rehearsal)["reporting-delegated"]
    assert (found["severity"], found["subject"]) == ("info", REPORTS)
    assert rehearsal.run("plan", "--exit-code").returncode == 0
    rehearsal.world.names.paste('tls.vendor.example. TXT "v=TLSRPTv1; rua=mailto:x@vendor.example"')
    (step,) = [step for step in steps(rehearsal) if REPORTS in step]
    assert "put the addresses that it leads to into `tls_reports`" in step
    assert findings(rehearsal)["reporting-delegated"]["severity"] == "warning"


def test_an_operator_leaves_out_what_the_name_server_refuses(rehearsal: Rehearsal) -> None:
    """Somebody creates a CNAME while the operator has the record to paste."""
    names = rehearsal.world.names
    with rehearsal.operator() as operator:
        operator._paste(f'a.example.com. TXT "a"\n{REPORTS}. TXT "b"\n')
        names.remove(REPORTS)
        names.paste(f"{REPORTS}. CNAME tls.vendor.example.\n")
        operator._paste(f'; why\n{REPORTS}. TXT "b"\nc.example.com. TXT "c"\n')
    assert names.records("c.example.com", "TXT") == ('"c"',)
    assert list(operator.refused) == [f'{REPORTS}. TXT "b"']


def test_an_alias_may_share_the_policy_record_of_its_domain(rehearsal: Rehearsal) -> None:
    rehearsal.write_config(CONFIG + "    aliases: [example.net]\n")
    rehearsal.world.names.paste(f"_mta-sts.example.net. CNAME {POLICY}.\n")
    (waiting, alias) = rehearsal.ask("publish")["domains"]
    assert not [step for step in waiting["next_steps"] if step.startswith("Remove")]
    assert (
        "Run `mtasts-pages publish example.com`, whose policy record this domain shares"
        in (alias["next_steps"])
    )
    done = rehearsal.publish()
    assert done.returncode == 0, done.stdout + done.stderr
    record = records(rehearsal, "example.net")["policy-record"]
    assert (record["state"], record["delegated_to"]) == ("present", POLICY)
    found = findings(rehearsal, "example.net")
    assert found["record-delegated"]["severity"] == "info"
    assert "id-behind" not in found
    assert rehearsal.run("plan", "--exit-code").returncode == 0


@pytest.mark.parametrize(
    ("zone", "name", "code"),
    [(POLICY, POLICY, "record-delegated"), ("_tls.example.com", REPORTS, "reporting-delegated")],
)
def test_a_name_in_a_zone_of_its_own_is_seen(
    rehearsal: Rehearsal, zone: str, name: str, code: str
) -> None:
    rehearsal.world.names.paste(f"{zone}. NS ns.vendor.example.\n")
    assert f"`{name}` lies in `{zone}`, a zone of its own" in findings(rehearsal)[code]["message"]
    rehearsal.publish()
    purpose = "policy-record" if name == POLICY else "tls-reporting"
    record = records(rehearsal)[purpose]
    assert record["delegated_zone"] == zone
    assert f"The name lies in {zone}, a zone of its own" in record["reason"]
    shown = rehearsal.run("dns").stdout.splitlines()
    assert not [line for line in shown if line.startswith(f"{name}.")]
    (planned,) = rehearsal.ask("plan")["domains"]
    (change,) = planned["changes"]
    assert "a zone of its own" in change["reason"]
    (step, *_) = steps(rehearsal)
    assert step.startswith(f"Create the TXT record {name}. 3600 IN TXT")
    assert step.endswith(f"in {zone}, a zone of its own")
    text = record["value"]
    rehearsal.world.names.paste(f'{name}. TXT "{text}"\n')
    assert rehearsal.publish().returncode == 0


def test_plan_says_what_publish_says_of_a_delegated_policy(rehearsal: Rehearsal) -> None:
    rehearsal.world.names.paste(
        f'{POLICY}. CNAME _mta-sts.p.example.\n_mta-sts.p.example. TXT "v=STSv1; id=theirs"\n'
    )
    (planned,) = rehearsal.ask("plan")["domains"]
    (change,) = [each for each in planned["changes"] if each["name"] == f"{POLICY}."]
    assert "is a CNAME to _mta-sts.p.example: somebody else publishes" in change["reason"]


@pytest.mark.parametrize("kind", ["A", None])
def test_a_lookup_that_fails_is_not_an_absence(rehearsal: Rehearsal, kind: str | None) -> None:
    assert rehearsal.publish().returncode == 0
    rehearsal.write_config(CONFIG.replace("mx2", "mx3"))
    names = rehearsal.world.names
    names.spoil(Fault.SERVFAIL, HOST, "A")
    if kind is None:
        names.spoil(Fault.SERVFAIL, HOST, "AAAA")
    done = rehearsal.run("publish")
    assert done.returncode == 6
    assert f"the DNS lookup of `{HOST}` fails" in done.stdout + done.stderr
    for untrue in ("has no address", "GitHub takes minutes"):
        assert untrue not in done.stdout + done.stderr
    assert f"Query the name servers for `{HOST}`" in done.stdout + done.stderr
    reason = records(rehearsal)["policy-record"]["reason"]
    assert f"the DNS lookup of `{HOST}` fails" in reason
    names.mend()
    assert rehearsal.publish().returncode == 0
    assert json.loads(rehearsal.run("plan", "--json").stdout)["domains"][0]["changes"] == []
