"""What other programs may import from `mtasts_pages.standards`."""

import inspect
import subprocess
import sys

import pytest

from mtasts_pages import standards

HEAVY = {"idna", "pydantic", "difflib", "ipaddress", "yaml", "dns", "jinja2", "git", "github"}


def test_every_name_of_the_surface_exists_and_is_documented() -> None:
    assert standards.__doc__
    for name in standards.__all__:
        value = getattr(standards, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, name
    assert list(standards.__all__) == sorted(
        standards.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name)
    )


def test_importing_it_is_light() -> None:
    code = "import sys, mtasts_pages.standards; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & HEAVY
    ours = {name for name in done.stdout.split() if name.startswith("mtasts_pages.")}
    below = {"mtasts_pages.text", "mtasts_pages.durations"}
    assert not {name for name in ours - below if not name.startswith("mtasts_pages.standards")}


@pytest.mark.parametrize("error", ["Domain", "MxPattern", "Policy", "PolicyRecord", "TlsReporting"])
def test_every_error_is_a_value_error_of_the_one_tree(error: str) -> None:
    kind = getattr(standards, f"{error}Error")
    assert issubclass(kind, standards.StandardsError)
    assert issubclass(kind, ValueError)
