"""GitHub Pages' rules: builds, the custom domain, and its certificate.

- A push to the published branch, or enabling Pages, starts a build, which is
  deployed ``Lag.pages_build`` later. The branch's ``CNAME`` file then becomes
  the custom domain; a branch without one loses the domain.
- Setting the domain through the API commits ``CNAME`` to the branch, unless it
  holds the same bytes already. It takes `https_enforced` and the certificate away.
- From then on GitHub looks, every ``Lag.dns_recheck``, whether the domain is a
  CNAME to ``<owner>.github.io``. The first right answer requests the
  certificate, which is approved ``Lag.certificate`` later.

Nothing is committed or deployed for a site of ``build_type`` workflow.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from mtasts_pages.sandbox.github.accounts import Account
from mtasts_pages.sandbox.github.agenda import Agenda
from mtasts_pages.sandbox.github.faults import Faults
from mtasts_pages.sandbox.github.gitobjects import Signature
from mtasts_pages.sandbox.github.history import write_commit
from mtasts_pages.sandbox.github.repositories import (
    Build,
    BuildStatus,
    BuildType,
    Repository,
    Site,
)
from mtasts_pages.sandbox.github.state import State

_PROGRESS = (
    ("new", "The certificate has been requested."),
    ("authorization_created", "The authorization of the domain has been created."),
    ("authorization_pending", "The authorization of the domain is pending."),
    ("authorized", "The domain has been authorized."),
    ("issued", "The certificate has been issued."),
    ("uploaded", "The certificate has been uploaded."),
)
_LIFETIME = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Lag:
    """The waits of GitHub Pages in seconds, short enough for a sandbox; 0 makes one vanish."""

    pages_build: float = 0.5  # from a push, or Pages being enabled, to the deployment
    certificate: float = 2.0  # from the first right DNS answer to `approved`
    cdn: float = 1.0  # for so long some answers still carry replaced bytes
    dns_recheck: float = 1.0  # between two looks at the custom domain's CNAME record


@dataclass(frozen=True, slots=True)
class Certificate:
    """A site's certificate as the API shows it."""

    state: str
    description: str
    domain: str
    expires: str | None

    @property
    def approved(self) -> bool:
        """Return whether Pages presents it."""
        return self.state == "approved"


def describe_certificate(site: Site, lag: Lag, now: float) -> Certificate | None:
    """Return the certificate at the time *now*, ``None`` when none was requested."""
    if site.cname is None or site.dns_valid_since is None:
        return None
    age = now - site.dns_valid_since
    if age < lag.certificate:
        state, description = _PROGRESS[int(len(_PROGRESS) * age / lag.certificate)]
        return Certificate(state, description, site.cname, None)
    approved = datetime.fromtimestamp(site.dns_valid_since + lag.certificate, UTC)
    expires = (approved + _LIFETIME).date().isoformat()
    return Certificate("approved", "The certificate has been approved.", site.cname, expires)


def pages_host(repository: Repository) -> str:
    """Return the name that a custom domain's CNAME record must lead to."""
    return f"{repository.owner.lower()}.github.io"


def sign_as(account: Account, now: float) -> Signature:
    """Return the signature that GitHub uses for an account's commits made on the web."""
    email = f"{account.id}+{account.login}@users.noreply.github.com"
    return Signature(account.login, email, int(now))


class Publishing:
    """Pages for every repository of *state*; later work goes on *agenda*.

    The methods are called with ``state.lock`` held.
    """

    def __init__(
        self,
        state: State,
        agenda: Agenda,
        lag: Lag,
        resolve_cname: Callable[[str], str | None],
        faults: Faults,
    ) -> None:
        self.lag = lag
        self._faults = faults
        self._state = state
        self._agenda = agenda
        self._resolve = resolve_cname

    def resume(self) -> None:
        """Take up what an earlier run left: unfinished builds and awaited DNS records."""
        for repository in self._state.repositories():
            if repository.site is None:
                continue
            for build in repository.site.builds:
                if build.status is BuildStatus.BUILDING:
                    self._agenda.add(build.due, partial(self._deploy, repository, build))
            self._watch_dns(repository)

    def enable(
        self, repository: Repository, branch: str, path: str, build_type: BuildType, by: Account
    ) -> None:
        """Publish a branch, whose existence is the caller's to check, and build it."""
        repository.site = Site(branch, path, build_type)
        self._state.save(repository)
        self.build(repository, by)

    def disable(self, repository: Repository) -> None:
        """Take the site down."""
        repository.site = None
        self._state.save(repository)

    def build(self, repository: Repository, by: Account) -> None:
        """Start a build of the published branch as it is now."""
        site = repository.site
        if site is None or site.build_type is BuildType.WORKFLOW:
            return
        commit = self._state.git(repository).branch(site.branch)
        if commit is None:
            return
        now = time.time()
        due = now + self.lag.pages_build
        build = Build(self._state.take_id(), commit, by.login, now, due)
        site.builds.append(build)
        self._state.save(repository)
        self._agenda.add(due, partial(self._deploy, repository, build))

    def set_domain(self, repository: Repository, cname: str | None, by: Account) -> None:
        """Set or, with ``None``, remove the custom domain, and commit that to the branch.

        Raises:
            StaleRefError: A push was changing the branch; nothing was done.

        """
        site = repository.site
        if site is None:
            return
        if site.build_type is BuildType.LEGACY:
            self._commit_domain(repository, site, cname, by)
        self._take_domain(repository, site, cname)

    def _take_domain(self, repository: Repository, site: Site, cname: str | None) -> None:
        if cname == site.cname:
            return
        site.cname = cname
        site.https_enforced = cname is None  # on github.io it always is
        site.dns_valid_since = None
        self._state.save(repository)
        self._watch_dns(repository)

    def _commit_domain(
        self, repository: Repository, site: Site, cname: str | None, by: Account
    ) -> None:
        git = self._state.git(repository)
        tip = git.branch(site.branch)
        if tip is None:
            return
        path = f"{site.path.strip('/')}/CNAME".lstrip("/")
        old, new = git.blob_at(tip, path), None if cname is None else cname.encode()
        if old == new:
            return
        verb = "Create" if old is None else "Delete" if new is None else "Update"
        now = time.time()
        write_commit(
            git,
            site.branch,
            {path: new},
            message=f"{verb} CNAME",
            author=sign_as(by, now),
            committer=Signature("GitHub", "noreply@github.com", int(now)),
        )
        repository.pushed = now
        self.build(repository, by)

    def _deploy(self, repository: Repository, build: Build) -> None:
        with self._state.lock:
            site = repository.site
            if site is None or build not in site.builds:
                return
            git = self._state.git(repository)
            root = git.entry_at(git.commit(build.commit).tree, site.path)
            if root is None or root.kind != "tree":
                build.status, build.error = BuildStatus.ERRORED, "Page build failed."
                self._state.save(repository)
                return
            if self._fails(repository, site, build):
                self._state.save(repository)
                return
            build.status = BuildStatus.BUILT
            self._state.save(repository)
            if build is not site.builds[-1]:
                return  # a later commit, perhaps one that sets the domain, has the last word
            file = git.blob_at(build.commit, f"{site.path}/CNAME")
            lines = (file or b"").decode(errors="replace").split()
            cname = lines[0].lower() if lines else None
            holder = None if cname is None else self._state.domain_holder(cname)
            if holder is None or holder is repository:
                self._take_domain(repository, site, cname)

    def _fails(self, repository: Repository, site: Site, build: Build) -> bool:
        """Return whether *build* fails on demand, or because its commit has failed before."""
        for earlier in site.builds:
            if earlier.commit == build.commit and earlier.status is BuildStatus.ERRORED:
                build.status, build.error = BuildStatus.ERRORED, earlier.error
                return True
        fault = self._faults.strike_build(repository.full_name)
        if fault is not None:
            build.status, build.error = BuildStatus.ERRORED, fault.message
        return fault is not None

    # DNS

    def _watch_dns(self, repository: Repository) -> None:
        site = repository.site
        if site is not None and site.cname is not None and site.dns_valid_since is None:
            look = partial(self._look_at_dns, repository, site, site.cname)
            self._agenda.add(time.time(), look)

    def _look_at_dns(self, repository: Repository, site: Site, cname: str) -> None:
        right = self._resolve(cname) == pages_host(repository)
        with self._state.lock:
            current = repository.site is site and site.cname == cname
            if not current or site.dns_valid_since is not None:
                return
            if right:
                site.dns_valid_since = time.time()
                self._state.save(repository)
                return
        again = partial(self._look_at_dns, repository, site, cname)
        self._agenda.add(time.time() + self.lag.dns_recheck, again)
