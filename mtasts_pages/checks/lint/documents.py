"""The plain text of what a word processor or a web editor saved instead of it."""

from __future__ import annotations

import html
import re

# A group of settings, a line end, a byte by its number, an escaped character, a control word.
_RTF = re.compile(
    r"\{\\\*?\\?(?:fonttbl|colortbl|expandedcolortbl|stylesheet|info|generator)\b"
    r"(?:[^{}]|\{[^{}]*\})*\}"
    r"|(?P<end>\\(?:par|line)\b ?|\\\r?\n)"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<escaped>[\\{}])"
    r"|\\[a-zA-Z]+-?[0-9]* ?|\\[^a-zA-Z]|[{}\r\n\0]"
)
_TAGS = re.compile(r"(?P<end><(?:br|/p|/div|/li|/pre|/h[1-6])\b[^<>]*>)|<[^<>]*>", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t\n]*\n")


def extract_text(data: bytes) -> bytes:
    r"""Return the words of the rich-text document or web page *data*; nothing of any other file.

    For a proposal only: no sender reads such a file.

    >>> extract_text(rb"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0 mode: none\par max_age: 1}")
    b'mode: none\nmax_age: 1'
    >>> extract_text(b"<p>mode: none</p><p>max_age: 1</p>")
    b'mode: none\nmax_age: 1'
    """
    text = data.decode("utf-8", "replace").lstrip()
    if text.startswith("{\\rtf"):
        text = _RTF.sub(_replace_control, text)
    elif text.startswith("<"):
        text = html.unescape(_TAGS.sub(lambda tag: "\n" if tag["end"] else "", text))
    else:
        return b""
    return _BLANK_LINES.sub("\n", text).strip().encode()


def _replace_control(match: re.Match[str]) -> str:
    if match["end"]:
        return "\n"
    if match["byte"]:
        return bytes.fromhex(match["byte"]).decode("cp1252", "replace")
    return match["escaped"] or ""
