"""Failures on demand, for tests of what a client makes of them.

A `Fault` says for which calls, when, and what happens::

    github.faults.add(Fault("POST", "/orgs/*/repos", Respond(502), when=When.AFTER))

does the work and then answers 502, as a gateway that lost the answer. Paths
are those of `Exchange.path` for the API and ``/owner/name.git/git-receive-pack``
(or ``…/info/refs``) for git; ``*`` and ``?`` match as in a shell, ``*`` across
slashes too.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from mtasts_pages.sandbox.github.records import Json
from mtasts_pages.sandbox.github.serving import Reply


class When(StrEnum):
    """Whether the call's work is done all the same."""

    BEFORE = "before"  # nothing was done
    AFTER = "after"  # all was done, only the answer suffers


@dataclass(frozen=True, slots=True)
class Respond:
    """Answer so: *body* is sent as JSON, or as it is when it is text."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Reset:
    """Break the connection off without an answer."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Keep silent for *seconds*, then go on as usual."""

    seconds: float


class Absent(Enum):
    """What stands for no value at all."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Alter:
    """Do the call's work, and change the answer."""

    change: Callable[[Reply], Reply]


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure.

    Args:
        method: The HTTP method, or ``*``.
        path: Pattern of paths, see above.
        effect: What happens.
        when: Before or after the call's work.
        nth: The first matching call it strikes, counted from 1.
        times: How many calls in a row it strikes; ``None`` for ever.

    """

    method: str
    path: str
    effect: Respond | Reset | Hang | Alter
    when: When = When.BEFORE
    nth: int = 1
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class BuildFault:
    """Builds of Pages that fail.

    Args:
        repository: Pattern of ``owner/name``.
        message: GitHub's sentence; ``None``: it gives none.
        times: How many builds in a row it strikes; ``None`` for ever. A build of a commit that
            failed fails again all the same: GitHub keeps the result.

    """

    repository: str
    message: str | None = "Page build failed."
    times: int | None = 1


class Faults:
    """The failures in force; the first that strikes a call wins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._builds: list[tuple[BuildFault, list[int]]] = []
        self._rules: list[tuple[Fault, list[int]]] = []
        self._closing = threading.Event()

    def add(self, *faults: Fault) -> None:
        """Put *faults* in force."""
        with self._lock:
            self._rules.extend((fault, [0]) for fault in faults)

    def add_build(self, *faults: BuildFault) -> None:
        """Put failures of builds in force."""
        with self._lock:
            self._builds.extend((fault, [0]) for fault in faults)

    def strike_build(self, repository: str) -> BuildFault | None:
        """Return the failure that strikes a build of *repository*, counted by that, if any."""
        with self._lock:
            for fault, count in self._builds:
                if fnmatchcase(repository, fault.repository) and (
                    fault.times is None or count[0] < fault.times
                ):
                    count[0] += 1
                    return fault
        return None

    def clear(self) -> None:
        """Let everything work again."""
        with self._lock:
            self._rules.clear()
            self._builds.clear()

    def close(self) -> None:
        """End every silence that a `Hang` keeps."""
        self._closing.set()

    def answer(
        self, method: str, path: str, work: Callable[[], Reply]
    ) -> tuple[Reply | None, bool]:
        """Return the reply to a call, and whether a failure made it.

        The reply is that of *work* unless a failure strikes; ``None``: the connection
        is to be reset.
        """
        fault = self._strike(method, path)
        if fault is None:
            return work(), False
        if isinstance(fault.effect, Alter):
            return fault.effect.change(work()), True
        if isinstance(fault.effect, Hang) and fault.when is When.BEFORE:
            self._closing.wait(fault.effect.seconds)
        reply = work() if fault.when is When.AFTER or isinstance(fault.effect, Hang) else None
        if isinstance(fault.effect, Respond):
            return _make_reply(fault.effect), True
        if isinstance(fault.effect, Reset):
            return None, True
        if fault.when is When.AFTER:
            self._closing.wait(fault.effect.seconds)
        return reply, False

    def _strike(self, method: str, path: str) -> Fault | None:
        """Count the call; return the failure that strikes it, if any."""
        struck = None
        with self._lock:
            for fault, count in self._rules:
                if fault.method not in {"*", method} or not fnmatchcase(path, fault.path):
                    continue
                count[0] += 1
                last = None if fault.times is None else fault.nth + fault.times
                if struck is None and count[0] >= fault.nth and (last is None or count[0] < last):
                    struck = fault
        return struck


def change_fields(values: Mapping[str, Json | Absent]) -> Callable[[Reply], Reply]:
    """Return what gives a JSON answer other values at some places, for `Alter`.

    A place is a path such as ``https_certificate.state``, where a number counts in a list;
    `ABSENT` leaves the field out. What is not there is not altered::

        Alter(change_fields({"https_certificate": ABSENT}))
    """

    def change(reply: Reply) -> Reply:
        if not reply.body:
            return reply
        document = json.loads(reply.body)
        for path, value in values.items():
            _change(document, path.split("."), value)
        kept = {key: value for key, value in reply.headers.items() if key != "ETag"}
        return Reply(reply.status, kept, json.dumps(document).encode())

    return change


def _change(place: Any, path: list[str], value: Json | Absent) -> None:  # noqa: ANN401 - JSON
    *parents, last = path
    for key in parents:
        place = _step(place, key)
    if isinstance(place, list) and last.isdecimal() and int(last) < len(place):
        place[int(last)] = value
    elif isinstance(place, dict) and value is ABSENT:
        place.pop(last, None)
    elif isinstance(place, dict):
        place[last] = value


def _step(place: Any, key: str) -> Any:  # noqa: ANN401 - a JSON document
    if isinstance(place, list) and key.isdecimal() and int(key) < len(place):
        return place[int(key)]
    return place.get(key) if isinstance(place, dict) else None


def _make_reply(effect: Respond) -> Reply:
    if effect.body is None:
        return Reply(effect.status, effect.headers)
    is_text = isinstance(effect.body, str)
    media = {"Content-Type": "text/html" if is_text else "application/json"}
    body = effect.body if isinstance(effect.body, str) else json.dumps(effect.body)
    return Reply(effect.status, {**media, **effect.headers}, body.encode())
