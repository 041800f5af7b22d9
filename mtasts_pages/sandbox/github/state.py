"""All that GitHub remembers, and where it is kept.

In the directory: ``accounts.json`` (accounts, hashes of tokens, the next free
number), ``apps.json`` and ``repositories/<owner>/<name>.git``, the bare repository, with its
settings beside git's files in ``github.json``. Each is written as soon as it
changes, and in one step, so that a killed sandbox finds its world again.

One lock guards everything here. Git's own data needs none: see `gitstore`.
"""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from mtasts_pages.sandbox.github.accounts import (
    Account,
    AccountKind,
    Grant,
    Token,
    TokenKind,
    create_token,
    digest_token,
)
from mtasts_pages.sandbox.github.apps import Apps
from mtasts_pages.sandbox.github.gitstore import (
    BareRepository,
    create_bare_repository,
    replace_file,
)
from mtasts_pages.sandbox.github.repositories import (
    Build,
    BuildStatus,
    BuildType,
    Repository,
    Site,
)

_DEFAULT_BRANCH = "main"


class State:
    """Accounts, tokens and repositories, found by every name they have."""

    def __init__(self, directory: Path) -> None:
        self.lock = threading.RLock()
        self.directory = directory
        self.projects = directory / "repositories"
        self._accounts: dict[str, Account] = {}
        self._grants: dict[str, Grant] = {}
        self._repositories: dict[str, Repository] = {}
        self._moved: dict[str, Repository] = {}
        self._by_id: dict[int, Repository] = {}
        self._domains: dict[str, Repository] = {}
        self._held: dict[int, str] = {}  # the other way round, by the id of the repository
        self._next_id = 1000
        self.projects.mkdir(parents=True, exist_ok=True)
        self.apps = Apps(directory / "apps.json")
        self._load()

    # Accounts and tokens

    def add_account(self, account: Account) -> Account:
        """Keep *account*, unless its login is there already; return the kept one.

        Raises:
            ValueError: The login belongs to an account of the other kind.

        """
        known = self.account(account.login)
        if known is None:
            known = self._accounts[account.login.lower()] = account
            self._save_accounts()
        elif known.kind is not account.kind:
            raise ValueError(f"`{known.login}` is already the login of another kind of account")
        return known

    def account(self, login: str) -> Account | None:
        """Return the account of that login, in whatever case."""
        return self._accounts.get(login.lower())

    def account_by_id(self, number: int) -> Account | None:
        """Return the account of that number."""
        return next((a for a in self._accounts.values() if a.id == number), None)

    def add_token(self, grant: Grant) -> Token:
        """Return a new token of *grant*; only its hash is kept."""
        token = create_token(grant)
        self._grants[digest_token(token.value)] = grant
        self._save_accounts()
        return token

    def revoke_token(self, value: str) -> None:
        """Forget a token, as when it expires."""
        self._grants.pop(digest_token(value), None)
        self._save_accounts()

    def grant(self, value: str) -> Grant | None:
        """Return what the token *value* grants; nothing once it has expired."""
        grant = self._grants.get(digest_token(value))
        if grant is None or (grant.expires is not None and grant.expires <= time.time()):
            return None
        return grant

    def take_id(self) -> int:
        """Return a number that nothing has yet."""
        self._next_id += 1
        return self._next_id

    # Repositories

    def add_repository(self, owner: Account, name: str, *, private: bool) -> Repository:
        """Create a repository; its name must be free."""
        now = time.time()
        repository = Repository(self.take_id(), owner.login, name, now, now, private=private)
        path = self._path(repository)
        if path.exists():  # left by a sandbox that was killed in the middle of this
            shutil.rmtree(path)
        create_bare_repository(path, _DEFAULT_BRANCH)
        self._moved.pop(repository.full_name.lower(), None)
        self._enter(repository)
        self.save(repository)
        self._save_accounts()
        return repository

    def repository(self, owner: str, name: str) -> Repository | None:
        """Return the repository of exactly that name, in whatever case."""
        return self._repositories.get(f"{owner}/{name}".lower())

    def moved_repository(self, owner: str, name: str) -> Repository | None:
        """Return the repository that was once called so."""
        return self._moved.get(f"{owner}/{name}".lower())

    def repository_by_id(self, number: int) -> Repository | None:
        """Return the repository of that number."""
        return self._by_id.get(number)

    def repositories(self, owner: str | None = None) -> Iterator[Repository]:
        """Yield the repositories, of one owner or all, in the order of their creation."""
        for repository in list(self._by_id.values()):
            if owner is None or repository.owner.lower() == owner.lower():
                yield repository

    def domain_holder(self, cname: str) -> Repository | None:
        """Return the repository whose site has the custom domain *cname*."""
        return self._domains.get(cname.lower())

    def git(self, repository: Repository) -> BareRepository:
        """Return the git side of a repository."""
        return BareRepository(self._path(repository))

    def save(self, repository: Repository) -> None:
        """Keep what changed in a repository's settings or its site."""
        self._hold_domain(repository)
        replace_file(
            self._path(repository) / "github.json", json.dumps(asdict(repository)).encode()
        )

    def rename(self, repository: Repository, name: str) -> None:
        """Give a repository another name; the old one leads to it from now on."""
        old, old_path = repository.full_name.lower(), self._path(repository)
        del self._repositories[old]
        repository.former_names.append(repository.name)
        repository.name = name
        if old_path != self._path(repository):
            old_path.rename(self._path(repository))
        self._enter(repository)
        self.save(repository)

    def delete(self, repository: Repository) -> None:
        """Forget a repository and remove its git side."""
        del self._repositories[repository.full_name.lower()]
        del self._by_id[repository.id]
        for key in [key for key, value in self._moved.items() if value is repository]:
            del self._moved[key]
        repository.site = None  # so that what is on the agenda for it finds nothing to do
        self._hold_domain(repository)
        shutil.rmtree(self._path(repository))

    # On disk

    def _path(self, repository: Repository) -> Path:
        return self.projects / repository.owner.lower() / f"{repository.name.lower()}.git"

    def _enter(self, repository: Repository) -> None:
        self._repositories[repository.full_name.lower()] = repository
        self._by_id[repository.id] = repository
        for former in repository.former_names:
            self._moved[f"{repository.owner}/{former}".lower()] = repository
        self._moved.pop(repository.full_name.lower(), None)
        self._hold_domain(repository)

    def _hold_domain(self, repository: Repository) -> None:
        """Let *repository* hold the custom domain of its site, and no other."""
        before = self._held.pop(repository.id, None)
        if before is not None and self._domains.get(before) is repository:
            del self._domains[before]
        if repository.site is not None and repository.site.cname:
            self._domains[repository.site.cname] = repository
            self._held[repository.id] = repository.site.cname

    def _save_accounts(self) -> None:
        document = {
            "next_id": self._next_id,
            "accounts": [asdict(account) for account in self._accounts.values()],
            "tokens": {
                digest: {**_fields(grant), "permissions": dict(grant.permissions)}
                for digest, grant in self._grants.items()
            },
        }
        replace_file(self.directory / "accounts.json", json.dumps(document).encode())

    def _load(self) -> None:
        file = self.directory / "accounts.json"
        if not file.exists():
            return
        document = json.loads(file.read_text(encoding="utf-8"))
        for fields in document["accounts"]:
            for key in ("owners", "members"):
                fields[key] = tuple(fields[key])
            fields["kind"] = AccountKind(fields["kind"])
            self._accounts[fields["login"].lower()] = Account(**fields)
        for digest, fields in document["tokens"].items():
            fields["kind"] = TokenKind(fields["kind"])
            fields["scopes"] = tuple(fields["scopes"])
            if fields["repositories"] is not None:
                fields["repositories"] = tuple(fields["repositories"])
            self._grants[digest] = Grant(**fields)
        found = [
            _read_repository(json.loads(path.read_text(encoding="utf-8")))
            for path in self.projects.glob("*/*.git/github.json")
        ]
        for repository in sorted(found, key=lambda r: r.id):
            self._enter(repository)
        self._next_id = max([document["next_id"], self.apps.highest_id, *self._by_id])


def _fields(grant: Grant) -> dict[str, object]:
    names = ("login", "kind", "owner", "scopes", "repositories", "app", "expires")
    return {name: getattr(grant, name) for name in names}


def _read_repository(fields: dict[str, object]) -> Repository:
    site = fields.pop("site")
    known = Repository.__dataclass_fields__  # another version may have written more
    fields = {name: value for name, value in fields.items() if name in known}
    repository = Repository(**fields)  # type: ignore[arg-type]  # written by `asdict`
    if isinstance(site, dict):
        builds = [
            Build(**{**build, "status": BuildStatus(build["status"])})
            for build in site.pop("builds")
        ]
        site["build_type"] = BuildType(site["build_type"])
        repository.site = Site(**site, builds=builds)
    return repository
