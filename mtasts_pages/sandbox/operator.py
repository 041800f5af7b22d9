"""Who works in a world: the program, and the person who pastes what it prints into the DNS."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from mtasts_pages.sandbox.world import World

_LOOK = 0.5
_TIME_LIMIT = 300.0


def run_program(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run *command* at this terminal to its end, and return its exit code."""
    with subprocess.Popen(list(command), env=dict(environment)) as process:  # noqa: S603 - the program itself
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt as interrupt:
                # The terminal has sent it to the program as well, which ends in its own way; a
                # signal with a name was sent to this process alone.
                if interrupt.args:
                    process.terminate()


class Operator:
    """Runs a command that prints a zone, and pastes its output into the name server.

    Does so again whenever GitHub's side has changed, or while a record is on hold;
    the records are exactly the text that the program printed. A record that the name server
    refuses, such as one beside a CNAME, is left out; the others go in.

    Args:
        world: Where the records go.
        command: Prints the zone on stdout.
        environment: In which it runs.
        pause: Seconds that a policy record takes the operator, as it would a person: meanwhile the
            program that waits for it can say that it is wanted.

    """

    def __init__(
        self,
        world: World,
        command: Sequence[str],
        environment: Mapping[str, str],
        pause: float = 0.0,
    ) -> None:
        self._pause = pause
        self._world = world
        self._command = list(command)
        self._environment = dict(environment)
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._work, name="operator", daemon=True)
        self.pasted: list[str] = []
        self.refused: dict[str, str] = {}
        """Lines that the name server did not take, each with the reason."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leaving.set()
        self._thread.join()

    def _work(self) -> None:
        seen = -1
        holds = False
        while not self._leaving.wait(_LOOK):
            progress = self._count_changes()
            if progress == seen and not holds:
                continue
            seen = progress
            zone = self._print_zone()
            if zone is None:
                continue
            lines = zone.splitlines()
            holds = any(line.startswith((";_mta-sts", ";mta-sts")) for line in lines)
            at_once, later = self._divide(lines)
            self._paste(at_once)
            if later and self._leaving.wait(self._pause):
                return
            self._paste(later)
            self.pasted.append(zone)

    def _divide(self, lines: Sequence[str]) -> tuple[str, str]:
        """Return what is pasted at once, and the policy records that are new."""
        later = [line for line in lines if line.startswith("_mta-sts.") and self._is_new(line)]
        held = set(later)
        at_once = [line for line in lines if line not in held]
        return "".join(f"{line}\n" for line in at_once), "".join(f"{line}\n" for line in later)

    def _is_new(self, line: str) -> bool:
        name = line.split(maxsplit=1)[0].rstrip(".")
        return all(text not in line for text in self._world.names.records(name, "TXT"))

    def _paste(self, zone: str) -> None:
        """Create the records of *zone*; line by line where not all of them are taken."""
        names = self._world.names
        try:
            names.paste(zone)
        except ValueError:
            for line in zone.splitlines():
                try:
                    names.paste(f"{line}\n")
                except ValueError as error:
                    self.refused[line] = str(error)

    def _count_changes(self) -> int:
        github = self._world.github
        writes = sum(exchange.method != "GET" for exchange in github.exchanges)
        return writes + len(github.pushes)

    def _print_zone(self) -> str | None:
        """Return what the command prints; ``None`` when it fails or the operator has to leave."""
        with subprocess.Popen(  # noqa: S603 - the program itself, with arguments of its own making
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C is for the program that is rehearsed
        ) as process:
            for _ in range(int(_TIME_LIMIT / _LOOK)):
                try:
                    text, _ = process.communicate(timeout=_LOOK)
                except subprocess.TimeoutExpired:
                    if self._leaving.is_set():
                        break
                else:
                    return text if process.returncode == 0 else None
            process.kill()
        return None
