"""The judge of GraphQL knows GitHub's fields, types and arguments."""

from typing import Any

import pytest
from github_description.graphql_judge import judge_answer, judge_query
from github_description.judge import judge_exchange
from github_description.test_judge import Said

QUERY = """
query ($owner: String!, $name: String!) {
  one: repository(owner: $owner, name: $name) {
    isEmpty isArchived visibility
    defaultBranchRef { name target { oid } }
    cname: object(expression: "HEAD:CNAME") { ... on Blob { oid text isTruncated } }
    well_known: object(expression: "HEAD:.well-known") { ... on Tree { entries { name } } }
  }
  gone: repository(owner: $owner, name: "gone") { isEmpty }
  rateLimit { cost remaining resetAt }
}
"""
VARIABLES = {"owner": "example-org", "name": "mta-sts.example.com"}
OID = "3d21ec53a331a6f037a91c368710b99387d012c1"
ONE = {
    "isEmpty": False,
    "isArchived": False,
    "visibility": "PUBLIC",
    "defaultBranchRef": {"name": "main", "target": {"oid": OID}},
    "cname": {"oid": OID, "text": "mta-sts.example.com", "isTruncated": False},
    "well_known": {"entries": [{"name": "mta-sts.txt"}]},
}
DATA = {
    "one": ONE,
    "gone": None,
    "rateLimit": {"cost": 1, "remaining": 4999, "resetAt": "2026-11-23T13:00:00Z"},
}
ANSWER = {"data": DATA, "errors": [{"type": "NOT_FOUND", "path": ["gone"], "message": "gone"}]}
COMMIT = """
mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } }
}
"""
COMMIT_INPUT = {
    "branch": {"repositoryNameWithOwner": "example-org/x", "branchName": "main"},
    "expectedHeadOid": OID,
    "message": {"headline": "Publish"},
    "fileChanges": {"additions": [{"path": "CNAME", "contents": "eA=="}]},
}


def test_accepts_a_bulk_read_and_its_answer() -> None:
    assert judge_query(QUERY, VARIABLES) == []
    assert list(judge_answer(QUERY, ANSWER, VARIABLES)) == []
    body = {"query": QUERY, "variables": VARIABLES}
    assert judge_exchange(Said("POST", "/graphql", 200, ANSWER, body)) == []


def test_accepts_a_commit() -> None:
    assert judge_query(COMMIT, {"input": COMMIT_INPUT}) == []


@pytest.mark.parametrize(
    ("query", "variables", "reason"),
    [
        ("{ repository(owner: 1", {}, "Syntax Error"),
        ("{ viewer { pages } }", {}, "Cannot query field 'pages'"),
        ('{ repository(name: "x") { id } }', {}, "of type 'String!' is required"),
        ("{ viewer }", {}, "must have a selection of subfields"),
        (QUERY, {"owner": "example-org"}, "'$name'"),
        (COMMIT, {"input": COMMIT_INPUT | {"author": "me"}}, "'author'"),
    ],
)
def test_refuses_a_query_that_github_would_refuse(
    query: str, variables: dict[str, Any], reason: str
) -> None:
    problems = judge_query(query, variables)
    assert any(reason in problem.replace('"', "'") for problem in problems), problems


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({key: DATA[key] for key in DATA if key != "one"}, "`one` was asked for"),
        (DATA | {"one": ONE | {"isEmpty": None}}, "non-nullable field Repository.isEmpty"),
        (DATA | {"one": ONE | {"visibility": "OPEN"}}, "'OPEN'"),
        (DATA | {"one": ONE | {"cname": {"oid": OID}}}, "not those asked of any of"),
        (DATA | {"one": ONE | {"pages": []}}, "not asked for"),
    ],
)
def test_refuses_an_answer_that_github_would_not_give(data: object, reason: str) -> None:
    problems = [*judge_answer(QUERY, {"data": data}, VARIABLES)]
    assert any(reason in problem.replace('"', "'") for problem in problems), problems


@pytest.mark.parametrize("answer", [None, {}, {"data": DATA, "message": "hello"}])
def test_refuses_an_answer_of_another_shape(answer: object) -> None:
    assert list(judge_answer(QUERY, answer, VARIABLES))


def test_refuses_unknown_keys_of_a_graphql_request() -> None:
    said = Said("POST", "/graphql", 200, ANSWER, {"query": QUERY, "variable": VARIABLES})
    assert any("`variable`" in problem for problem in judge_exchange(said))
