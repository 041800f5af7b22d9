"""The config file as it is written: its keys, what each means, and what it may hold.

pydantic checks each section by itself, so that a mistake in one leaves the others to be
checked; the JSON Schema and the key reference are made from these classes.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from mtasts_pages.config.keys import patterns
from mtasts_pages.config.keys.fields import read_max_age, read_mode, read_rua, read_ttl
from mtasts_pages.config.keys.mistakes import Mistake, require_text
from mtasts_pages.config.keys.names import read_domain, read_mx, read_owner, read_repository
from mtasts_pages.standards.names import MxPattern
from mtasts_pages.standards.policy import Mode

DEFAULT_REPOSITORY: Final = "mta-sts.{domain}"
DEFAULT_MODE: Final = Mode.TESTING
DEFAULT_MAX_AGE: Final = 604_800
DEFAULT_TTL: Final = 3_600


def _list(value: object) -> list[object]:
    """Return *value* as a list: one item may stand alone."""
    if value is None:
        raise Mistake("a value is missing here", "write it, or leave the key out")
    items = value if isinstance(value, list) else [value]
    if len(items) > patterns.LIST_LIMIT:
        message = f"this list has {len(items):,} values, and {patterns.LIST_LIMIT:,} is the most"
        raise Mistake(message, "spread them over several domains")
    return items


def _list_or_none(value: object) -> list[object]:
    return [] if value is None else _list(value)


def _read_alias(value: object) -> str:
    return read_domain(require_text(value, "a domain", "example.org"))


def _read_templates(value: object) -> str:
    return require_text(value, "a directory", "./my-templates")


# The validators stand outside of `| None`: `None` is what a key that is left out becomes, and
# a `null` in the file must reach them.
ModeField = Annotated[Mode | None, PlainValidator(read_mode), WithJsonSchema(patterns.MODE)]
MaxAgeField = Annotated[int | None, PlainValidator(read_max_age), WithJsonSchema(patterns.MAX_AGE)]
TtlField = Annotated[int | None, PlainValidator(read_ttl), WithJsonSchema(patterns.TTL)]
RuasField = Annotated[
    tuple[Annotated[str, PlainValidator(read_rua)], ...] | None,
    BeforeValidator(_list_or_none),
    WithJsonSchema(patterns.TLS_REPORTS),
]
MxField = Annotated[
    tuple[Annotated[MxPattern, PlainValidator(read_mx)], ...] | None,
    BeforeValidator(_list),
    WithJsonSchema(patterns.MX),
]
AliasesField = Annotated[
    tuple[Annotated[str, PlainValidator(_read_alias)], ...] | None,
    BeforeValidator(_list),
    WithJsonSchema(patterns.ALIASES),
]
OwnerField = Annotated[str | None, PlainValidator(read_owner), WithJsonSchema(patterns.OWNER)]
RepositoryField = Annotated[
    str | None, PlainValidator(read_repository), WithJsonSchema(patterns.REPOSITORY)
]
TemplatesField = Annotated[
    str | None, PlainValidator(_read_templates), WithJsonSchema(patterns.TEXT)
]


class Section(BaseModel):
    """A mapping of the file with a fixed set of keys; ``None`` stands for a key left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GitHubSection(Section):
    """Where the policy repositories live."""

    owner: OwnerField = Field(
        None,
        description="User or organisation that owns the policy repositories. Needed to publish.",
        examples=["example-org"],
    )
    repository: RepositoryField = Field(
        None,
        description="Name of each policy repository; `{domain}` stands for the policy domain. "
        f"Default: `{DEFAULT_REPOSITORY}`.",
        examples=[DEFAULT_REPOSITORY],
    )


class PolicySection(Section):
    """The keys that `defaults` and each domain share."""

    mode: ModeField = Field(
        None,
        description="What senders do when no MX host of the policy passes: `enforce` (do not "
        "deliver), `testing` (deliver, and report) or `none` (as if there were no policy). "
        f"Default: `{DEFAULT_MODE}`.",
        examples=["testing", "enforce"],
    )
    max_age: MaxAgeField = Field(
        None,
        description="How long senders keep the policy: seconds, or a duration of weeks, days, "
        "hours, minutes and seconds such as `1w`, `36h` or `1d12h`. From 0 to 31557600 seconds. "
        "Default: `1w`.",
        examples=["1w", "4w", 604800],
    )
    tls_reports: RuasField = Field(
        None,
        description="Where senders report failures (RFC 8460): one `mailto:` or `https:` address "
        "or a list of them; `{domain}` stands for the policy domain. `null`: no reports. "
        "Default: no reports.",
        examples=["mailto:tls-reports@{domain}", ["mailto:tls@example.com"], None],
    )
    ttl: TtlField = Field(
        None,
        description="TTL of the printed DNS records: seconds, or a duration as for `max_age`. "
        "From 0 to 2147483647 seconds. Default: `3600`.",
        examples=[3600, "1h"],
    )


class DefaultsSection(PolicySection):
    """What holds for every domain that does not say otherwise."""


class DomainSection(PolicySection):
    """One policy domain."""

    mx: MxField = Field(
        None,
        description="Hosts that take mail for the domain, or `*.` and a host for one left-most "
        "label. Needed unless the mode is `none`.",
        examples=[["mx1.example.com", "mx2.example.com"], ["*.mail.example.net"]],
    )
    aliases: AliasesField = Field(
        None,
        description="Further domains with the same policy, each with a repository and records "
        "of its own.",
        examples=[["example.org"]],
    )
    repository: RepositoryField = Field(
        None,
        description="Name of this domain's policy repository, exact or with `{domain}`; instead of "
        "`github.repository`. An exact name holds for the domain itself, not for its aliases.",
        examples=["mta-sts", DEFAULT_REPOSITORY],
    )
    owner: OwnerField = Field(
        None,
        description="Owner of this domain's policy repository, instead of `github.owner`.",
        examples=["other-org"],
    )


class SiteSection(Section):
    """How the sites are rendered."""

    templates: TemplatesField = Field(
        None,
        description="Directory, relative to the config, whose files override or extend the "
        "built-in templates of the same path.",
        examples=["./my-templates"],
    )


class ConfigFile(Section):
    """The file as a whole. The sections are checked one by one, hence they are open here."""

    github: Any = Field(None, description="Where the policy repositories live.")
    defaults: Any = Field(
        None, description="What holds for every domain that does not say otherwise."
    )
    domains: Any = Field(None, description="The policy domains, as `name: settings`; at least one.")
    site: Any = Field(None, description="How the sites are rendered.")
