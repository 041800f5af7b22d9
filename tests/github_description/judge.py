"""Whether what was said to GitHub's API, and what it answered, is what GitHub describes.

REST exchanges are judged by the description beside this file, GraphQL by GitHub's schema
(``graphql_judge``). A verdict is a list of sentences, empty when all is right.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import unquote

from github_description.description import VERSIONS, Description, Operation, load_description
from github_description.graphql_judge import judge_answer, judge_query

__all__ = ["Exchange", "judge_answer", "judge_exchange", "judge_query"]

ERROR_BODY = {"$ref": "#/components/schemas/basic-error"}
# What any operation may answer, as GitHub's documentation says for all of them at once
# ("Troubleshooting the REST API", "Rate limits", "Best practices"), beside its own statuses.
ANY_OPERATION = {
    400: ERROR_BODY,  # the body is not JSON, or not an object
    401: ERROR_BODY,  # the token is not one
    403: ERROR_BODY,  # a permission is missing, or a limit was hit
    404: ERROR_BODY,  # it is not there, or is not for this token to know
    429: ERROR_BODY,  # a limit was hit
    **dict.fromkeys((500, 502, 503, 504)),  # GitHub, or a proxy before it, with any body
}
MOVED = (301, 302, 307, 308)  # the repository was renamed or transferred
NOT_MODIFIED = 304
GRAPHQL = "/graphql"
GRAPHQL_ANSWERED = 200  # errors included


class Exchange(Protocol):
    """One request to the API and its answer, as a recorder keeps it."""

    @property
    def method(self) -> str:
        """``GET``, ``POST``, …."""

    @property
    def path(self) -> str:
        """The path below the API root, percent-encoded as it was sent, without the query."""

    @property
    def query(self) -> Mapping[str, str]:
        """The query's parameters, decoded."""

    @property
    def request_headers(self) -> Mapping[str, str]:
        """The request's headers, in any case."""

    @property
    def request_body(self) -> Any:
        """The JSON value that was sent, `None` when there was no body."""

    @property
    def status(self) -> int:
        """The answer's status."""

    @property
    def response_headers(self) -> Mapping[str, str]:
        """The answer's headers, in any case."""

    @property
    def response_body(self) -> Any:
        """The JSON value that was answered, `None` when there was no body or no JSON."""


def judge_exchange(exchange: Exchange) -> list[str]:
    """Return what in *exchange* is not as GitHub describes it, each as a sentence."""
    return judge_request(exchange) + judge_response(exchange)


def judge_request(exchange: Exchange) -> list[str]:
    """Return what GitHub would not understand: operation, parameters, body, unknown keys."""
    if exchange.path == GRAPHQL:
        return locate(exchange, judge_graphql_request(exchange))
    if isinstance(found := find_operation(exchange), str):
        return locate(exchange, [found])
    description, operation, path_parameters = found
    return locate(
        exchange,
        [
            *judge_parameters(description, operation, path_parameters, exchange.query),
            *judge_request_body(description, operation, exchange.request_body),
        ],
    )


def judge_response(exchange: Exchange) -> list[str]:
    """Return what GitHub would not answer: the status, the body of that status, unknown keys.

    Alone it judges the answer to a request that is wrong on purpose.
    """
    if exchange.path == GRAPHQL:
        return locate(exchange, judge_graphql_answer(exchange))
    if isinstance(found := find_operation(exchange), str):
        return []  # what the request is blamed for
    description, operation, _ = found
    return locate(exchange, judge_answered(description, operation, exchange))


def locate(exchange: Exchange, problems: Iterable[str]) -> list[str]:
    """Return *problems*, each with the exchange that it is about."""
    where = f"{exchange.method} {exchange.path}: {exchange.status}: "
    return [where + problem for problem in problems]


def find_operation(exchange: Exchange) -> tuple[Description, Operation, dict[str, str]] | str:
    """Return the description in the asked version, the operation and its path parameters.

    Where GitHub describes no such operation, the sentence that says so.
    """
    version = lower_keys(exchange.request_headers).get("x-github-api-version", VERSIONS[0])
    if version not in VERSIONS:
        return f"GitHub has no API version `{version}`"
    description = load_description(version)
    if (found := description.find_operation(exchange.method, exchange.path)) is None:
        return "GitHub describes no such operation"
    return description, *found


def judge_parameters(
    description: Description,
    operation: Operation,
    in_path: Mapping[str, str],
    in_query: Mapping[str, str],
) -> Iterator[str]:
    """Yield what is wrong with the parameters in the path and the query."""
    known = {(each["in"], each["name"]): each for each in operation.parameters}
    given = {("path", name): unquote(text) for name, text in in_path.items()}
    given |= {("query", name): text for name, text in in_query.items()}
    for (place, name), parameter in known.items():
        if parameter.get("required") and (place, name) not in given:
            yield f"the {place} lacks `{name}`"
    for (place, name), text in given.items():
        if (place, name) not in known:
            yield f"the {place} has `{name}`, which GitHub does not know here"
            continue
        schema = known[place, name]["schema"]
        for problem in description.check(read_parameter(text, schema), schema):
            yield f"the {place}'s `{name}`: {problem}"


def read_parameter(text: str, schema: Mapping[str, Any]) -> str | int | bool:
    """Return a parameter's text as the type that *schema* asks for, where it can be read so."""
    if schema.get("type") == "integer" and text.isdecimal():
        return int(text)
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def judge_request_body(description: Description, operation: Operation, body: object) -> list[str]:
    """Return what is wrong with the body that was sent."""
    if body is None:
        return ["the request lacks its body"] if operation.request_required else []
    if operation.request is None:
        return ["the request has a body, where GitHub knows none"]
    return [f"the request's {each}" for each in description.check(body, operation.request)]


def judge_answered(
    description: Description, operation: Operation, exchange: Exchange
) -> Iterator[str]:
    """Yield what is wrong with the status and the body of the answer."""
    status, body = exchange.status, exchange.response_body
    described = ANY_OPERATION | operation.responses
    if status in MOVED:
        if "location" not in lower_keys(exchange.response_headers):
            yield "a redirection lacks its `Location`"
    elif status == NOT_MODIFIED and exchange.method == "GET":
        if body is not None:
            yield "a 304 has a body"
    elif status not in described:
        yield "GitHub describes no such status"
    elif schema := described[status] or ANY_OPERATION.get(status):
        yield from (f"the answer's {each}" for each in description.check(body, schema))
    elif body is not None and status not in ANY_OPERATION:
        yield "the answer has a body, where GitHub gives none"


def judge_graphql_request(exchange: Exchange) -> Iterator[str]:
    """Yield what is wrong with a GraphQL request."""
    body = exchange.request_body
    if exchange.method != "POST" or not isinstance(body, dict):
        yield "GraphQL is asked by `POST`, with a JSON object"
        return
    for key in sorted(body.keys() - {"query", "variables", "operationName"}):
        yield f"the request's `{key}` is nothing that GraphQL knows"
    yield from judge_query(str(body.get("query")), body.get("variables"))


def judge_graphql_answer(exchange: Exchange) -> Iterator[str]:
    """Yield what is wrong with the answer to a GraphQL request."""
    if exchange.status == GRAPHQL_ANSWERED:
        body = exchange.request_body
        yield from judge_answer(
            str(body.get("query")), exchange.response_body, body.get("variables")
        )
    elif exchange.status not in ANY_OPERATION:
        yield "GitHub describes no such status"


def lower_keys(headers: Mapping[str, str]) -> dict[str, str]:
    """Return *headers* by lower-case name."""
    return {name.lower(): value for name, value in headers.items()}
