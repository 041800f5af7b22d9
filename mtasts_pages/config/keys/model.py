"""The config file as it is written: its keys, what each means, and what each takes.

pydantic checks each section by itself, so that a mistake in one leaves the others to be
checked; the JSON Schema and the key reference are made from these classes.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
    create_model,
)

from mtasts_pages.config.keys import fields, github, names, sources
from mtasts_pages.config.keys.value import PATTERN_END, require_text
from mtasts_pages.config.problems import BadValueError
from mtasts_pages.standards.mtasts import Mode, MxPattern
from mtasts_pages.text import quote

DEFAULT_REPOSITORY: Final = "mta-sts.{domain}"
DEFAULT_MODE: Final = Mode.TESTING
DEFAULT_TTL: Final = 3_600

LIST_LIMIT: Final = 20_000
"""Values of a list; so many aliases, or hosts, are no longer one policy's."""

_is_authority = re.compile(r"[!-~]{1,253}", re.ASCII).fullmatch


def _list(value: object) -> list[object]:
    """Return *value* as a list: one item may be given without a list around it."""
    if value is None:
        raise BadValueError("a value is missing", "write it, or leave the key out")
    items = value if isinstance(value, list) else [value]
    if len(items) > LIST_LIMIT:
        message = f"this list has {len(items):,} values; the limit is {LIST_LIMIT:,}"
        raise BadValueError(message, "spread them over several domains")
    return items


def _list_schema(item: dict[str, Any], *others: dict[str, Any]) -> WithJsonSchema:
    items = {"type": "array", "items": item, "maxItems": LIST_LIMIT}
    return WithJsonSchema({"anyOf": [item, items, *others]})


def _list_or_none(value: object) -> list[object]:
    return [] if value is None else _list(value)


def _read_alias(value: object) -> str:
    return names.read_domain(require_text(value, "a domain", "example.org"))


def _read_templates(value: object) -> str:
    return require_text(value, "a directory", "./my-templates")


def _read_authority(value: object) -> str:
    text = require_text(value, "the name of a mail server", "mx.example.com")
    if not _is_authority(text):
        raise BadValueError(
            f"{quote(text)} is not the name of a mail server",
            "write it as it begins the Authentication-Results of your mail, as in `mx.example.com`",
        )
    return text


# The validators are outside of `| None`: `None` is what a key that is left out becomes, and a
# `null` in the file must reach them.
ModeField = Annotated[
    Mode | None, PlainValidator(fields.read_mode), WithJsonSchema(fields.MODE_SCHEMA)
]
MaxAgeField = Annotated[
    int | None, PlainValidator(fields.read_max_age), WithJsonSchema(fields.MAX_AGE_SCHEMA)
]
TtlField = Annotated[int | None, PlainValidator(fields.read_ttl), WithJsonSchema(fields.TTL_SCHEMA)]
RuasField = Annotated[
    tuple[Annotated[str, PlainValidator(fields.read_rua)], ...] | None,
    BeforeValidator(_list_or_none),
    _list_schema(fields.RUA_SCHEMA, {"type": "null"}),
]
MxField = Annotated[
    tuple[Annotated[MxPattern, PlainValidator(names.read_mx)], ...] | None,
    BeforeValidator(_list),
    _list_schema(names.MX_SCHEMA),
]
AliasesField = Annotated[
    tuple[Annotated[str, PlainValidator(_read_alias)], ...] | None,
    BeforeValidator(_list),
    _list_schema(names.DOMAIN_SCHEMA),
]
OwnerField = Annotated[
    str | None, PlainValidator(github.read_owner), WithJsonSchema(github.OWNER_SCHEMA)
]
RepositoryField = Annotated[
    str | None, PlainValidator(github.read_repository), WithJsonSchema(github.REPOSITORY_SCHEMA)
]
TemplatesField = Annotated[
    str | None,
    PlainValidator(_read_templates),
    WithJsonSchema({"type": "string", "minLength": 1}),
]
SourcesField = Annotated[
    tuple[Annotated[str, PlainValidator(sources.read_source)], ...] | None,
    BeforeValidator(_list),
    _list_schema(sources.SOURCE_SCHEMA),
]
AuthorityField = Annotated[
    tuple[Annotated[str, PlainValidator(_read_authority)], ...] | None,
    BeforeValidator(_list),
    _list_schema({"type": "string", "pattern": rf"^[!-~]{{1,253}}{PATTERN_END}"}),
]


def _key(description: str, *examples: object) -> Any:  # noqa: ANN401 - of the field's type
    """Return a key that may be left out, with what it means."""
    return Field(None, description=description, examples=list(examples))


class Section(BaseModel):
    """A mapping of the file with a fixed set of keys; ``None`` means that a key is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GitHubSection(Section):
    """Where the policy repositories are."""

    owner: OwnerField = _key(
        "User or organisation that owns the policy repositories. Required to publish.",
        "example-org",
    )
    repository: RepositoryField = _key(
        "Name of each policy repository; `{domain}` stands for the policy domain. "
        f"Default: `{DEFAULT_REPOSITORY}`.",
        DEFAULT_REPOSITORY,
    )


class PolicySection(Section):
    """The keys that `defaults` and each domain share."""

    mode: ModeField = _key(
        "What senders do when no MX host of the policy passes: `enforce` (do not deliver), "
        "`testing` (deliver, and report) or `none` (as if there were no policy). "
        f"Default: `{DEFAULT_MODE}`.",
        "testing",
        "enforce",
    )
    max_age: MaxAgeField = _key(
        "How long senders keep the policy: seconds, or weeks, days, hours, minutes and seconds in "
        "this order, such as `1w`, `36h` or `1d12h`; at most 31557600 seconds. Default: `1w`.",
        "1w",
        "4w",
        604800,
    )
    tls_reports: RuasField = _key(
        "Where senders report failures (RFC 8460): one `mailto:` or `https:` address or a list of "
        "them; `{domain}` stands for the policy domain. `null`, the default, means no reports.",
        "mailto:tls-reports@{domain}",
        ["mailto:tls@example.com"],
        None,
    )
    ttl: TtlField = _key(
        "TTL of the printed DNS records: seconds, or a duration as for `max_age`; at most "
        "2147483647 seconds. Default: `3600`.",
        3600,
        "1h",
    )


class DefaultsSection(PolicySection):
    """What applies to every domain that does not have its own."""


class DomainSection(PolicySection):
    """One policy domain."""

    mx: MxField = _key(
        "Hosts that take mail for the domain; `*.` in front of a host stands for any one label. "
        "Required unless the mode is `none`.",
        ["mx1.example.com", "mx2.example.com"],
        ["*.mail.example.net"],
    )
    aliases: AliasesField = _key(
        "Further domains with the same policy, each with its own repository and records.",
        ["example.org"],
    )
    repository: RepositoryField = _key(
        "Name of this domain's policy repository, exact or with `{domain}`, instead of "
        "`github.repository`. An exact name applies to the domain itself, not to its aliases.",
        "mta-sts",
        DEFAULT_REPOSITORY,
    )
    owner: OwnerField = _key(
        "Owner of this domain's policy repository, instead of `github.owner`.", "other-org"
    )


class SiteSection(Section):
    """How the sites are rendered."""

    templates: TemplatesField = _key(
        "Directory, relative to the config, whose files override or extend the built-in "
        "templates of the same path.",
        "./my-templates",
    )


# `from` is a keyword of Python, which a class body cannot name a field by.
_REPORTS_KEYS: dict[str, Any] = {
    "from": (
        SourcesField,
        _key(
            "Where TLS reports lie: files, folders, mbox files and Maildirs, relative to the"
            " config, and folders of mailboxes as `imaps://user@host/folder`; one or a list.",
            ["./tls-reports", "imaps://tls-reports@mail.example.com/INBOX"],
        ),
    ),
    "trust": (
        AuthorityField,
        _key(
            "The names under which your own mail servers write Authentication-Results"
            " (RFC 8601, authserv-id); their word on signatures is believed.",
            "mx.example.com",
        ),
    ),
}
ReportsSection = create_model(
    "ReportsSection",
    __base__=Section,
    __doc__="Where the TLS reports lie that senders wrote.",
    **_REPORTS_KEYS,
)


class ConfigFile(Section):
    """The file as a whole. The sections are checked one by one, hence they are open here."""

    github: Any = Field(None, description="Where the policy repositories are.")
    defaults: Any = Field(None, description="What applies to every domain without its own.")
    domains: Any = Field(None, description="The policy domains, as `name: settings`; at least one.")
    site: Any = Field(None, description="How the sites are rendered.")
    reports: Any = Field(None, description="Where the TLS reports of senders lie.")
