"""What GitHub answered, and whether it is a limit, a failure, or an answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from mtasts_pages.text import blot_unprintable

_LIMIT_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, the headers in lower case, and the JSON document."""

    status: int
    headers: Mapping[str, str]
    data: Any

    @property
    def message(self) -> str:
        """GitHub's own sentence about a refusal, with its details, on one printable line."""
        if not isinstance(self.data, dict):
            return ""
        parts = [str(self.data.get("message") or "")]
        details = self.data.get("errors")
        parts += [
            str(detail.get("message") or "" if isinstance(detail, dict) else detail)
            for detail in (details if isinstance(details, list) else [details])
            if detail
        ]
        # It quotes names of whoever may push.
        return blot_unprintable(" ".join(": ".join(part for part in parts if part).split()))


def find_limit_wait(reply: Reply, attempt: int, now: float) -> float | None:
    """Return the seconds that a rate limit asks to wait, or ``None`` when there is none.

    The moment *now* is in seconds since the epoch, by GitHub's clock.

    GitHub, "Best practices": Retry-After first, then the reset of the primary limit, else
    a minute, doubled each time. The secondary limit comes as 403 or 429.
    """
    by_query = any(error.get("type") == "RATE_LIMITED" for error in list_errors(reply))
    if reply.status not in (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS) and not by_query:
        return None
    after = reply.headers.get("retry-after", "")
    if _is_number(after):
        return float(after)
    if reply.headers.get("x-ratelimit-remaining") == "0":
        reset = reply.headers.get("x-ratelimit-reset", "")
        return max(1.0, float(reset) - now + 1) if _is_number(reset) else _LIMIT_PAUSE
    limited = by_query or reply.status == HTTPStatus.TOO_MANY_REQUESTS
    if limited or "rate limit" in reply.message.lower():
        return _LIMIT_PAUSE * float(2**attempt)
    return None


def list_errors(reply: Reply) -> list[Mapping[str, Any]]:
    """Return the errors beside, or instead of, the data of a query."""
    errors = reply.data.get("errors") if isinstance(reply.data, dict) else None
    return (
        [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    )


def gave_up(reply: Reply) -> bool:
    """Return whether a query got no data for a reason that is GitHub's own.

    GitHub, "Rate limits and query limits for the GraphQL API": a query that takes longer than
    ten seconds, or uses too much of the server, is ended; the answer can be a 200.
    """
    return any(
        error.get("type") == "RESOURCE_LIMITS_EXCEEDED"
        or str(error.get("message", "")).startswith("Something went wrong")
        for error in list_errors(reply)
    )


def _is_number(header: str) -> bool:
    return header.isascii() and header.isdigit()


def innermost(error: BaseException) -> str:
    """Return the innermost sentence of *error*; the outer ones repeat the URL."""
    cause: BaseException = error
    while cause.__cause__ or cause.__context__:
        cause = cause.__cause__ or cause.__context__ or cause
    return str(cause) or type(error).__name__
