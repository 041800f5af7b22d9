"""The record of everything that GitHub was asked and did."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping

from mtasts_pages.sandbox.github.records import (
    HIDDEN,
    Exchange,
    Json,
    PagesRequest,
    Push,
    UnknownRequest,
)
from mtasts_pages.sandbox.github.serving import Reply, Request


class Journal:
    """Lists that only grow, in the order of the answers; appending is atomic."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.pushes: list[Push] = []
        self.pages_requests: list[PagesRequest] = []
        self.plain_requests: list[PagesRequest] = []
        self.unknown_requests: list[UnknownRequest] = []
        self.on_exchange: list[Callable[[Exchange], None]] = []

    def record_unknown(self, method: str, path: str, reason: str) -> None:
        """Note a call that this GitHub does not know."""
        self.unknown_requests.append(UnknownRequest(method, path, reason))

    def record_exchange(
        self,
        request: Request,
        path: str,
        reply: Reply | None,
        *,
        template: str | None,
        parameters: Mapping[str, str],
        by: str | None,
        fault: bool,
    ) -> None:
        """Note an API call and its answer, ``None`` for a reset, and tell the listeners."""
        headers = dict(request.headers)
        if "authorization" in headers:
            headers["authorization"] = HIDDEN
        exchange = Exchange(
            at=time.time(),
            method=request.method,
            path=path,
            template=template,
            parameters=dict(parameters),
            query=dict(request.query),
            request_headers=headers,
            request_body=_read(request.body),
            status=0 if reply is None else reply.status,
            response_headers={} if reply is None else dict(reply.headers),
            response_body=None if reply is None else _read(reply.body),
            by=by,
            fault=fault,
        )
        self.exchanges.append(exchange)
        for listen in self.on_exchange:
            listen(exchange)


def _read(body: bytes) -> Json:
    if not body:
        return None
    try:
        document: Json = json.loads(body)
    except ValueError:
        return body.decode(errors="replace")
    return document


class Observed:
    """What shows a journal to whoever wants to know what happened."""

    _journal: Journal

    @property
    def exchanges(self) -> list[Exchange]:
        """Return the API calls and their answers so far."""
        return self._journal.exchanges

    @property
    def pushes(self) -> list[Push]:
        """Return the refs that pushes changed so far."""
        return self._journal.pushes

    @property
    def pages_requests(self) -> list[PagesRequest]:
        """Return the requests to Pages so far."""
        return self._journal.pages_requests

    @property
    def plain_requests(self) -> list[PagesRequest]:
        """Return the requests to Pages by plain HTTP so far."""
        return self._journal.plain_requests

    @property
    def unknown_requests(self) -> list[UnknownRequest]:
        """Return the calls so far that this GitHub does not know; a test wants none."""
        return self._journal.unknown_requests
