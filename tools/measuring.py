"""What the benchmarks share: a config of any size, and the cost of a whole command.

The machine may be busy with other things. What is compared is therefore run in turn, several
times over, and judged by the median of the ratios of its pairs.
"""

import json
import os
import resource
import subprocess
import sys
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
    command: Sequence[str], environment: Mapping[str, str] | None = None, expected: int = 0
) -> Cost:
    """Return what *command* and all that it starts cost."""
    os.sync()  # what earlier commands left for the disk to do is not this one's business
    # By a small process between: a command's peak begins at that of the process that starts it.
    between = (sys.executable, __file__, *command)
    # An installed program has its bytecode; one in a checkout writes it when it first runs.
    given = {**(os.environ if environment is None else environment)}
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    said = subprocess.run(between, check=True, env=given, stdout=subprocess.PIPE).stdout
    code, *cost = json.loads(said)
    if code != expected:
        raise SystemExit(f"`{' '.join(command)}` ended with {code}")
    return Cost(*cost)


def run_between(command: Sequence[str]) -> None:
    """Run *command* and print its exit code, its seconds and what its processes used."""
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    code = subprocess.run(command, check=False, stdout=quiet, stderr=quiet).returncode
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([code, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss]))


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


if __name__ == "__main__":
    run_between(sys.argv[1:])
