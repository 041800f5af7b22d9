"""What each value may be, in the words of JSON Schema draft 7.

They say what the readers in ``fields`` and ``names`` do, for editors; tests hold the two
together on generated documents. Regular expressions keep to what ECMA 262 and Python share.
"""

from __future__ import annotations

from typing import Any, Final

from mtasts_pages.config.keys.fields import TTL_LIMIT
from mtasts_pages.config.keys.names import (
    OWNER_LIMIT,
    OWNER_PATTERN,
    POLICY_HOST_LIMIT,
    REPOSITORY_LIMIT,
)
from mtasts_pages.durations import DURATION_PATTERN
from mtasts_pages.standards.policy import MAX_AGE_LIMIT, Mode

Schema = dict[str, Any]

LIST_LIMIT: Final = 20_000
"""Values of a list; so many aliases, or hosts, are no longer one policy's."""

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_END = r"$(?!\n)"  # to Python, `$` alone is before a last line end too
_HOST = rf"(?:{_LABEL}\.)+(?![0-9]+\.?$){_LABEL}"
_BEYOND_ASCII = r".*[^\x00-\x7f].*"  # judged by IDNA, which no pattern can say
_DOMAIN_LIMIT = POLICY_HOST_LIMIT - len("mta-sts.")
_NO_POLICY_NAME = r"(?![Mm][Tt][Aa]-[Ss][Tt][Ss]\.)"

TEXT: Final[Schema] = {"type": "string", "minLength": 1}

MODE: Final[Schema] = {"enum": [mode.value for mode in Mode]}

DOMAIN: Final[Schema] = {
    "type": "string",
    "pattern": rf"^(?:{_NO_POLICY_NAME}(?=.{{1,{_DOMAIN_LIMIT}}}\.?$){_HOST}\.?|{_BEYOND_ASCII})"
    + _END,
}

_MX_ITEM: Final[Schema] = {
    "type": "string",
    "pattern": rf"^(?:(?=.{{1,253}}$)(?:\*\.)?{_HOST}(?<!\.)|{_BEYOND_ASCII})" + _END,
}
_RUA_ITEM: Final[Schema] = {
    "type": "string",
    "pattern": r"^(?:[Mm][Aa][Ii][Ll][Tt][Oo]|[Hh][Tt][Tt][Pp][Ss]):(?:[^{}]|\{domain\})*" + _END,
}


def _one_or_more(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item, "maxItems": LIST_LIMIT}]}


def _seconds(limit: int) -> Schema:
    return {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": limit},
            {"type": "string", "pattern": rf"^(?:[0-9]{{1,10}}|(?=.){DURATION_PATTERN})$"},
        ]
    }


MAX_AGE: Final = _seconds(MAX_AGE_LIMIT)
TTL: Final = _seconds(TTL_LIMIT)
MX: Final = _one_or_more(_MX_ITEM)
ALIASES: Final = _one_or_more(DOMAIN)
TLS_REPORTS: Final[Schema] = {"anyOf": [*_one_or_more(_RUA_ITEM)["anyOf"], {"type": "null"}]}
OWNER: Final[Schema] = {
    "type": "string",
    "maxLength": OWNER_LIMIT,
    "pattern": f"^{OWNER_PATTERN}{_END}",
}
REPOSITORY: Final[Schema] = {
    "type": "string",
    "pattern": r"^(?!\.{1,2}$)(?!.*\.(?:[Gg][Ii][Tt]|[Ww][Ii][Kk][Ii])$)"
    rf"(?:[A-Za-z0-9._-]|\{{domain\}}){{1,{REPOSITORY_LIMIT}}}" + _END,
}
