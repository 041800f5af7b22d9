"""Measures `mtasts-pages render` as a whole command against its promises.

New sites and changed ones beside a shell loop of git over the same files and beside a program
that writes the same files and objects without a check; then fleets that grow tenfold, for the
cost and the memory a domain, and for a second run that finds nothing to do.
"""

import argparse
import marshal
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from measuring import Cost, compare, judge, measure, show_cost, write_config

from mtasts_pages.config.load import load_config
from mtasts_pages.site import load_templates, render_site

PROGRAM = (sys.executable, "-m", "mtasts_pages", "render", "--quiet")
PLAIN = (sys.executable, str(Path(__file__).with_name("write_plainly.py")))
NEW = """for site in "$1"/*/; do
    git init --quiet "$site"
    git -C "$site" add --all
    git -C "$site" commit --quiet --message Publish
done"""
CHANGED = NEW.replace('git init --quiet "$site"', ":")
WHO = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
GIT = {**os.environ, **WHO, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
Sites = Mapping[str, Mapping[str, bytes]]


def render_sites(config: Path) -> Sites:
    """Return the files of each domain."""
    loaded, _ = load_config(config)
    templates = load_templates(loaded.templates)
    return {domain.domain: dict(render_site(domain, templates)) for domain in loaded.domains}


def lay_out(sites: Sites, folder: Path) -> None:
    """Write the files of each domain, for the shell loop to commit."""
    for name, files in sites.items():
        for path, data in files.items():
            (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / path).write_bytes(data)


def render(config: Path, folder: Path) -> Cost:
    """Return what rendering *config* into *folder* costs."""
    return measure((*PROGRAM, "--config", str(config), "--output", str(folder)))


def compare_ways(folder: Path, domains: int, rounds: int) -> bool:
    """Print how rendering compares with the shell loop and plain writing; return the verdict."""
    old = write_config(folder / "old.yaml", domains)
    new = write_config(folder / "new.yaml", domains, host="mx2")
    sites, changed = render_sites(old), render_sites(new)
    (folder / "sites").write_bytes(marshal.dumps(list(sites.items())))
    costs: dict[str, list[Cost]] = {}
    for number in range(rounds):
        # Nothing is deleted in between: ext4 is slow to create beside what was just deleted.
        here = folder / f"round-{number}"
        here.mkdir()
        shell, plain, ours = str(here / "shell"), str(here / "plain"), here / "ours"
        lay_out(sites, here / "shell")
        found = {
            "shell loop, new": measure(("sh", "-c", NEW, "sh", shell), GIT),
            "plain writing, new": measure((*PLAIN, str(folder / "sites"), plain)),
            "render, new": render(old, ours),
            "render, nothing changed": render(old, ours),
        }
        lay_out(changed, here / "shell")
        found["shell loop, one mx changed"] = measure(("sh", "-c", CHANGED, "sh", shell), GIT)
        found["render, one mx changed"] = render(new, ours)
        for name, cost in found.items():
            costs.setdefault(name, []).append(cost)
    print(f"{domains:,} domains, median of {rounds} rounds")
    for name, taken in costs.items():
        show_cost(name, taken, domains)
    fresh, again = costs["render, new"], costs["render, one mx changed"]
    return all(
        [
            judge(
                "new: the shell loop takes, in times of render (at least 4)",
                compare(costs["shell loop, new"], fresh),
                lambda times: times >= 4,  # noqa: PLR2004 - the promise
            ),
            judge(
                "new: render takes, in times of plain writing (at most 2.5)",
                compare(fresh, costs["plain writing, new"]),
                lambda times: times <= 2.5,  # noqa: PLR2004 - the promise
            ),
            judge(
                "changed: the shell loop, in times of render (at least 3)",
                compare(costs["shell loop, one mx changed"], again),
                lambda times: times >= 3,  # noqa: PLR2004 - the promise
            ),
        ]
    )


def grow(folder: Path, largest: int) -> bool:
    """Print the cost a domain of fleets up to *largest*; return whether the promises hold."""
    nothing = render(write_config(folder / "one.yaml", 1), folder / "one")
    kept = True
    sizes = [size for size in (10**power for power in range(2, 7)) if size <= largest]
    for size in sizes:
        config = write_config(folder / f"{size}.yaml", size)
        first = render(config, folder / f"first-{size}")
        second = render(config, folder / f"first-{size}")
        memory = (max(first.peak, second.peak) - nothing.peak) / size
        print(f"{size:,} domains; {memory:.1f} KB of memory a domain")
        show_cost("render, new", [first], size)
        show_cost("render, nothing changed", [second], size)
        kept &= memory <= 10  # noqa: PLR2004 - the promise, in KB
        if size >= 10_000:  # noqa: PLR2004 - below, starting is what takes the time
            kept &= judge(
                "nothing changed, in times of the first run (at most 0.1)",
                compare([second], [first]),
                lambda times: times <= 0.1,  # noqa: PLR2004 - the promise
            )
    return kept


def main() -> int:
    """Print every figure; return 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--domains", type=int, default=1000, help="for the comparison")
    parser.add_argument("--rounds", type=int, default=3, help="of the comparison")
    parser.add_argument("--largest", type=int, default=10_000, help="fleet to grow to")
    parser.add_argument("--folder", type=Path, help="where the disk to measure is mounted")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-render-", dir=given.folder))
    try:
        compared = compare_ways(folder, given.domains, given.rounds)
        return int(not (grow(folder, given.largest) and compared))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
