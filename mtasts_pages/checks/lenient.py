"""What a lenient sender reads, where a strict one refuses.

The measure is a resolver in wide use with Postfix: it splits, strips and looks names up, and of a
repeated name it takes the last. What it makes of a text was found by running it; the tests run it
again. What it cannot read, nobody can.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

from mtasts_pages.standards.mtasts import MAX_AGE_LIMIT, VERSION, Mode

_MODES = frozenset(mode.value for mode in Mode)


@dataclass(frozen=True, slots=True)
class LenientPolicy:
    """The values that a lenient sender takes from a policy file."""

    mode: Mode
    max_age: int
    mx: tuple[str, ...]


def read_record(text: str) -> str | None:
    """Return the id that a lenient sender finds in the policy record *text*, if any.

    >>> read_record("v=STSv1; id=2026-11-23;;")
    '2026-11-23'
    >>> read_record("v=STSv1; 2026")
    """
    parts = [part.strip().partition("=") for part in text.split(";")]
    fields = {name: value for name, _, value in parts}
    return fields.get("id") if fields.get("v") == VERSION else None


def read_policy(body: bytes, media_type: str) -> LenientPolicy | None:
    r"""Return what a lenient sender finds in a policy file, if anything.

    Without a charset in *media_type* the text has to be US-ASCII.

    >>> read_policy(b"# ours\nversion: STSv1\nmode: none\n\nmax_age: 60\n", "text/plain")
    LenientPolicy(mode=<Mode.NONE: 'none'>, max_age=60, mx=())
    >>> read_policy(b" version: STSv1\n mode: none\n max_age: 60\n", "text/plain")
    """
    try:
        text = body.decode(_charset(media_type))
    except (ValueError, LookupError):  # not so encoded, or no charset that can be used
        return None
    fields: dict[str, str] = {}
    mx = []
    for line in text.splitlines():
        key, _, value = line.rstrip().partition(":")
        if key == "mx":
            mx.append(value.lstrip())
        else:
            fields[key] = value.lstrip()
    try:
        max_age = int(fields.get("max_age", ""))
    except ValueError:
        return None
    mode = fields.get("mode", "")
    if fields.get("version") != VERSION or not 0 <= max_age <= MAX_AGE_LIMIT:
        return None
    if mode not in _MODES or (not mx and mode != Mode.NONE):
        return None
    return LenientPolicy(Mode(mode), max_age, tuple(mx))


def _charset(media_type: str) -> str:
    header = Message()
    header["Content-Type"] = media_type
    return header.get_content_charset("ascii")
