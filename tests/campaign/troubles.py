"""What can befall one request: everything that the campaign throws at the program."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from campaign.theatre import REQUEST_LIMIT, TRANSFER_LIMIT, Stage

from mtasts_pages.sandbox.github import Fault, Hang, Reset, Respond, When

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes."
PERMISSION = "Resource not accessible by personal access token"
STUMBLED = "Something went wrong while executing your query. This may be the result of a timeout."
FOREIGN_POLICY = "version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n"


@dataclass(frozen=True, slots=True)
class Site:
    """One request that can fail: the *nth* of its kind; ``{repository}`` stands in its path."""

    method: str
    path: str
    nth: int = 1

    @property
    def is_git(self) -> bool:
        return ".git/" in self.path

    @property
    def is_poll(self) -> bool:
        """Whether an earlier one asked the same; how often that is depends on the moment."""
        return self.nth > 1 and self.method == "GET" and not self.is_git

    @property
    def is_query(self) -> bool:
        return self.path == "/graphql"

    def __str__(self) -> str:
        path = self.path.replace("example-org/", "").removeprefix("/")
        return f"{self.method} {path}" + (f" #{self.nth}" if self.nth > 1 else "")


Strike = Callable[[Stage, Site], Callable[[], bool]]
"""Puts a trouble in force; what it returns tells whether it has struck."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of trouble."""

    name: str
    strike: Strike
    passes: bool = False
    """Whether the program gets over it by itself: the first run ends ``current``."""
    passes_in_git: bool | None = None
    """The same for a fetch or a push, where it differs."""
    befalls: Callable[[Site], bool] = lambda _: True
    adds_commits: bool = False

    def is_passed(self, site: Site) -> bool:
        if site.is_git and self.passes_in_git is not None:
            return self.passes_in_git
        return self.passes


def record_sites(stage: Stage) -> list[Site]:
    """Return the list into which every request for *stage* is going to be written."""
    sites: list[Site] = []
    seen: Counter[tuple[str, str]] = Counter()

    def listen(method: str, path: str, *, after: bool) -> None:
        if not after:
            kind = (method, path.replace(stage.repository, "{repository}"))
            seen[kind] += 1
            sites.append(Site(*kind, seen[kind]))

    stage.theatre.listen(listen)
    return sites


def _answer(
    status: int,
    body: object = None,
    *,
    after: bool = False,
    always: bool = False,
    **headers: str,
) -> Strike:
    """Answer so instead of, or after, the request's work."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def strike(stage: Stage, site: Site) -> Callable[[], bool]:
        if status == 401:
            named["WWW-Authenticate"] = 'Basic realm="GitHub"'
        if "X-RateLimit-Reset" in named:
            reset = datetime.now(UTC) + timedelta(minutes=5)  # GitHub's clock does not leap
            named["X-RateLimit-Reset"] = str(int(reset.timestamp()))
        effect = Respond(status, {"message": body} if isinstance(body, str) else body, named)
        return _add(stage, site, effect, after=after, times=None if always else 1)

    return strike


def _page(status: int, text: str, *, after: bool = False) -> Strike:
    """Answer with a page for people."""
    return lambda stage, site: _add(stage, site, Respond(status, text), after=after)


def _reset(*, after: bool = False, always: bool = False) -> Strike:
    def strike(stage: Stage, site: Site) -> Callable[[], bool]:
        # curl repeats a request by itself once after a reset.
        times = None if always else 2 if site.is_git else 1
        return _add(stage, site, Reset(), after=after, times=times)

    return strike


def _hang(*, after: bool = False) -> Strike:
    def strike(stage: Stage, site: Site) -> Callable[[], bool]:
        limit = TRANSFER_LIMIT if site.is_git else REQUEST_LIMIT
        return _add(stage, site, Hang(limit + 0.3), after=after)

    return strike


def _add(
    stage: Stage,
    site: Site,
    effect: Respond | Reset | Hang,
    *,
    after: bool = False,
    times: int | None = 1,
) -> Callable[[], bool]:
    when = When.AFTER if after else When.BEFORE
    path = site.path.replace("{repository}", stage.repository)
    fault = Fault(site.method, path, effect, when=when, nth=site.nth, times=times)
    stage.theatre.world.github.faults.add(fault)
    return watch(stage, site, lambda: None, after=False)


def _commit(files: Mapping[str, str], *, after: bool) -> Strike:
    """Let somebody else commit at that moment."""

    def strike(stage: Stage, site: Site) -> Callable[[], bool]:
        done = []

        def act() -> None:
            done.extend(path for path, text in files.items() if stage.commit_by_hand(path, text))

        watch(stage, site, act, after=after)
        return lambda: bool(done)

    return strike


def watch(stage: Stage, site: Site, act: Callable[[], None], *, after: bool) -> Callable[[], bool]:
    """Call *act* at *site*, before or after its work; return what tells whether it came to that."""
    came = threading.Event()
    count = [0, 0]

    moment = after

    def listen(method: str, path: str, *, after: bool) -> None:
        if (method, path.replace(stage.repository, "{repository}")) != (site.method, site.path):
            return
        count[after] += 1
        if after == moment and count[after] == site.nth and not came.is_set():
            came.set()
            act()

    stage.theatre.listen(listen)
    return came.is_set


_LIMITED = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded."}]}
_STUMBLE = {"data": None, "errors": [{"message": STUMBLED}]}
_ELSEWHERE = "https://api.example.net/repositories/1"


def _is_query(site: Site) -> bool:
    return site.is_query


TROUBLES = (
    Trouble("500", _answer(500, "Server Error"), passes=True),
    Trouble("500, the whole run", _answer(500, "Server Error", always=True)),
    Trouble("502 after the work", _page(502, "<h1>Bad gateway</h1>", after=True), passes=True),
    Trouble("504", _page(504, "<h1>Gateway timeout</h1>"), passes=True),
    Trouble("reset", _reset(), passes=True),
    Trouble("reset, the whole run", _reset(always=True)),
    Trouble("reset after the work", _reset(after=True), passes=True),
    Trouble("hang", _hang(), passes=True),
    Trouble("hang after the work", _hang(after=True), passes=True),
    Trouble(
        "403, Retry-After",
        _answer(403, SECONDARY, Retry_After="90"),
        passes=True,
        passes_in_git=False,
    ),
    Trouble(
        "403, secondary limit",
        _answer(403, SECONDARY, X_RateLimit_Limit="5000"),
        passes=True,
        passes_in_git=False,
    ),
    Trouble(
        "403, primary limit",
        _answer(
            403, "API rate limit exceeded.", X_RateLimit_Remaining="0", X_RateLimit_Reset="soon"
        ),
        passes=True,
        passes_in_git=False,
    ),
    Trouble("403, the whole run", _answer(403, SECONDARY, always=True)),
    Trouble("403, no permission", _answer(403, PERMISSION)),
    Trouble("429", _answer(429, "Too many requests"), passes=True),
    Trouble("429, Retry-After", _answer(429, "Too many requests", Retry_After="90"), passes=True),
    Trouble("200, limited", _answer(200, _LIMITED), passes=True, befalls=_is_query),
    Trouble("200, stumbled", _answer(200, _STUMBLE), passes=True, befalls=_is_query),
    Trouble(
        "200, a page",
        _page(200, "<h1>Sign in to this network</h1>"),
        passes=True,
        passes_in_git=False,
    ),
    Trouble("401", _answer(401, "Bad credentials")),
    Trouble("404", _answer(404, "Not Found")),
    Trouble("307", _answer(307, "Temporary Redirect", Location=_ELSEWHERE)),
    Trouble("301", _answer(301, "Moved Permanently", Location=_ELSEWHERE)),
    Trouble("foreign file", _commit({"notes.txt": "x\n"}, after=False), adds_commits=True),
    Trouble("foreign file, after", _commit({"notes.txt": "x\n"}, after=True), adds_commits=True),
    Trouble(
        "foreign policy",
        _commit({".well-known/mta-sts.txt": FOREIGN_POLICY}, after=False),
        adds_commits=True,
    ),
    Trouble(
        "foreign policy, after",
        _commit({".well-known/mta-sts.txt": FOREIGN_POLICY}, after=True),
        adds_commits=True,
    ),
)
