"""What the benchmarks share: a config of any size, and the cost of a whole command.

The machine may be busy with other things. What is compared is therefore run in turn, several
times over, and judged by the median of the ratios of its pairs.
"""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

OWNER = "example-org"


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock and of the processors, and KB at its peak."""

    seconds: float
    busy: float
    peak: int


def write_config(path: Path, domains: int, host: str = "mx1", zone: str = "example.com") -> Path:
    """Write a config of so many *domains* of *zone* that take mail at *host*; return *path*."""
    with path.open("w", encoding="ascii") as file:
        file.write(f"github:\n  owner: {OWNER}\n")
        file.write("defaults:\n  tls_reports: mailto:tls-reports@{domain}\ndomains:\n")
        for number in range(domains):
            domain = f"d{number}.{zone}"
            file.write(f"  {domain}:\n    mx: [{host}.{domain}, mx9.{domain}]\n")
    return path


def measure(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    expected: int = 0,
    output: Path | None = None,
) -> Cost:
    """Return what *command* and all that it starts cost; what it prints goes into *output*."""
    os.sync()  # what earlier commands left for the disk to do is not this one's business
    with Path(output or os.devnull).open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        raise SystemExit(f"`{' '.join(command)}` ended with {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def show_cost(what: str, costs: Sequence[Cost], domains: int) -> None:
    """Print the median cost a domain."""
    seconds, busy = (median(getattr(cost, name) for cost in costs) for name in ("seconds", "busy"))
    each = 1000 / domains
    print(f"  {what:<32} {seconds * each:8.2f} ms {busy * each:8.2f} ms of CPU a domain")


def compare(costs: Sequence[Cost], others: Sequence[Cost]) -> tuple[float, float]:
    """Return how many times as long as *others* these took, by the clock and by CPU."""
    return (
        median(a.seconds / b.seconds for a, b in zip(costs, others, strict=True)),
        median(a.busy / b.busy for a, b in zip(costs, others, strict=True)),
    )


def judge(what: str, found: tuple[float, float], kept: Callable[[float], bool]) -> bool:
    """Print a ratio and whether the promise is kept; return whether it is."""
    verdict = "kept" if kept(found[0]) else "NOT KEPT"
    print(f"  {what:<58} {found[0]:6.2f}  ({found[1]:.2f} by CPU)  {verdict}")
    return kept(found[0])
