"""A Pages build that fails is started again or said to have failed, and not waited for."""

from __future__ import annotations

import json

import pytest
from publishing.conftest import CONFIG, Rehearsal

from mtasts_pages.sandbox.github import BuildFault

REPOSITORY = "example-org/mta-sts.example.com"
REFUSED = (
    'Branch "main" is not allowed to deploy to github-pages due to environment protection rules.'
)


def fail(rehearsal: Rehearsal, message: str | None, times: int | None = 1) -> None:
    rehearsal.world.github.faults.add_build(BuildFault(REPOSITORY, message, times))


def list_subjects(rehearsal: Rehearsal) -> list[str]:
    return [line.partition("|")[0] for line in rehearsal.log(REPOSITORY)]


def test_a_build_that_failed_for_a_moment_is_started_again(rehearsal: Rehearsal) -> None:
    fail(rehearsal, "Page build failed.")
    assert rehearsal.publish().returncode == 0
    assert list_subjects(rehearsal) == [
        "Start the Pages build again",
        "Publish the MTA-STS policy of example.com",
    ]
    fail(rehearsal, None)
    rehearsal.write_config(CONFIG.replace("mx2", "mx3"))
    done = rehearsal.publish("--json")
    assert done.returncode == 0, done.stdout
    (domain,) = json.loads(done.stdout)["domains"]
    assert domain["notes"] == [
        "GitHub could not build the site: no reason given; the build was started again"
    ]
    assert list_subjects(rehearsal)[:2] == [
        "Start the Pages build again",
        "Change the MTA-STS policy of example.com",
    ]


def test_a_build_that_keeps_failing_is_started_again_with_patience(rehearsal: Rehearsal) -> None:
    assert rehearsal.publish().returncode == 0
    fail(rehearsal, "Deployment failed, try again later.", None)
    rehearsal.write_config(CONFIG.replace("mx2", "mx3"))
    done = rehearsal.run("publish", "--wait", "30s")
    assert done.returncode == 1
    assert "Deployment failed, try again later." in done.stdout
    assert list_subjects(rehearsal).count("Start the Pages build again") == 1
    again = rehearsal.run("publish")
    assert again.returncode == 1
    assert "(1 times so far)" in again.stdout
    assert list_subjects(rehearsal).count("Start the Pages build again") == 1
    rehearsal.world.github.faults.clear()
    with rehearsal.operator():
        assert rehearsal.run("bump", "--wait", "60s").returncode == 0


def test_a_build_that_the_operator_must_see_to_has_failed_at_once(rehearsal: Rehearsal) -> None:
    assert rehearsal.publish().returncode == 0
    fail(rehearsal, REFUSED, None)
    rehearsal.write_config(CONFIG.replace("mx2", "mx3"))
    done = rehearsal.run("publish", "--wait", "30s", "--json")
    assert done.returncode == 1, done.stdout
    (domain,) = json.loads(done.stdout)["domains"]
    assert domain["outcome"] == "failed"
    assert REFUSED in domain["error"]
    assert "Environments, github-pages" in domain["next_steps"][0]
    (planned,) = rehearsal.ask("plan")["domains"]
    assert REFUSED in planned["failure"]
    (checked,) = rehearsal.ask("check", "--no-mx")["domains"]
    assert [each["code"] for each in checked["findings"]] == ["pages-build-failed"]
    assert REFUSED in checked["findings"][-1]["message"]
    assert "Start the Pages build again" not in list_subjects(rehearsal)
    rehearsal.world.github.faults.clear()
    with rehearsal.operator():
        assert rehearsal.run("bump", "--wait", "60s").returncode == 0


@pytest.mark.parametrize("reason", ["\x1b[31mred\x07", "a\nb"])
def test_what_github_says_of_a_build_is_shown_without_its_control_characters(
    rehearsal: Rehearsal, reason: str
) -> None:
    rehearsal.publish()
    fail(rehearsal, reason, None)
    rehearsal.write_config(CONFIG.replace("mx2", "mx3"))
    done = rehearsal.run("publish", "--wait", "20s")
    assert done.returncode == 1
    assert reason not in done.stdout + done.stderr
