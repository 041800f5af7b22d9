"""Git's pkt-line framing, as far as it says which refs a push asked for and changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_LENGTH = 4
_REPORT_BAND = b"\x01"


@dataclass(frozen=True, slots=True)
class Command:
    """One ref update that a push asks for; forty zeros for "none"."""

    old: str
    new: str
    ref: str


def read_lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines up to the first flush packet."""
    at = 0
    while at + _LENGTH <= len(data):
        try:
            length = int(data[at : at + _LENGTH], 16)
        except ValueError:
            return
        if length < _LENGTH:
            return
        yield data[at + _LENGTH : at + length]
        at += length


def parse_commands(body: bytes) -> list[Command]:
    """Return the updates that the body of a ``git-receive-pack`` request asks for."""
    commands = []
    for line in read_lines(body):
        # gitprotocol-pack(5): a shallow clone names first where its history ends.
        if line.startswith(b"shallow "):
            continue
        old, new, ref = line.partition(b"\0")[0].decode(errors="replace").strip().split(" ", 2)
        commands.append(Command(old, new, ref))
    return commands


def parse_accepted(answer: bytes) -> set[str]:
    """Return the refs that the answer of ``git-receive-pack`` reports as ``ok``."""
    lines = list(read_lines(answer))
    if any(line[:1] == _REPORT_BAND for line in lines):  # side-band-64k wraps the report
        lines = list(read_lines(b"".join(line[1:] for line in lines if line[:1] == _REPORT_BAND)))
    return {line[3:].decode().strip() for line in lines if line.startswith(b"ok ")}
