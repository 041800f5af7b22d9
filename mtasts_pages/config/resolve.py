"""The sections of the file become policy domains: defaults, aliases and templates filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mtasts_pages.config.cautions import warn_about_domain, warn_about_missing_reports
from mtasts_pages.config.claims import Claims, Name
from mtasts_pages.config.keys import model
from mtasts_pages.config.keys.fields import DOMAIN_FIELD, fill_rua, guess_mode
from mtasts_pages.config.keys.mistakes import Beyond, Mistake
from mtasts_pages.config.keys.names import fill_repository, read_domain
from mtasts_pages.config.keys.sections import Checked, DocumentLog, check_section
from mtasts_pages.config.problems import Severity
from mtasts_pages.config.values import Config, DomainConfig
from mtasts_pages.config.yaml.remarks import Refused
from mtasts_pages.standards.policy import Mode
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mtasts_pages.config.yaml.document import Document
    from mtasts_pages.config.yaml.remarks import Remark

_POLICY_ROOM = 65_536 - len("version: STSv1\r\nmode: enforce\r\nmax_age: 31557600\r\n")
_LONGEST_LINE = len("mx: *.\r\n") + 253
_GIVE_DOMAINS = "write each as `example.com:` with its `mx: [mx1.example.com]` below it"


def resolve(document: Document, path: Path) -> tuple[Config | None, tuple[Remark, ...]]:
    """Return the config in *document*, which was read from *path*, and all there is to say on it.

    There is no config when one of the remarks is an error.
    """
    log = DocumentLog(document)
    config = None
    try:
        check_section(model.ConfigFile, document.data, (), log)
        if isinstance(document.data, dict):
            config = _Resolver(document.data, path, log).resolve()
    except Refused as refusal:
        return None, (*log.remarks, refusal.remark)
    if any(remark.severity is Severity.ERROR for remark in log.remarks):
        config = None
    return config, tuple(log.remarks)


class _Resolver:
    """One reading of one file; it remembers which names are taken."""

    def __init__(self, root: dict[str, Any], path: Path, log: DocumentLog) -> None:
        self._root = root
        self._path = path
        self._log = log
        self._claims = Claims(log)
        self._site = check_section(model.SiteSection, root.get("site"), ("site",), log)
        self._github = check_section(model.GitHubSection, root.get("github"), ("github",), log)
        self._defaults = check_section(
            model.DefaultsSection, root.get("defaults"), ("defaults",), log
        )

    def resolve(self) -> Config:
        domains: list[DomainConfig] = []
        unheard: list[Name] = []
        for key, data in self._list_domains():
            entry = check_section(model.DomainSection, data, ("domains", key), self._log)
            self._require_mx(key, entry, data)
            self._bound_policy(entry)
            names = list(self._list_names(key, entry))
            resolved = [self._resolve_domain(name, entry) for name in names]
            warn_about_domain(resolved, entry, self._defaults, self._log)
            if resolved and self._is_unheard(resolved[0], entry):
                unheard.append(names[0])
            domains += resolved
        warn_about_missing_reports(unheard, self._log)
        return Config(self._path, tuple(domains), self._find_templates())

    def _list_domains(self) -> list[tuple[str, object]]:
        domains = self._root.get("domains")
        if isinstance(domains, dict) and domains:
            return list(domains.items())
        if "domains" not in self._root:
            self._log.add((), Mistake("the config has no `domains`", _GIVE_DOMAINS))
        else:
            what = "is a mapping of domains, and this is none" if domains else "is empty"
            self._log.add(("domains",), Mistake(f"`domains` {what}", _GIVE_DOMAINS))
        return []

    def _list_names(self, key: str, entry: Checked[model.DomainSection]) -> Iterator[Name]:
        """Yield the domain of an entry and its aliases, as far as they name domains just once."""
        own = key
        try:
            own = read_domain(key)
        except Mistake as mistake:
            self._log.add(entry.path, mistake, key=True)
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
            max_age=_first(section.max_age, defaults.max_age, model.DEFAULT_MAX_AGE),
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
            except Mistake as mistake:
                self._log.add(path, mistake)

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
            is_key = name.alias_of is None
        try:
            repository = fill_repository(template, name.domain)
        except Mistake as mistake:
            self._log.add(path, mistake, key=is_key)
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
            hint = "write `mx: [mx1.example.com]` with the hosts of its MX records"
            self._log.add((*entry.path, "mx"), Mistake(message, hint), key=True)

    def _guess_mode(self, entry: Checked[model.DomainSection], data: object) -> Mode:
        """Return the mode that holds for *entry*, or is meant to where it is not right."""
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
            message = "so many MX hosts make a policy larger than the 64 KiB that senders read"
            hint = "a wildcard such as `*.mail.example.com` covers many"
            self._log.add((*entry.path, "mx"), Mistake(message, hint, Beyond.POLICY_SIZE))

    def _find_templates(self) -> Path | None:
        given = self._site.section.templates
        if given is None:
            return None
        templates = self._path.parent / given
        if not templates.is_dir():
            message = f"there is no directory {quote(str(templates))}"
            hint = "the path is relative to the config; without the key, the built-in ones serve"
            self._log.add(("site", "templates"), Mistake(message, hint, Beyond.DIRECTORY))
        return templates


def _first(*values: Any) -> Any:  # noqa: ANN401 - of whatever type the field has
    """Return the first of *values* that was given."""
    return next(value for value in values if value is not None)
