"""The judge accepts what GitHub's documentation shows and refuses what GitHub would."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from github_description.description import CHANGES, apply_changes, load_description
from github_description.judge import judge_exchange, judge_request, judge_response

REPOSITORY = "/repos/example-org/mta-sts.example.com"
PAGES = f"{REPOSITORY}/pages"
API = "https://api.github.com"


@dataclass(frozen=True, slots=True)
class Said:
    """One exchange, as a recorder would keep it."""

    method: str
    path: str
    status: int
    response_body: Any = None
    request_body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    request_headers: dict[str, str] = field(default_factory=dict)
    response_headers: dict[str, str] = field(default_factory=dict)


PAGE = {
    "url": API + PAGES,
    "status": None,
    "cname": "mta-sts.example.com",
    "protected_domain_state": None,
    "pending_domain_unverified_at": None,
    "custom_404": False,
    "html_url": "http://mta-sts.example.com/",
    "build_type": "legacy",
    "source": {"branch": "main", "path": "/"},
    "public": True,
    "https_certificate": {
        "state": "approved",
        "description": "The certificate is approved",
        "domains": ["mta-sts.example.com"],
        "expires_at": "2027-02-21",
    },
    "https_enforced": False,
}
NOT_FOUND = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}
NO_CERTIFICATE = NOT_FOUND | {"message": "The certificate does not exist yet", "status": "404"}
NO_BRANCH = NOT_FOUND | {
    "message": "The main branch must exist before GitHub Pages can be built.",
    "status": "422",
}
TAKEN = {
    "message": "Repository creation failed.",
    "errors": [
        {
            "resource": "Repository",
            "code": "custom",
            "field": "name",
            "message": "name already exists on this account",
        }
    ],
    "documentation_url": "https://docs.github.com/rest/repos/repos",
}
BRANCH_SOURCE = {"build_type": "legacy", "source": {"branch": "main", "path": "/"}}

RIGHT = {
    "a site, its null status included": Said("GET", PAGES, 200, PAGE),
    "a site without a certificate": Said(
        "GET", PAGES, 200, {key: PAGE[key] for key in PAGE if key != "https_certificate"}
    ),
    "no site": Said("GET", PAGES, 404, NOT_FOUND),
    "a site is created": Said("POST", PAGES, 201, PAGE, BRANCH_SOURCE),
    "a site without its branch": Said("POST", PAGES, 422, NO_BRANCH, BRANCH_SOURCE),
    "the domain is set": Said("PUT", PAGES, 204, None, {"cname": "mta-sts.example.com"}),
    "the domain is removed": Said("PUT", PAGES, 204, None, {"cname": None}),
    "https is enforced": Said("PUT", PAGES, 204, None, {"https_enforced": True}),
    "enforced too early": Said("PUT", PAGES, 404, NO_CERTIFICATE, {"https_enforced": True}),
    "the health is still looked at": Said("GET", f"{PAGES}/health", 202, {}),
    "the health is still null": Said("GET", f"{PAGES}/health", 202, None),
    "no installation": Said("GET", "/orgs/example-org/installation", 404, NOT_FOUND),
    "a name is taken": Said("POST", "/user/repos", 422, TAKEN, {"name": "mta-sts.example.com"}),
    "a page of repositories": Said("GET", "/users/octo/repos", 200, [], query={"page": "2"}),
    "the repository moved": Said(
        "PATCH", REPOSITORY, 307, NOT_FOUND, {"private": False}, response_headers={"Location": "/"}
    ),
    "nothing new": Said("GET", PAGES, 304),
    "a limit": Said("PUT", PAGES, 429, NOT_FOUND, {"cname": None}),
    "a proxy's page": Said("GET", PAGES, 502),
    "a status of 2026": Said(
        *("POST", "/user/repos", 451, TAKEN, {"name": "mta-sts.example.com"}),
        request_headers={"X-GitHub-Api-Version": "2026-03-10"},
    ),
}

ENFORCE = RIGHT["https is enforced"]
SITE = RIGHT["a site, its null status included"]
LIST = RIGHT["a page of repositories"]

WRONG = {
    "unknown operation": (
        replace(SITE, path=f"{REPOSITORY}/page"),
        "no such operation",
    ),
    "unknown method": (replace(SITE, method="PATCH"), "no such operation"),
    "misspelled body key": (
        replace(ENFORCE, request_body={"cname": None, "https_enforce": True}),
        "'https_enforce' was unexpected",
    ),
    "misspelled key inside": (
        Said("POST", PAGES, 201, PAGE, {"source": {"branch": "main", "folder": "/"}}),
        "'folder' was unexpected",
    ),
    "wrong type": (
        replace(ENFORCE, request_body={"https_enforced": "true"}),
        "'true' is not of type 'boolean'",
    ),
    "null where not allowed": (
        replace(ENFORCE, request_body={"https_enforced": None}),
        "None is not of type 'boolean'",
    ),
    "no wanted key": (replace(ENFORCE, request_body={}), "not valid under any"),
    "no body": (replace(ENFORCE, request_body=None), "lacks its body"),
    "a body too many": (replace(SITE, request_body={}), "knows none"),
    "the domain at creation": (
        Said("POST", PAGES, 201, PAGE, BRANCH_SOURCE | {"cname": "mta-sts.example.com"}),
        "'cname' was unexpected",
    ),
    "missing field in the answer": (
        replace(SITE, response_body={key: PAGE[key] for key in PAGE if key != "custom_404"}),
        "'custom_404' is a required property",
    ),
    "null in the answer": (
        replace(SITE, response_body=PAGE | {"public": None}),
        "None is not of type 'boolean'",
    ),
    "invented field in the answer": (
        replace(SITE, response_body=PAGE | {"https_enforce": True}),
        "'https_enforce' was unexpected",
    ),
    "invented build state": (
        replace(SITE, response_body=PAGE | {"status": "ready"}),
        "'ready' is not one of",
    ),
    "not a date": (
        replace(SITE, response_body=PAGE | {"pending_domain_unverified_at": "soon"}),
        "'soon' is not a 'date-time'",
    ),
    "undescribed status": (replace(SITE, status=418), "no such status"),
    "success of another kind": (replace(ENFORCE, status=202), "no such status"),
    "a body with 204": (replace(ENFORCE, response_body=PAGE), "where GitHub gives none"),
    "an answer without body": (replace(SITE, response_body=None), "None is not of type 'object'"),
    "a redirection to nowhere": (replace(SITE, status=301), "lacks its `Location`"),
    "unknown parameter": (replace(LIST, query={"sorted": "x"}), "`sorted`, which GitHub does"),
    "parameter of a wrong type": (replace(LIST, query={"page": "two"}), "not of type 'integer'"),
    "an installation that is no number": (
        Said("POST", "/app/installations/last/access_tokens", 404, NOT_FOUND),
        "not of type 'integer'",
    ),
    "unknown API version": (
        replace(SITE, request_headers={"x-github-api-version": "2026-03-11"}),
        "no API version",
    ),
    "a status that 2022 does not know": (
        replace(RIGHT["a status of 2026"], request_headers={}),
        "no such status",
    ),
}


@pytest.mark.parametrize("exchange", RIGHT.values(), ids=RIGHT)
def test_accepts_what_github_documents(exchange: Said) -> None:
    assert judge_exchange(exchange) == []


@pytest.mark.parametrize(("exchange", "reason"), WRONG.values(), ids=WRONG)
def test_refuses_what_github_would_not_know(exchange: Said, reason: str) -> None:
    problems = judge_exchange(exchange)
    assert any(reason in problem for problem in problems), problems
    assert len(problems) == 1
    assert problems[0].startswith(f"{exchange.method} {exchange.path}: {exchange.status}: ")


def test_judges_the_answer_to_a_request_that_is_wrong_on_purpose() -> None:
    exchange = Said("PUT", PAGES, 422, NO_BRANCH, {"https_enforce": True})
    assert judge_request(exchange)
    assert judge_response(exchange) == []


def test_lets_no_parameter_take_in_slashes() -> None:
    assert load_description("2022-11-28").find_operation("GET", "/users/a/b/repos") is None


def test_a_version_takes_away_what_it_says() -> None:
    described = {
        "properties": {"a": {}, "b": {}},
        CHANGES: {"2026-03-10": {"properties": {"a": None}}},
    }
    assert apply_changes(described, "2022-11-28") == {"properties": {"a": {}, "b": {}}}
    assert apply_changes(described, "2026-03-10") == {"properties": {"b": {}}}
