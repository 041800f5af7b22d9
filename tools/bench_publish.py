"""Measures publishing and planning a fleet in the sandbox, its limits switched off.

New domains are brought as far as the program comes without the operator's DNS records (created,
pushed, Pages enabled, domain set), beside a shell loop of git and curl that does the same, one
after another. Then the fleet is made current, and `plan` of it is measured.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench_render import GIT, lay_out, render_sites
from measuring import OWNER, compare, measure, show_cost, write_config

from mtasts_pages.sandbox import World
from mtasts_pages.sandbox.github import Lag

PROGRAM = (sys.executable, "-m", "mtasts_pages")
SHELL_OWNER = "shell-org"
AT_ONCE = Lag(pages_build=0, certificate=0, cdn=0, dns_recheck=0)
WAITING = 6
SHELL = f"""
call() {{
    curl --silent --show-error --fail --output /dev/null --request "$1" --data "$3" \\
        --header "Authorization: Bearer $GITHUB_TOKEN" "$GITHUB_API_URL/$2"
}}
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader
basic=$(printf 'x-access-token:%s' "$GITHUB_TOKEN" | base64 -w0)
export GIT_CONFIG_VALUE_0="Authorization: Basic $basic"
set -e
for site in "$1"/*/; do
    domain=$(basename "$site")
    name=mta-sts.$domain
    call POST orgs/{SHELL_OWNER}/repos "{{\\"name\\": \\"$name\\"}}"
    git init --quiet --initial-branch=main "$site"
    git -C "$site" add --all
    git -C "$site" commit --quiet --message Publish
    git -C "$site" push --quiet "$GITHUB_SERVER_URL/{SHELL_OWNER}/$name.git" main
    call POST repos/{SHELL_OWNER}/$name/pages '{{"source": {{"branch": "main", "path": "/"}}}}'
    call PUT repos/{SHELL_OWNER}/$name/pages "{{\\"cname\\": \\"mta-sts.$domain\\"}}"
done
"""


def compare_publishing(
    world: World, folder: Path, domains: int, environment: Mapping[str, str]
) -> Path:
    """Print what new domains cost; return the config of those that the program published."""
    ours = write_config(folder / "ours.yaml", domains)
    theirs = write_config(folder / "theirs.yaml", domains, zone="example.net")
    lay_out(render_sites(theirs), folder / "theirs")
    command = (*PROGRAM, "publish", "--quiet", "--jobs", "8", "--wait", "0", "-c", str(ours))
    program = measure(command, environment, WAITING)
    shell = measure(("sh", "-c", SHELL, "sh", str(folder / "theirs")), {**GIT, **environment})
    print(f"{domains:,} new domains, {len(world.github.pushes):,} pushes received from both")
    show_cost("publish --jobs 8", [program], domains)
    show_cost("shell loop of git and curl", [shell], domains)
    times, _ = compare([shell], [program])
    print(f"  the shell loop takes {times:.2f} times as long as publish")
    return ours


def make_current(world: World, config: Path, environment: Mapping[str, str]) -> None:
    """Play the operator until every domain is current."""
    for _ in range(5):
        zone = subprocess.run(
            (*PROGRAM, "dns", "--quiet", "-c", str(config)),
            check=True,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        world.names.paste(zone.stdout)
        done = subprocess.run(
            (*PROGRAM, "publish", "--quiet", "--wait", "0", "-c", str(config)),
            check=False,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        if done.returncode == 0:
            return
    raise SystemExit("the fleet does not become current")


def main() -> int:
    """Print what publishing and planning cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--new", type=int, default=100, help="domains to publish")
    parser.add_argument("--plan", action="store_true", help="make them current, and plan them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-publish-") as name:
        folder = Path(name)
        with World(folder / "world", lag=AT_ONCE, limits=False) as world:
            login = world.add_owners([OWNER, SHELL_OWNER])
            token = world.github.add_token(login, scopes=("repo",)).value
            environment = {**os.environ, **world.environment(token)}
            config = compare_publishing(world, folder, given.new, environment)
            if given.plan:
                make_current(world, config, environment)
                plan = (*PROGRAM, "plan", "--exit-code", "--quiet", "-c", str(config))
                cost = measure(plan, environment)
                print(f"{given.new:,} current domains; {cost.peak / 1024:.0f} MB at the peak")
                show_cost("plan", [cost], given.new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
