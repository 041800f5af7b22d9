"""A stand-in for everything outside one domain, which is in a `State` and leaves it as asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from good import ADDRESS, NOW, found, missing
from rollout.publishing.states import (
    CNAMES,
    ID,
    OWNER,
    PAGES,
    RECORDS,
    REPORTING,
    REPOSITORIES,
    SERVED,
    TARGET,
    Pages,
    Record,
    Repository,
    Served,
    State,
    push,
    set_pages,
)

from mtasts_pages.site import make_policy_id
from mtasts_pages.state import (
    Lookup,
    Owner,
    PagesHealth,
    PagesSite,
    RemoteRepository,
    RepositoryName,
    ServedPolicy,
    Target,
)
from mtasts_pages.world.outside import GitHub, Outside


@dataclass
class StandIn:
    """The world of one domain, with what was done in it, in order."""

    state: State
    done: list[str] = field(default_factory=list)
    announced: str = ID
    """The policy id of the newest announcement."""
    agreed: int = 0
    """Reads of the intended policy, one after another, since the last push."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    health: PagesHealth | None = None
    build_problem: str = ""
    elapsed: float = 0.0

    @property
    def outside(self) -> Outside:
        """What the program gets of it."""
        me: Any = self
        repositories: Any = SimpleNamespace(
            read_many=self._read_many,
            read_owners=lambda _: {TARGET.owner: OWNER},
            find_lacking=lambda _: None,
            create=self._create,
            forecast_creation=lambda *_: 0.0,
        )
        health: Any = SimpleNamespace(read=lambda _: self._explain("health", self.health))
        holders: Any = SimpleNamespace(find=lambda *_: None)
        github = GitHub(repositories, me, health, remote=me, histories=me, holders=holders)
        return Outside(me, me, me, me, me, me, me, me, github)

    # ---- the time ----

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.elapsed += seconds

    def stop(self) -> None:
        """Nobody sleeps here."""

    # ---- the DNS and the policy host ----

    def look_up(self, name: str, kind: str) -> Lookup:
        self.asked.append((name, kind))
        right = found(TARGET.record_name, "TXT", f"v=STSv1; id={self.announced}")
        record = right if self.state.record is Record.RIGHT else RECORDS[self.state.record]
        known = {
            (TARGET.policy_host, "CNAME"): CNAMES[self.state.cname],
            (TARGET.record_name, "TXT"): record,
            (TARGET.reporting_name, "TXT"): REPORTING[self.state.reporting],
            (TARGET.policy_host, "A"): found(name, "A", ADDRESS),
        }
        return known.get((name, kind), missing(name, kind))

    def find_zone(self, _name: str) -> str:
        return TARGET.domain

    def find_addresses(self, _host: str) -> Sequence[str]:
        return [ADDRESS]

    def fetch(self, _host: str, addresses: Sequence[str]) -> ServedPolicy:
        assert addresses == [ADDRESS]
        self.agreed = self.agreed + 1 if self.state.served is Served.NEW else 0
        return SERVED[self.state.served]

    def redirects(self, _host: str, _address: str) -> bool:
        return self.state.pages is Pages.ENFORCED

    # ---- GitHub ----

    def _read_many(
        self, _names: Sequence[RepositoryName], _paths: Sequence[str]
    ) -> dict[RepositoryName, RemoteRepository]:
        repository = self._repository
        return {} if repository is None else {TARGET.repository: repository}

    @property
    def _repository(self) -> RemoteRepository | None:
        held = REPOSITORIES[self.state.repository]
        if held is None or held.ledger is None or held.ledger.policy_id != ID:
            return held
        return replace(held, ledger=replace(held.ledger, policy_id=self.announced))

    def _create(self, _name: RepositoryName, _owner: Owner, **_: str) -> bool:
        assert self.state.repository is Repository.ABSENT
        self.done.append("repository")
        self.state = replace(self.state, repository=Repository.EMPTY, pages=Pages.NONE)
        return True

    def push_site(
        self,
        _target: Target,
        repository: RemoteRepository,
        policy_id: str | None,
        _outside: Outside,
    ) -> RemoteRepository:
        """Stand in for the real one, which runs git."""
        assert repository == self._repository
        self.done.append("push")
        self.state, self.agreed = push(self.state, policy_id), 0
        if policy_id is None:
            self.announced = make_policy_id(TARGET.policy_file, self.now(), self.announced)
        pushed = self._repository
        assert pushed is not None
        return pushed

    def read(self, _name: RepositoryName) -> PagesSite | None:
        return PAGES[self.state.pages]

    def enable(self, name: RepositoryName, branch: str) -> PagesSite:
        assert self.state.pages is Pages.NONE
        self.set_source(name, branch)
        enabled = PAGES[self.state.pages]
        assert enabled is not None
        return enabled

    def set_source(self, _name: RepositoryName, branch: str) -> None:
        assert branch == "main"
        self._set("source")

    def set_domain(self, _name: RepositoryName, host: str) -> None:
        assert host == TARGET.policy_host
        self._set("cname")

    def set_domain_anew(self, _name: RepositoryName, host: str) -> None:
        assert host == TARGET.policy_host
        self._set("cname")

    def enforce_https(self, _name: RepositoryName) -> None:
        self._set("https_enforced")

    def find_build_problem(self, _name: RepositoryName) -> str:
        return str(self._explain("build", self.build_problem))

    def _explain(self, what: str, answer: object) -> object:
        self.done.append(what)
        return answer

    def _set(self, setting: str) -> None:
        self.done.append(setting)
        self.state = set_pages(self.state, setting)
