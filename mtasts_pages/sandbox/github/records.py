"""What GitHub saw and answered, for tests to look at and for judges to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = Mapping[str, object] | list[object] | str | float | bool | None
HIDDEN = "[hidden]"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One API call and its answer.

    Args:
        at: Seconds since the epoch.
        method: The HTTP method.
        path: Decoded path below the API root, such as ``/repos/octo/mta-sts.example.com/pages``.
        template: The endpoint as GitHub's API description spells it, or ``None`` when unknown.
        parameters: Values of the template's ``{…}``.
        query: The query string's parameters.
        request_headers: As sent; the value of ``Authorization`` is replaced.
        request_body: The parsed JSON, the text when it is not JSON, ``None`` when empty.
        status: The status of the answer; 0 when the connection was reset.
        response_headers: As answered.
        response_body: As `request_body`.
        by: The login of the token's holder.
        fault: Whether the answer was made up by a `Fault`.

    """

    at: float
    method: str
    path: str
    template: str | None
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    request_headers: Mapping[str, str]
    request_body: Json
    status: int
    response_headers: Mapping[str, str]
    response_body: Json
    by: str | None = None
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Push:
    """One ref that a git push changed; *old* or *new* is forty zeros for none."""

    at: float
    repository: str
    ref: str
    old: str
    new: str
    forced: bool
    by: str


@dataclass(frozen=True, slots=True)
class PagesRequest:
    """One request to GitHub Pages: the TLS server name, the request, the status.

    Without a server name where it came by plain HTTP.
    """

    at: float
    server_name: str | None
    method: str
    host: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class UnknownRequest:
    """A call that this GitHub does not know: an endpoint, body keys, or a GraphQL query."""

    method: str
    path: str
    reason: str
