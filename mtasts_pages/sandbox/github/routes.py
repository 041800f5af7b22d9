"""The table of endpoints: which there are, what each needs and takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mtasts_pages.sandbox.github.bodies import Body
from mtasts_pages.sandbox.github.calls import Call, Result

_PARAMETER = re.compile(r"\\\{(\w+)\\\}")


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint.

    Args:
        method: The HTTP method.
        template: The path as GitHub's API description spells it.
        handle: Answers a call; a `Refusal` that it raises is the answer too.
        needs: The repository permissions that a token must hold, all of them.
        public: Whether anyone may read it of what is public, without a token too.
        by_app: Whether only an App that signs with its own key may call it.
        body: The keys that the request's JSON may have, and their types.
        creates_content: Whether it counts towards the limit on creating content.

    """

    method: str
    template: str
    handle: Callable[[Call], Result]
    needs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    public: bool = False
    by_app: bool = False
    body: Body | None = None
    creates_content: bool = False


class RouteTable:
    """Finds the route of a call."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [(_compile(route.template), route) for route in routes]

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Return the route and the values of its parameters."""
        for pattern, route in self._routes:
            if route.method == method and (match := pattern.fullmatch(path)):
                return route, match.groupdict()
        return None


def _compile(template: str) -> re.Pattern[str]:
    return re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", re.escape(template)))
