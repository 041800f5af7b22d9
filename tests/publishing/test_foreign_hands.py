"""What others did to a policy repository is seen, though the files look as they should."""

from __future__ import annotations

from publishing.conftest import Rehearsal

REPOSITORY = "example-org/mta-sts.example.com"
POLICY = ".well-known/mta-sts.txt"
HOSTILE = "version: STSv1\r\nmode: enforce\r\nmx: evil.example.net\r\nmax_age: 31557600\r\n"


def test_a_policy_that_was_changed_and_changed_back_gets_a_new_id(rehearsal: Rehearsal) -> None:
    assert rehearsal.publish().returncode == 0
    (old,) = rehearsal.log(REPOSITORY)
    good = rehearsal.git(REPOSITORY, "cat-file", "blob", f"HEAD:{POLICY}").replace("\r\n", "\n")
    rehearsal.commit_by_hand(REPOSITORY, {POLICY: HOSTILE}, "Be hostile")
    rehearsal.commit_by_hand(REPOSITORY, {POLICY: good.replace("\n", "\r\n")}, "Change it back")
    (planned,) = rehearsal.ask("plan")["domains"]
    assert planned["stage"] == "policy-served"
    assert "changed it back" in planned["changes"][0]["reason"]
    (checked,) = rehearsal.ask("check", "--no-mx")["domains"]
    assert [finding["code"] for finding in checked["findings"]] == ["id-not-bumped"]
    assert rehearsal.publish().returncode == 0
    new, *_ = rehearsal.log(REPOSITORY)
    assert new.partition("|")[0] == "Announce the MTA-STS policy of example.com"
    assert new.partition("|")[2] not in ("", old.partition("|")[2])
    assert rehearsal.ask("plan")["summary"]["unchanged"] == 1


def test_what_is_no_ordinary_file_is_repaired(rehearsal: Rehearsal) -> None:
    assert rehearsal.publish().returncode == 0
    for path, mode in (("index.html", "100755"), ("CNAME", "120000")):
        blob = rehearsal.git(REPOSITORY, "rev-parse", f"HEAD:{path}").strip()
        spoil(rehearsal, f"{mode},{blob},{path}")
    (planned,) = rehearsal.ask("plan")["domains"]
    assert [change["name"] for change in planned["changes"]] == ["CNAME", "index.html"]
    assert "index.html  (only its mode differs)" in rehearsal.run("plan").stdout
    assert rehearsal.publish().returncode == 0
    listed = rehearsal.git(REPOSITORY, "ls-tree", "-r", "HEAD").splitlines()
    assert {line.split()[0] for line in listed} == {"100644"}
    assert rehearsal.ask("plan")["summary"]["unchanged"] == 1


def spoil(rehearsal: Rehearsal, entry: str) -> None:
    """Commit another entry of the index as somebody else."""
    index = {"GIT_INDEX_FILE": "spoiled"}
    rehearsal.git(REPOSITORY, "read-tree", "HEAD", **index)
    rehearsal.git(REPOSITORY, "update-index", "--cacheinfo", entry, **index)
    tree = rehearsal.git(REPOSITORY, "write-tree", **index).strip()
    commit = rehearsal.git(REPOSITORY, "commit-tree", tree, "-p", "HEAD", "-m", "Spoil it").strip()
    rehearsal.git(REPOSITORY, "update-ref", "HEAD", commit)
