"""The sections of the file become policy domains: defaults, aliases and templates filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mtasts_pages.config.cautions import warn_about_domain, warn_about_missing_reports
from mtasts_pages.config.claims import Claims, Name
from mtasts_pages.config.keys import (
    DOMAIN_FIELD,
    fill_repository,
    fill_rua,
    guess_mode,
    model,
    parse_source,
    read_domain,
)
from mtasts_pages.config.keys.fields import DEFAULT_MAX_AGE
from mtasts_pages.config.problems import BadValueError, Beyond
from mtasts_pages.config.sections import Checked, SectionT, check_section, note_bad_value
from mtasts_pages.config.values import Config, DomainConfig
from mtasts_pages.standards.mtasts import POLICY_SIZE_LIMIT, Mode
from mtasts_pages.standards.names import NAME_LENGTH
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mtasts_pages.config.yaml import Document

_POLICY_ROOM = POLICY_SIZE_LIMIT - len("version: STSv1\r\nmode: enforce\r\nmax_age: 31557600\r\n")
_LONGEST_LINE = len("mx: *.\r\n") + NAME_LENGTH
_GIVE_DOMAINS = "write each as `example.com:` with its `mx: [mx1.example.com]` below it"


def resolve(document: Document, path: Path) -> Config | None:
    """Return the config in *document*, which was read from *path*; note what is wrong or risky.

    After an error it is the config of what is right, which is not to be used.
    """
    if document.data is None:
        document.note((), "the file contains no config", "start from `sample-config.yaml`")
        return None
    check_section(model.ConfigFile, document.data, (), document)
    if not isinstance(document.data, dict):
        return None
    return _Resolver(document, document.data, path).resolve()


class _Resolver:
    """One reading of one file; it remembers which names are taken."""

    def __init__(self, document: Document, root: dict[str, Any], path: Path) -> None:
        self._document = document
        self._root = root
        self._path = path
        self._claims = Claims(document)
        self._site = self._check(model.SiteSection, "site")
        self._github = self._check(model.GitHubSection, "github")
        self._reports: Checked[model.Section] = self._check(model.ReportsSection, "reports")
        self._defaults = self._check(model.DefaultsSection, "defaults")

    def _check(self, section: type[SectionT], key: str) -> Checked[SectionT]:
        return check_section(section, self._root.get(key), (key,), self._document)

    def resolve(self) -> Config:
        domains: list[DomainConfig] = []
        unheard: list[Name] = []
        for key, data in self._list_domains():
            entry = check_section(model.DomainSection, data, ("domains", key), self._document)
            self._require_mx(key, entry, data)
            self._bound_policy(entry)
            names = list(self._list_names(key, entry))
            resolved = [self._resolve_domain(name, entry) for name in names]
            warn_about_domain(resolved, entry, self._defaults, self._document)
            if resolved and self._is_unheard(resolved[0], entry):
                unheard.append(names[0])
            domains += resolved
        warn_about_missing_reports(unheard, self._document)
        templates = self._find_templates()
        sources, trusted = self._find_reports()
        return Config(self._path, tuple(domains), templates, sources, trusted)

    def _list_domains(self) -> list[tuple[str, object]]:
        domains = self._root.get("domains")
        if isinstance(domains, dict) and domains:
            return list(domains.items())
        if "domains" not in self._root:
            self._document.note((), "the config has no `domains`", _GIVE_DOMAINS)
        else:
            what = "must be a mapping of domains" if domains else "is empty"
            self._document.note(("domains",), f"`domains` {what}", _GIVE_DOMAINS)
        return []

    def _list_names(self, key: str, entry: Checked[model.DomainSection]) -> Iterator[Name]:
        """Yield the domain of an entry and its aliases, as far as they name domains just once."""
        own = key
        try:
            own = read_domain(key)
        except BadValueError as error:
            note_bad_value(self._document, entry.path, error, key=True)
        else:
            name = Name(own, key, entry.path, None)
            if self._claims.claim_domain(name):
                yield name
        for path, alias in entry.locate_items("aliases", entry.section.aliases or ()):
            name = Name(alias, alias, path, own)
            if self._claims.claim_domain(name):
                yield name

    def _resolve_domain(self, name: Name, entry: Checked[model.DomainSection]) -> DomainConfig:
        section, defaults = entry.section, self._defaults.section
        owner = section.owner if section.owner is not None else self._github.section.owner
        return DomainConfig(
            domain=name.domain,
            mode=_first(section.mode, defaults.mode, model.DEFAULT_MODE),
            max_age=_first(section.max_age, defaults.max_age, DEFAULT_MAX_AGE),
            mx=tuple(dict.fromkeys(section.mx or ())),
            tls_reports=tuple(self._fill_reports(name, entry)),
            ttl=_first(section.ttl, defaults.ttl, model.DEFAULT_TTL),
            owner=owner,
            repository=self._name_repository(name, entry, owner),
            alias_of=name.alias_of,
        )

    def _fill_reports(self, name: Name, entry: Checked[model.DomainSection]) -> Iterator[str]:
        giver = self._giver_of_reports(entry)
        for path, template in giver.locate_items("tls_reports", giver.section.tls_reports or ()):
            try:
                yield fill_rua(template, name.domain)
            except BadValueError as error:
                note_bad_value(self._document, path, error)

    def _giver_of_reports(
        self, entry: Checked[model.DomainSection]
    ) -> Checked[model.DomainSection] | Checked[model.DefaultsSection]:
        own = entry.section.tls_reports is not None or entry.is_broken("tls_reports")
        return entry if own else self._defaults

    def _is_unheard(self, domain: DomainConfig, entry: Checked[model.DomainSection]) -> bool:
        broken = self._giver_of_reports(entry).is_broken("tls_reports") or entry.is_broken("mode")
        is_silent = domain.mode is Mode.TESTING and not domain.tls_reports
        return is_silent and not broken and domain.alias_of is None

    def _name_repository(
        self, name: Name, entry: Checked[model.DomainSection], owner: str | None
    ) -> str:
        """Return the name of a repository that no other domain of *owner* has.

        An exact name of the entry is the domain's own; its aliases go by that of `github`, since
        each site has one custom domain.
        """
        template, path, is_key = entry.section.repository, (*entry.path, "repository"), False
        if template is None or (name.alias_of and DOMAIN_FIELD not in template):
            template, path = self._github.section.repository, ("github", "repository")
        if template is None:
            template, path = model.DEFAULT_REPOSITORY, name.path
            is_key = name.is_key
        try:
            repository = fill_repository(template, name.domain)
        except BadValueError as error:
            note_bad_value(self._document, path, error, key=is_key)
            return template
        if not self._is_place_broken(entry):
            self._claims.claim_repository(name, owner, repository, is_exact=repository == template)
        return repository

    def _is_place_broken(self, entry: Checked[model.DomainSection]) -> bool:
        keys = ("owner", "repository")
        return any(entry.is_broken(key) or self._github.is_broken(key) for key in keys)

    def _require_mx(self, key: str, entry: Checked[model.DomainSection], data: object) -> None:
        if entry.section.mx or entry.is_broken("mx"):
            return
        mode = self._guess_mode(entry, data)
        if mode is not Mode.NONE:
            message = f"{quote(key)} has no MX hosts, which the mode `{mode}` needs"
            hint = "write the hosts of its MX records, as in `mx: [mx1.example.com]`"
            self._document.note((*entry.path, "mx"), message, hint, key=True)

    def _guess_mode(self, entry: Checked[model.DomainSection], data: object) -> Mode:
        """Return the mode that applies to *entry*, or the one that a wrong value means."""
        given: tuple[tuple[Checked[Any], object], ...] = (
            (entry, data),
            (self._defaults, self._root.get("defaults")),
        )
        for checked, raw in given:
            if checked.section.mode is not None:
                return Mode(checked.section.mode)
            if checked.is_broken("mode"):
                return (guess_mode(raw["mode"]) if isinstance(raw, dict) else None) or Mode.TESTING
        return model.DEFAULT_MODE

    def _bound_policy(self, entry: Checked[model.DomainSection]) -> None:
        patterns = entry.section.mx or ()
        if len(patterns) * _LONGEST_LINE <= _POLICY_ROOM:
            return
        lines = sum(len(f"mx: {pattern.text}\r\n") for pattern in set(patterns))
        if lines > _POLICY_ROOM:  # RFC 8461, 3.3: senders may read no more than 64 KiB
            message = "these MX hosts make the policy larger than the 64 KiB that senders read"
            hint = "a wildcard such as `*.mail.example.com` covers many hosts"
            path = (*entry.path, "mx")
            self._document.note(path, message, hint, beyond=Beyond.POLICY_SIZE)

    def _find_reports(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        given = self._reports.section.model_dump()
        sources = []
        for path, text in self._reports.locate_items("from", given.get("from") or ()):
            try:
                parsed = parse_source(text)
            except BadValueError as error:
                note_bad_value(self._document, path, error)
                continue
            is_path = isinstance(parsed, str)
            sources.append(str(self._path.parent / text) if is_path else text)
        return tuple(sources), tuple(given.get("trust") or ())

    def _find_templates(self) -> Path | None:
        given = self._site.section.templates
        if given is None:
            return None
        templates = self._path.parent / given
        if not templates.is_dir():
            message = f"there is no directory {quote(str(templates))}"
            hint = (
                "the path is relative to the config; leave the key out for the built-in templates"
            )
            self._document.note(("site", "templates"), message, hint, beyond=Beyond.DIRECTORY)
        return templates


def _first(*values: Any) -> Any:  # noqa: ANN401 - of whatever type the field has
    """Return the first of *values* that was given."""
    return next(value for value in values if value is not None)
