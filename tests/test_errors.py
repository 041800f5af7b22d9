"""The tree of errors is drawn whole."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import mtasts_pages
from mtasts_pages import errors
from mtasts_pages.errors import MtaStsPagesError

LINE = re.compile(r"^    ([│├└─ ]*)(\w+Error)\b.*?(?:\s{2,}([a-z.]+))?$", re.MULTILINE)


def find_subclasses(error: type[Exception]) -> Iterator[type[Exception]]:
    for subclass in error.__subclasses__():
        yield subclass
        yield from find_subclasses(subclass)


def read_drawing() -> dict[str, tuple[str, str]]:
    """Return for each class of the drawing the one that it is drawn under, and its package."""
    drawn: dict[str, tuple[str, str]] = {}
    above: list[str] = []
    for prefix, name, package in LINE.findall(errors.__doc__ or ""):
        depth = len(prefix) // 4
        above[depth:] = [name]
        drawn[name] = (above[depth - 1] if depth else "", package)
    return drawn


def test_every_error_is_drawn_under_its_parent_and_with_its_package():
    for module in pkgutil.walk_packages(mtasts_pages.__path__, "mtasts_pages."):
        if not module.name.startswith(("mtasts_pages.sandbox", "mtasts_pages.__main__")):
            importlib.import_module(module.name)
    drawn = read_drawing()
    assert drawn.pop("MtaStsPagesError") == ("", "")
    known = {
        error.__name__: error
        for error in find_subclasses(MtaStsPagesError)
        if error.__module__.startswith("mtasts_pages.")
    }
    assert drawn.keys() == known.keys()
    for name, (parent, package) in drawn.items():
        assert known[name].__base__.__name__ == parent
        home = f"mtasts_pages.{package or 'errors'}"
        assert f"{known[name].__module__}.".startswith(f"{home}.")
