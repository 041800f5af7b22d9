"""The table of endpoints: which there are, what each needs and takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mtasts_pages.sandbox.github.bodies import Body
from mtasts_pages.sandbox.github.calls import Call, Result

_PARAMETER = re.compile(r"\\\{(\w+)\\\}")
# GitHub's description marks these as spanning several segments.
_LONG = frozenset({"path", "ref", "branch"})


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint.

    Args:
        method: The HTTP method.
        template: The path as GitHub's API description spells it.
        handle: Answers a call; a `Refusal` that it raises is the answer too.
        needs: The repository permissions that a token must hold, all of them.
        public: Whether anyone may read it of what is public, without a token too.
        by_app: Whether it is for an App that signs with its own key, and for nobody else.
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
                return route, {name: value or "" for name, value in match.groupdict().items()}
        return None


def _compile(template: str) -> re.Pattern[str]:
    def group(match: re.Match[str]) -> str:
        name = match[1]
        return f"(?P<{name}>.+)" if name in _LONG else f"(?P<{name}>[^/]+)"

    pattern = _PARAMETER.sub(group, re.escape(template))
    # The root directory: `contents` and `contents/` are the endpoint with an empty path.
    return re.compile(pattern.replace("/(?P<path>.+)", "(?:/(?P<path>.*))?"))
