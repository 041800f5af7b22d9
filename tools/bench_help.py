"""Measures ``mtasts-pages --help`` against its promise: 2.5 times an empty Python, and 60 ms.

The two are run in turn, so that a busy moment of the machine falls on both, and compared by
their medians.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 15
TIMES = 2.5
PLUS_SECONDS = 0.060
EMPTY = (sys.executable, "-c", "pass")
HELP = (str(Path(sys.executable).with_name("mtasts-pages")), "--help")


def main() -> int:
    """Print both times; return 1 when the promise is not kept."""
    measured = [(measure(EMPTY), measure(HELP)) for _ in range(ROUNDS)]
    empty, helped = (median(times) for times in zip(*measured, strict=True))
    allowed = TIMES * empty + PLUS_SECONDS
    print(f"python -c pass       {empty * 1000:6.1f} ms")
    print(f"mtasts-pages --help  {helped * 1000:6.1f} ms, allowed {allowed * 1000:.1f} ms")
    return int(helped > allowed)


def measure(command: tuple[str, ...]) -> float:
    """Return how many seconds *command* takes."""
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=30)
    return perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
