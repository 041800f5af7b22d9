"""What holds for the whole project, whoever changes it."""

import ast
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "mtasts_pages").rglob("*.py"))
MOST_LINES = 300
HEAVY = frozenset(("git", "github", "dns", "jinja2", "pydantic", "rich"))

TEXT = frozenset((".py", ".md", ".toml", ".yaml", ".yml", ".sh", ".txt", ".html", ""))
FOLDERS = ("mtasts_pages", "templates", "tests", "tools", "docs", ".ci")
# Written so that none of these matches itself.
FORBIDDEN = {
    "a path of somebody's machine": r"/(?:home|Users)/\w|/(?:root|work|tmp)/\w",
    "the host of a package registry": r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org",
    "something left to do": r"\b(?:TO[D]O|FIX[M]E|XX[X])\b",
}


def project_texts() -> Iterator[Path]:
    for path in ROOT.iterdir():
        if path.is_file() and path.suffix in TEXT and path.name != ".git":  # a file in a worktree
            yield path
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts:
                yield path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_enough_to_have_one_idea(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= MOST_LINES, f"{lines} lines are a reason to split it"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in project_texts()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


# ---- what import-linter cannot see: contracts in pyproject.toml forbid whole modules ----


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def package_of(path: Path) -> str:
    """Return the package of the house that a module is in, such as `world`."""
    return path.relative_to(ROOT / "mtasts_pages").parts[0].removesuffix(".py")


def find_names(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a module asks of other modules, as ``os.environ``, with the line."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.lineno, f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


CLOCK = r"(datetime|date)\.(now|utcnow|today)|time\..*|time"
PROCESS = r"os\.(system|popen|fork|forkpty|posix_spawnp?|spawn\w+|exec\w+)"
ENVIRONMENT = r"os\.(environb?|getenvb?|putenv|unsetenv)"
NETWORK = r"urllib(?!\.parse).*"


@pytest.mark.parametrize(
    ("names", "packages", "modules"),
    [
        pytest.param(CLOCK, {"sandbox"}, {"world/clock.py"}, id="the time"),
        pytest.param(PROCESS, {"sandbox", "world"}, set(), id="a process"),
        # GitPython runs git in the environment of the process when it is imported, and the
        # environment names the agent that `ssh-keygen` asks.
        pytest.param(
            ENVIRONMENT,
            {"cli"},
            {"sandbox/github/git_http.py", "world/git/program.py", "world/git/signing.py"},
            id="the environment",
        ),
        pytest.param(NETWORK, {"sandbox", "world"}, set(), id="the network"),
    ],
)
def test_only_where_it_belongs_a_module_asks_for(
    names: str, packages: set[str], modules: set[str]
) -> None:
    pattern = re.compile(names)
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in MODULES
        if package_of(path) not in packages
        and path.relative_to(ROOT / "mtasts_pages").as_posix() not in modules
        for line, name in find_names(path)
        if pattern.fullmatch(name)
    ]
    assert not found, "\n".join(found)


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    always = {name_of(line) for line in project["dependencies"]}
    in_sandbox = {name_of(line) for line in project["optional-dependencies"]["sandbox"]}
    homes = packages_distributions()
    missing = []
    for path in MODULES:
        allowed = always | in_sandbox if package_of(path) == "sandbox" else always
        for line, name in find_imports(path):
            top = name.partition(".")[0]
            if top == "mtasts_pages" or top in sys.stdlib_module_names:
                continue
            if not {name_of(home) for home in homes.get(top, ())} & allowed:
                missing.append(f"{path.relative_to(ROOT)}:{line}: {name}")
    assert not missing, "\n".join(missing)


def name_of(requirement: str) -> str:
    """Return the name of a distribution as PEP 503 writes it, without versions and extras."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def find_imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(option: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mtasts_pages", option],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-1000:]
    assert done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "click" in imported
    assert not {name for name in imported if name.partition(".")[0] in HEAVY}


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_tests_reach_no_address_beyond_loopback(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as outgoing:
        for reach in (
            lambda: outgoing.connect((address, 53)),
            lambda: outgoing.connect_ex((address, 53)),
            lambda: outgoing.sendto(b"", (address, 53)),
            lambda: outgoing.sendto(b"", 0, (address, 53)),
        ):
            with pytest.raises(pytest.fail.Exception, match="beyond loopback"):
                reach()


def test_tests_look_up_no_name() -> None:
    with pytest.raises(pytest.fail.Exception, match="beyond loopback"):
        socket.create_connection(("example.com", 443), timeout=1)
    assert socket.getaddrinfo("127.0.0.1", 443)


def test_tests_see_nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert time.tzname[0] == "odd"
    monkeypatch.chdir("/")
    configured = subprocess.run(
        ["git", "config", "--list"], check=True, capture_output=True, text=True, timeout=10
    )
    assert configured.stdout == ""
