"""The bytes of a policy file as lines, with what is wrong about encoding and line ends."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mtasts import POLICY_SIZE_LIMIT

if TYPE_CHECKING:
    from mtasts_pages.standards.mistakes.defects import DefectLog

_LINE_END = re.compile(r"\r{0,3}\n|\r")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|p>|pre|div|meta|h1)", re.IGNORECASE)
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; `number` counts from 1."""

    number: int
    text: str


def read_lines(data: bytes, log: DefectLog) -> list[Line]:
    """Return the lines of the policy file *data*; none when it is a document of another kind.

    What is wrong with the file as a whole goes to *log*, and the reading goes on with what is
    evidently meant, so that everything else is found too.
    """
    if len(data) > POLICY_SIZE_LIMIT:
        # RFC 8461, 3.3: senders stop reading at 64 KiB, and the fetch has failed
        message = f"the file has {len(data)} bytes, and senders read {POLICY_SIZE_LIMIT} at most"
        hint = "a policy has a few lines; check what was copied here"
        log.note(DefectKind.TOO_LARGE, 1, 1, "", message, hint)
        data = data[:POLICY_SIZE_LIMIT]
    text = _decode(data, log)
    if not text.strip():
        hint = "write `version: STSv1` and the lines that follow it"
        log.note(DefectKind.EMPTY_FILE, 1, 1, "", "the file holds no policy", hint)
        return []
    if _is_document(text, log):
        return []
    return _split(text, log)


def _decode(data: bytes, log: DefectLog) -> str:
    encoding = _find_utf_16(data)
    if encoding:
        message = "the file is written in UTF-16, and senders read UTF-8"
        hint = "save it as UTF-8 without a byte order mark (in Notepad: Save as, Encoding)"
        log.note(DefectKind.UTF_16, 1, 1, "", message, hint)
        return data.decode(encoding, "replace")
    if data.startswith(codecs.BOM_UTF8):
        # RFC 8461, 3.2: the first field begins with the first byte
        message = "an invisible byte order mark precedes the first key"
        hint = "save the file as UTF-8 without a byte order mark (signature)"
        log.note(DefectKind.BYTE_ORDER_MARK, 1, 1, "\ufeff", message, hint, "")
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        # RFC 8461, 3.2: sts-policy-vchar is ASCII or UTF-8
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        at = len(before) - (before.rfind("\n") + 1)
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        hint = "save the file as UTF-8; a policy needs nothing outside ASCII"
        line = before.count("\n") + 1
        log.note(DefectKind.NOT_UTF_8, line, at + 1, "\ufffd", message, hint)
        return data.decode("latin-1")  # a character a byte, so that columns stay right


def _find_utf_16(data: bytes) -> str | None:
    """Return the kind of UTF-16 that *data* is in: by its mark, or by every other byte being 0."""
    if data.startswith(_UTF_16_MARKS):
        return "utf-16"
    start = data[:40]
    if start[1::2].count(0) * 3 > len(start):
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) * 3 > len(start) else None


def _is_document(text: str, log: DefectLog) -> bool:
    hint = "save the lines of the policy as plain text"
    if text.lstrip().startswith("{\\rtf"):
        message = "the file is a rich-text document of a word processor, not plain text"
        hint += " (in TextEdit: Format, Make Plain Text)"
        log.note(DefectKind.RICH_TEXT, 1, 1, text[:5], message, hint)
        return True
    markup = _MARKUP.match(text)
    if markup:
        message = "the file is a web page, not plain text"
        log.note(DefectKind.HTML, 1, 1, markup[0].strip(), message, hint)
        return True
    return False


def _split(text: str, log: DefectLog) -> list[Line]:
    """Return the lines; LF and CRLF end one, and a bare CR is taken for a line end too."""
    lines: list[Line] = []
    ends: set[str] = set()
    start = 0
    for match in _LINE_END.finditer(text):
        end = match[0]
        line = Line(len(lines) + 1, text[start : match.start()])
        lines.append(line)
        start = match.end()
        # RFC 8461, 3.2: sts-policy-term = LF / CRLF
        if end not in {"\n", "\r\n"} and not log.is_full(DefectKind.BARE_CR):
            message = "a carriage return without a line feed ends this line"
            hint = "save the file with Windows (CRLF) or Unix (LF) line ends"
            column = len(line.text) + 1
            log.note(DefectKind.BARE_CR, line.number, column, "\r", message, hint, "\r\n")
        elif end not in ends and ends:
            message = "some lines end in CRLF and others in LF"
            hint = "save the file with one kind of line end"
            log.note(DefectKind.MIXED_LINE_ENDS, line.number, 1, line.text, message, hint)
        ends.add(end)
    # RFC 8461, 3.2: the last line may go without its end
    if start < len(text):
        lines.append(Line(len(lines) + 1, text[start:]))
    return lines
