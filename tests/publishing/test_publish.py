"""From nothing to proven records, and through every later change."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from publishing.conftest import CONFIG, QUICK, Rehearsal

from mtasts_pages.sandbox.github import Fault, Hang, Lag, Respond
from mtasts_pages.sandbox.name_server import Fault as DnsFault

REPOSITORY = "example-org/mta-sts.example.com"
POLICY = (
    b"version: STSv1\r\nmode: testing\r\nmx: mx1.example.com\r\nmx: mx2.example.com\r\n"
    b"max_age: 604800\r\n"
)
DIGEST = hashlib.sha256(POLICY).hexdigest()[:12]


def test_one_command_publishes_a_domain_to_the_proven_record(rehearsal: Rehearsal) -> None:
    done = rehearsal.publish("--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    (domain,) = document["domains"]
    assert document["schema"] == "mtasts-pages/publish@1"
    assert document["summary"] == {"current": 1, "waiting": 0, "failed": 0}
    assert domain["outcome"] == "current"
    assert domain["stage"] == "current"
    assert domain["waiting_for"] is None
    assert domain["next_steps"] == []
    assert domain["error"] is None
    assert re.fullmatch(r"\d{14}" + DIGEST, domain["policy_id"])
    assert rehearsal.log(REPOSITORY) == [
        f"Publish the MTA-STS policy of example.com|{domain['policy_id']}"
    ]
    (record,) = rehearsal.world.names.records("_mta-sts.example.com", "TXT")
    assert record == f'"v=STSv1; id={domain["policy_id"]}"'


def test_the_branch_holds_exactly_the_site(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    files = rehearsal.git(REPOSITORY, "ls-tree", "-r", "--name-only", "HEAD").split()
    assert files == [
        ".gitattributes",
        ".nojekyll",
        ".well-known/mta-sts.txt",
        "CNAME",
        "README.md",
        "index.html",
    ]
    assert rehearsal.git(REPOSITORY, "show", "HEAD:CNAME") == "mta-sts.example.com"
    assert rehearsal.git(REPOSITORY, "symbolic-ref", "HEAD") == "refs/heads/main\n"


def test_a_new_domain_costs_four_writes(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    assert rehearsal.writes() == [
        "POST /orgs/{org}/repos",
        "POST /repos/{owner}/{repo}/pages",
        "PUT /repos/{owner}/{repo}/pages",
        "PUT /repos/{owner}/{repo}/pages",
    ]


def test_a_published_domain_costs_no_write_and_no_push(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    calls = len(rehearsal.world.github.exchanges)
    pushes = len(rehearsal.world.github.pushes)
    done = rehearsal.run("publish")
    assert done.returncode == 0
    later = rehearsal.world.github.exchanges[calls:]
    assert [f"{exchange.method} {exchange.template}" for exchange in later] == [
        "POST /graphql",
        "GET /repos/{owner}/{repo}/pages",
    ]
    assert len(rehearsal.world.github.pushes) == pushes


def test_a_users_own_repositories_work_as_well(begin: Callable[..., Rehearsal]) -> None:
    rehearsal = begin(owner="octo", user=True)
    rehearsal.write_config(CONFIG.replace("example-org", "octo"))
    assert rehearsal.publish().returncode == 0
    assert rehearsal.writes()[0] == "POST /user/repos"


def test_without_the_dns_it_waits_and_says_which_record_to_create(rehearsal: Rehearsal) -> None:
    done = rehearsal.run("publish", "--json")
    assert done.returncode == 6
    (domain,) = json.loads(done.stdout)["domains"]
    assert domain["outcome"] == "waiting"
    assert domain["stage"] == "domain-set"
    assert domain["waiting_for"] == "policy-host-record"
    assert domain["next_steps"][0] == (
        "Create the CNAME record mta-sts.example.com. 3600 IN CNAME example-org.github.io."
    )


def test_the_cname_is_on_hold_until_github_knows_the_policy_host(rehearsal: Rehearsal) -> None:
    records = rehearsal.ask("dns")["domains"][0]["records"]
    assert [(record["purpose"], record["state"]) for record in records] == [
        ("policy-host", "hold"),
        ("policy-record", "hold"),
        ("domain-verification", "unknown"),
    ]
    rehearsal.run("publish")
    records = rehearsal.ask("dns")["domains"][0]["records"]
    assert records[0]["state"] == "missing"
    assert records[1]["state"] == "hold"


def test_one_changed_mx_gives_one_commit_and_a_new_id_in_that_repository_only(
    begin: Callable[..., Rehearsal],
) -> None:
    rehearsal = begin()
    both = CONFIG + "  example.net:\n    mx: [mx1.example.net]\n"
    rehearsal.write_config(both)
    assert rehearsal.publish().returncode == 0
    before = {d["domain"]: d["policy_id"] for d in rehearsal.ask("publish")["domains"]}
    rehearsal.write_config(both.replace("mx1.example.net", "mx9.example.net"))
    assert rehearsal.publish().returncode == 0
    after = {d["domain"]: d["policy_id"] for d in rehearsal.ask("publish")["domains"]}
    assert after["example.com"] == before["example.com"]
    assert after["example.net"] != before["example.net"]
    assert len(rehearsal.log(REPOSITORY)) == 1
    assert rehearsal.log("example-org/mta-sts.example.net") == [
        f"Change the MTA-STS policy of example.net|{after['example.net']}",
        f"Publish the MTA-STS policy of example.net|{before['example.net']}",
    ]


def test_a_new_id_stays_on_hold_while_the_cdn_serves_the_old_policy(
    begin: Callable[..., Rehearsal],
) -> None:
    rehearsal = begin(lag=Lag(pages_build=0.05, certificate=0.1, cdn=10.0, dns_recheck=0.1))
    assert rehearsal.publish().returncode == 0
    old = rehearsal.world.names.records("_mta-sts.example.com", "TXT")
    rehearsal.write_config(CONFIG.replace("mx2.", "mx3."))
    with rehearsal.start("publish", "--wait", "60s", "--json") as process:
        time.sleep(3)
        (_, record, *_) = rehearsal.ask("dns")["domains"][0]["records"]
        assert record["state"] == "hold"
        assert record["found"] == [old[0].strip('"')]
        with rehearsal.operator():
            out, err = process.communicate(timeout=90)
    assert process.returncode == 0, err
    assert json.loads(out)["summary"]["current"] == 1
    assert rehearsal.world.names.records("_mta-sts.example.com", "TXT") != old


def test_bump_announces_the_same_policy_under_a_new_id(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    tree = rehearsal.git(REPOSITORY, "rev-parse", "HEAD^{tree}")
    with rehearsal.operator():
        done = rehearsal.run("bump", "--wait", "60s", "--json")
    assert done.returncode == 0, done.stderr
    new, old = rehearsal.log(REPOSITORY)
    assert new.split("|")[1] == json.loads(done.stdout)["domains"][0]["policy_id"]
    assert new.split("|")[1] != old.split("|")[1]
    assert rehearsal.git(REPOSITORY, "rev-parse", "HEAD^{tree}") == tree


def test_bump_does_not_replace_an_id_that_nobody_has_seen(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    rehearsal.run("bump")
    assert len(rehearsal.log(REPOSITORY)) == 2
    assert rehearsal.run("bump").returncode == 6
    assert len(rehearsal.log(REPOSITORY)) == 2


def test_bootstrap_writes_a_config_from_the_dns_and_publishes(rehearsal: Rehearsal) -> None:
    rehearsal.config.unlink()
    rehearsal.world.add_mail_domain("example.com", ["mx1.example.com", "mx2.example.com"])
    with rehearsal.operator():
        done = rehearsal.run("bootstrap", "example.com", "--owner", "example-org", "--wait", "60s")
    assert done.returncode == 0, done.stderr
    assert rehearsal.run("validate").returncode == 0
    assert "mx: mx1.example.com" in rehearsal.git(
        REPOSITORY, "show", "HEAD:.well-known/mta-sts.txt"
    )


def test_enforcing_tells_of_mx_hosts_that_are_left_out(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    rehearsal.world.names.paste("example.com. MX 10 mx1.example.com.\n")
    rehearsal.world.names.paste("example.com. MX 20 backup.example.net.\n")
    rehearsal.write_config(CONFIG.replace("    mx:", "    mode: enforce\n    mx:"))
    said = "does not cover `backup.example.net`, where `example.com` takes mail"
    assert said in rehearsal.ask("plan")["domains"][0]["notes"][0]
    held = rehearsal.publish()
    assert held.returncode == 2
    assert "--allow mx-not-covered" in held.stderr
    published = rehearsal.publish("--allow", "mx-not-covered")
    assert said in published.stderr
    assert said in published.stdout
    assert rehearsal.ask("plan")["domains"][0]["notes"] == []


def test_bootstrap_can_be_run_again(rehearsal: Rehearsal) -> None:
    rehearsal.config.unlink()
    command = ("bootstrap", "Example.com.", "--owner", "example-org", "--mx", "mx1.example.com")
    refused = rehearsal.run(*command, GITHUB_TOKEN="ghp_wrong")
    assert refused.returncode == 4
    with rehearsal.operator():
        assert rehearsal.run(*command, "--wait", "60s").returncode == 0
    other = rehearsal.run("bootstrap", "example.com", "--owner", "somebody")
    assert other.returncode == 2
    assert "says otherwise" in other.stderr


def test_a_token_that_is_refused_in_the_middle_leaves_a_report(
    begin: Callable[..., Rehearsal],
) -> None:
    rehearsal = begin()
    names = [f"d{number}.example" for number in range(3)]
    rehearsal.write_config(
        "github: {owner: example-org}\ndomains:\n"
        + "".join(f"  {name}: {{mx: [mx.{name}]}}\n" for name in names)
    )
    refusal = Respond(401, {"message": "Bad credentials"})
    fault = Fault("PUT", "/repos/example-org/mta-sts.d1.example/pages", refusal, times=None)
    rehearsal.world.github.faults.add(fault)
    done = rehearsal.run("publish", "--json", "--jobs", "1")
    outcomes = [each["outcome"] for each in json.loads(done.stdout)["domains"]]
    assert (done.returncode, outcomes) == (4, ["failed"] * 3)
    stages = [each["stage"] for each in json.loads(done.stdout)["domains"]]
    assert stages == ["domain-set", "pages-enabled", "absent"]


def test_bootstrap_never_overwrites_a_config(rehearsal: Rehearsal) -> None:
    done = rehearsal.run("bootstrap", "example.com", "--owner", "someone")
    assert done.returncode == 2
    assert rehearsal.config.read_text() == CONFIG


def test_a_foreign_change_of_the_policy_is_planned_away_and_kept_in_history(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.publish()
    rehearsal.commit_by_hand(
        REPOSITORY, {".well-known/mta-sts.txt": "mode: none\n"}, "Update mta-sts.txt"
    )
    (domain,) = rehearsal.ask("plan")["domains"]
    assert [(change["subject"], change["name"]) for change in domain["changes"]] == [
        ("file", ".well-known/mta-sts.txt"),
        ("dns", "_mta-sts.example.com."),
    ]
    assert domain["changes"][0]["before"] == "mode: none\n"
    assert rehearsal.publish().returncode == 0
    subjects = [line.split("|")[0] for line in rehearsal.log(REPOSITORY)]
    assert subjects == [
        "Change the MTA-STS policy of example.com",
        "Update mta-sts.txt",
        "Publish the MTA-STS policy of example.com",
    ]
    assert rehearsal.ask("plan")["summary"]["unchanged"] == 1


def test_what_is_to_be_created_and_what_to_be_changed_is_told_apart(rehearsal: Rehearsal) -> None:
    rehearsal.world.names.paste("mta-sts.example.com. 60 IN CNAME somewhere.example.net.\n")
    assert "\nChange this record for example.com:" in rehearsal.run("publish").stderr
    rehearsal.write_config(CONFIG + "defaults: {tls_reports: 'mailto:tls@{domain}'}\n")
    assert "\nCreate or change these records for example.com:" in rehearsal.run("publish").stderr
    rehearsal.world.names.paste("mta-sts.example.com. 60 IN CNAME example-org.github.io.\n")
    assert "\nCreate this record for example.com:" in rehearsal.run("publish").stderr


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_foreign_file_cannot_write_to_the_terminal(rehearsal: Rehearsal, form: str) -> None:
    rehearsal.publish()
    policy = "mode: \x1b[2Jnone\r\n\x1b]0;title\x07\x9b31m```\r\n"
    rehearsal.commit_by_hand(REPOSITORY, {".well-known/mta-sts.txt": policy}, "\x1b[31mUpdate")
    planned = rehearsal.run("plan", "--format", form)
    assert "\\x1b]0;title\\x07\\x9b31m" in planned.stdout
    assert (planned.stdout + planned.stderr).replace("\n", "").isprintable()


def test_a_policy_with_other_line_ends_is_planned_as_such(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    policy = rehearsal.git(REPOSITORY, "show", "HEAD:.well-known/mta-sts.txt")
    unix = policy.replace("\r\n", "\n")
    rehearsal.commit_by_hand(REPOSITORY, {".well-known/mta-sts.txt": unix}, "Update mta-sts.txt")
    planned = rehearsal.run("plan").stdout
    assert "~ .well-known/mta-sts.txt  (only line ends differ)\n" in planned


def test_planning_what_was_published_gives_no_changes(rehearsal: Rehearsal) -> None:
    document = rehearsal.ask("plan")
    assert document["domains"][0]["stage"] == "absent"
    assert document["summary"]["create"] == 11
    assert rehearsal.run("plan", "--exit-code").returncode == 3
    rehearsal.publish()
    (domain,) = rehearsal.ask("plan")["domains"]
    assert (domain["stage"], domain["changes"]) == ("current", [])
    assert rehearsal.run("plan", "--exit-code").returncode == 0


def test_something_else_of_that_name_is_never_touched(rehearsal: Rehearsal) -> None:
    rehearsal.create_by_hand(REPOSITORY)
    rehearsal.commit_by_hand(REPOSITORY, {"main.c": "int main;\n"}, "Begin")
    before = rehearsal.writes(), rehearsal.world.github.pushes
    done = rehearsal.run("publish", "--json")
    assert done.returncode == 1
    assert "holds something else" in json.loads(done.stdout)["domains"][0]["error"]
    assert (rehearsal.writes(), rehearsal.world.github.pushes) == before


def test_a_missing_and_a_wrong_token_end_with_4(rehearsal: Rehearsal) -> None:
    missing = rehearsal.run("publish", GITHUB_TOKEN="")
    assert missing.returncode == 4
    assert "there is no GitHub token" in missing.stderr
    wrong = rehearsal.run("publish", GITHUB_TOKEN="ghp_wrong")
    assert wrong.returncode == 4
    assert "GitHub refused the token" in wrong.stderr
    assert "ghp_wrong" not in wrong.stderr + wrong.stdout


def test_a_proxy_is_not_asked_for_the_sandbox_and_named_where_it_fails(
    rehearsal: Rehearsal,
) -> None:
    nowhere = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9")
    rehearsal.environment.update(nowhere)
    assert rehearsal.publish().returncode == 0
    refused = rehearsal.run("plan", NO_PROXY="", no_proxy="")
    assert refused.returncode == 1
    assert "error: the proxy does not lead to GitHub at `http://127.0.0.1:" in refused.stderr
    assert "HTTPS_PROXY" in refused.stderr


def test_a_terminal_without_unicode_is_written_to_as_well(rehearsal: Rehearsal) -> None:
    planned = rehearsal.run("plan", PYTHONIOENCODING="ascii")
    assert planned.returncode == 0
    assert planned.stdout.startswith("example.com  absent -> to be published\n")


def test_one_failing_domain_does_not_stop_the_others(begin: Callable[..., Rehearsal]) -> None:
    rehearsal = begin()
    rehearsal.write_config(CONFIG + "  example.net:\n    owner: nobody\n    mx: [mx.example.net]\n")
    done = rehearsal.publish("--json")
    assert done.returncode == 1
    outcomes = {d["domain"]: d for d in json.loads(done.stdout)["domains"]}
    assert outcomes["example.com"]["outcome"] == "current"
    assert outcomes["example.net"]["outcome"] == "failed"
    assert "no user or organization `nobody`" in outcomes["example.net"]["error"]


@pytest.mark.parametrize("moment", [0.6, 1.2])
def test_an_interrupt_ends_at_once_and_the_same_command_goes_on(
    rehearsal: Rehearsal, moment: float
) -> None:
    with rehearsal.start("publish", "--wait", "60s") as process:
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        _, err = process.communicate(timeout=20)
    assert time.monotonic() - begun < 5
    assert process.returncode in (130, -signal.SIGINT), err
    assert "Traceback" not in err or process.returncode == -signal.SIGINT
    assert rehearsal.publish().returncode == 0
    assert len(rehearsal.log(REPOSITORY)) == 1


def test_a_large_fleet_that_is_current_costs_one_call_for_fifty_domains(
    begin: Callable[..., Rehearsal],
) -> None:
    rehearsal = begin()
    domains = [f"d{number}.example" for number in range(26)]
    rehearsal.write_config(
        "github: {owner: example-org}\ndomains:\n"
        + "".join(f"  {domain}: {{mx: [mx.{domain}]}}\n" for domain in domains)
    )
    assert rehearsal.publish().returncode == 0
    calls = len(rehearsal.world.github.exchanges)
    assert rehearsal.run("publish").returncode == 0
    assert [exchange.path for exchange in rehearsal.world.github.exchanges[calls:]] == ["/graphql"]
    rehearsal.run("publish", "--deep")
    assert len(rehearsal.world.github.exchanges) == calls + 1 + 1 + 26


ENFORCED = CONFIG + "    mode: enforce\n    max_age: 2w\n"


def test_taking_an_mx_from_an_enforced_policy_needs_force(rehearsal: Rehearsal) -> None:
    rehearsal.write_config(ENFORCED)
    assert rehearsal.publish().returncode == 0
    rehearsal.write_config(ENFORCED.replace(", mx2.example.com", ""))
    document = rehearsal.ask("plan")
    sentence = "the enforced policy of `example.com` loses `mx2.example.com`"
    risk = {"name": "lose-mx", "message": sentence, "domains": ["example.com"]}
    assert document["risks"] == [risk]
    refused = rehearsal.run("publish")
    assert refused.returncode == 2
    assert f"error: this is risky: {sentence}" in refused.stderr
    assert "--allow lose-mx" in refused.stderr
    assert len(rehearsal.log(REPOSITORY)) == 1
    assert rehearsal.publish("--force").returncode == 0
    assert len(rehearsal.log(REPOSITORY)) == 2


def test_a_repository_is_adopted_when_that_is_asked_for(rehearsal: Rehearsal) -> None:
    rehearsal.create_by_hand(REPOSITORY)
    rehearsal.commit_by_hand(REPOSITORY, {"main.c": "int main;\n"}, "Begin")
    assert rehearsal.publish("--adopt").returncode == 0
    assert rehearsal.git(REPOSITORY, "show", "HEAD:main.c") == "int main;\n"
    assert [line.partition("|")[0] for line in rehearsal.log(REPOSITORY)] == [
        "Publish the MTA-STS policy of example.com",
        "Begin",
    ]


def test_the_shards_together_are_the_whole(rehearsal: Rehearsal) -> None:
    rehearsal.write_config(
        "github: {owner: example-org}\ndomains:\n"
        + "".join(f"  d{number}.example: {{mx: [mx.example]}}\n" for number in range(12))
    )
    whole = rehearsal.ask("plan")["domains"]
    parts = [rehearsal.ask("plan", "--shard", f"{index}/3")["domains"] for index in (1, 2, 3)]
    assert all(parts)
    assert sorted((d for part in parts for d in part), key=lambda d: d["domain"]) == sorted(
        whole, key=lambda d: d["domain"]
    )
    assert rehearsal.run("plan", "--shard", "4/3").returncode == 2


@pytest.mark.parametrize("undone", ["https", "domain", "workflow", "pages", "branch"])
def test_what_foreign_hands_undid_is_planned_and_repaired(
    rehearsal: Rehearsal, undone: str
) -> None:
    rehearsal.publish()
    before = rehearsal.log(REPOSITORY)
    pages = f"/repos/{REPOSITORY}/pages"
    if undone == "https":
        rehearsal.api("PUT", pages, {"https_enforced": False})
    elif undone == "domain":
        rehearsal.api("PUT", pages, {"cname": None})
    elif undone == "workflow":
        rehearsal.api("PUT", pages, {"build_type": "workflow"})
    elif undone == "pages":
        rehearsal.api("DELETE", pages)
    else:
        rehearsal.git(REPOSITORY, "branch", "trunk", "main")
        rehearsal.api("PATCH", f"/repos/{REPOSITORY}", {"default_branch": "trunk"})
    changes = rehearsal.ask("plan")["domains"][0]["changes"]
    assert changes, undone
    done = rehearsal.publish()
    assert done.returncode == 0, done.stderr
    assert rehearsal.ask("plan")["summary"]["unchanged"] == 1
    assert rehearsal.log(REPOSITORY)[-len(before) :] == before


def test_a_token_of_gh_is_the_last_source(rehearsal: Rehearsal, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\n[ "$*" = "auth token --hostname 127.0.0.1" ] && cat "$(dirname "$0")/token"\n'
    )
    program.chmod(0o755)
    (program.parent / "token").write_text(rehearsal.token)
    path = f"{program.parent}:{os.environ['PATH']}"
    assert rehearsal.run("plan", GITHUB_TOKEN="", PATH=path).returncode == 0
    (program.parent / "token").unlink()
    assert rehearsal.run("plan", GITHUB_TOKEN="", PATH=path).returncode == 4


def test_permissions_are_checked_before_the_first_write(rehearsal: Rehearsal) -> None:
    github = rehearsal.world.github
    reader = github.add_token("sandbox-operator", scopes=("read:org",)).value
    done = rehearsal.run("publish", GITHUB_TOKEN=reader)
    assert done.returncode == 4
    assert "a classic token needs the scope `repo`" in done.stdout + done.stderr
    github.add_user("stranger")
    stranger = github.add_token("stranger", scopes=("repo",)).value
    done = rehearsal.run("publish", GITHUB_TOKEN=stranger)
    assert done.returncode == 4
    assert "does not let you create repositories" in done.stdout + done.stderr
    assert rehearsal.writes() == []
    rehearsal.publish()
    before = rehearsal.writes()
    rehearsal.write_config(CONFIG.replace("mx2", "mx3"))
    done = rehearsal.run("publish", GITHUB_TOKEN=stranger)
    assert done.returncode == 4
    assert "may not administer" in done.stdout + done.stderr
    assert rehearsal.writes() == before
    assert len(github.pushes) == 1


def test_verbose_tells_every_request(rehearsal: Rehearsal) -> None:
    done = rehearsal.run("publish", "-v")
    assert "POST /orgs/example-org/repos → 201" in done.stderr
    assert "git push http://127.0.0.1:" in done.stderr


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        (
            "pages/builds/latest",
            {"status": "errored", "error": {"message": "Page build failed."}},
            "GitHub could not build the site: Page build failed.",
        ),
        (
            "actions/permissions",
            {"enabled": False, "sha_pinning_required": False},
            "GitHub Actions is disabled for the repository",
        ),
    ],
)
def test_a_policy_that_is_late_is_explained(
    begin: Callable[..., Rehearsal], path: str, body: Mapping[str, object], said: str
) -> None:
    rehearsal = begin(lag=replace(QUICK, cdn=10**6))
    assert rehearsal.publish().returncode == 0
    rehearsal.write_config(CONFIG.replace("mx2", "mx3"))
    fault = Fault("GET", f"/repos/{REPOSITORY}/{path}", Respond(200, body), times=None)
    rehearsal.world.github.faults.add(fault)
    early = rehearsal.ask("publish")["domains"][0]
    assert early["waiting_for"] == "policy-served"
    assert early["detail"] == "another policy is served still"
    rehearsal.age_newest_commit(REPOSITORY, "30 minutes")
    late = rehearsal.ask("publish")["domains"][0]
    assert said in late["detail"]


def test_a_wildcard_to_github_is_told_before_anything_is_created(rehearsal: Rehearsal) -> None:
    rehearsal.world.names.paste("*.example.com. IN CNAME somebody.github.io.\n")
    told = "the wildcard `*.example.com` points at GitHub Pages"
    (planned,) = rehearsal.ask("plan")["domains"]
    assert planned["notes"][0].startswith(told)
    assert told in rehearsal.run("plan").stdout
    assert f"> **Note:** {told}" in rehearsal.run("plan", "--format", "markdown").stdout
    rehearsal.world.github.faults.add(Fault("POST", "/orgs/*/repos", Hang(25)))
    with rehearsal.start("publish") as process:  # it never gets as far as the repository
        assert process.stderr is not None
        assert any(told in line for line in process.stderr)
        process.kill()
    (domain,) = rehearsal.ask("publish")["domains"]
    assert domain["notes"][0].startswith(told)
    assert rehearsal.ask("plan")["domains"][0]["notes"] == []


def test_an_interrupt_does_not_wait_for_a_silent_github(rehearsal: Rehearsal) -> None:
    rehearsal.world.github.faults.add(Fault("POST", "/orgs/*/repos", Hang(25)))
    with rehearsal.start("publish", "--wait", "60s") as process:
        time.sleep(4)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        _, err = process.communicate(timeout=20)
    assert time.monotonic() - begun < 6
    assert (process.returncode, "Traceback" in err) == (130, False)
    assert rehearsal.publish().returncode == 0


def test_a_domain_that_was_just_set_is_not_set_anew(begin: Callable[..., Rehearsal]) -> None:
    rehearsal = begin(lag=Lag(pages_build=0.05, certificate=60, cdn=0.0, dns_recheck=10**6))
    rehearsal.create_by_hand(REPOSITORY)
    rehearsal.commit_by_hand(REPOSITORY, {".well-known/mta-sts.txt": "mode: none\n"}, "Begin")
    rehearsal.age_newest_commit(REPOSITORY, "50 hours")
    rehearsal.world.names.paste("mta-sts.example.com. CNAME example-org.github.io.\n")
    (domain,) = rehearsal.ask("publish")["domains"]
    assert (domain["waiting_for"], domain["notes"]) == ("certificate", [])


BY_HAND = "version: STSv1\r\nmode: testing\r\nmx: mx1.example.com\r\nmax_age: 604800\r\n"


def test_what_the_dns_does_not_tell_is_not_taken_for_missing(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    before = rehearsal.log(REPOSITORY), rehearsal.writes()
    rehearsal.world.names.spoil(DnsFault.SERVFAIL)
    planned = rehearsal.run("plan", "--exit-code")
    assert planned.returncode == 1
    assert "unseen: the DNS lookup of `_mta-sts.example.com` fails" in planned.stdout
    assert "DNS _mta-sts" not in planned.stdout
    waits = rehearsal.run("publish", "--json")
    (domain,) = json.loads(waits.stdout)["domains"]
    assert "the DNS lookup of `mta-sts.example.com` fails" in domain["detail"]
    bumped = rehearsal.run("bump", "--json")
    assert bumped.returncode == 1
    (domain,) = json.loads(bumped.stdout)["domains"]
    assert "the DNS lookup of `_mta-sts.example.com` fails" in domain["error"]
    assert (rehearsal.log(REPOSITORY), rehearsal.writes()) == before


def test_an_id_of_others_outlives_a_silent_dns(rehearsal: Rehearsal) -> None:
    rehearsal.write_config(CONFIG.replace(", mx2.example.com", ""))
    rehearsal.create_by_hand(REPOSITORY)
    rehearsal.commit_by_hand(REPOSITORY, {".well-known/mta-sts.txt": BY_HAND}, "Begin")
    rehearsal.world.names.paste('_mta-sts.example.com. TXT "v=STSv1; id=20200101"\n')
    rehearsal.world.names.spoil(DnsFault.SERVFAIL)
    failed = rehearsal.run("publish")
    assert failed.returncode == 1
    assert "which policy id senders know depends on it" in failed.stdout
    rehearsal.world.names.mend()
    assert rehearsal.publish().returncode == 0
    (domain,) = rehearsal.ask("publish")["domains"]
    assert domain["policy_id"] == "20200101"


def test_a_page_of_its_own_does_not_plan_a_new_id(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    (rehearsal.folder / "own").mkdir()
    (rehearsal.folder / "own" / "README.md").write_text("ours\n")
    rehearsal.write_config(CONFIG + "site: {templates: ./own}\n")
    (domain,) = rehearsal.ask("plan")["domains"]
    assert [change["name"] for change in domain["changes"]] == ["README.md"]
    before = rehearsal.ask("publish")["domains"][0]
    assert before["outcome"] == "current"


def test_one_domain_that_cannot_be_looked_at_does_not_end_a_plan(rehearsal: Rehearsal) -> None:
    rehearsal.write_config(CONFIG + "  example.net: {mx: [mx1.example.net]}\n")
    rehearsal.publish()
    fault = Fault("GET", f"/repos/{REPOSITORY}/pages", Respond(403, {"message": "No"}), times=None)
    rehearsal.world.github.faults.add(fault)
    planned = rehearsal.run("plan")
    assert planned.returncode == 1
    assert "example.com  stage unknown → refused: " in planned.stdout
    assert "example.net  no changes" in planned.stdout


def test_an_interrupt_ends_a_plan_that_waits_for_a_limit(rehearsal: Rehearsal) -> None:
    rehearsal.publish()
    limit = Respond(403, {"message": "secondary rate limit"}, {"Retry-After": "300"})
    fault = Fault("GET", f"/repos/{REPOSITORY}/pages", limit, times=None)
    rehearsal.world.github.faults.add(fault)
    with rehearsal.start("plan") as process:
        time.sleep(4)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        _, err = process.communicate(timeout=20)
    assert time.monotonic() - begun < 6
    assert (process.returncode, "Traceback" in err) == (130, False)


def test_a_domain_whose_record_came_late_is_set_anew_after_hours(
    begin: Callable[..., Rehearsal],
) -> None:
    rehearsal = begin(lag=Lag(pages_build=0.05, certificate=0.1, cdn=0.0, dns_recheck=10**6))
    (rehearsal.folder / ".netrc").write_text("default login somebody password else\n")
    rehearsal.environment["HOME"] = str(rehearsal.folder)  # nothing may go by that file
    assert rehearsal.run("publish").returncode == 6
    rehearsal.world.names.paste("mta-sts.example.com. CNAME example-org.github.io.\n")
    early = rehearsal.ask("publish")["domains"][0]
    assert (early["waiting_for"], early["notes"]) == ("certificate", [])
    rehearsal.age_newest_commit(REPOSITORY, "13 hours")
    late = rehearsal.ask("publish")["domains"][0]
    assert late["notes"] == [
        "the domain was set anew at GitHub, to make it ask for the certificate again"
    ]
    assert rehearsal.publish().returncode == 0
    assert rehearsal.writes().count("PUT /repos/{owner}/{repo}/pages") == 4
