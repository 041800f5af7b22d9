"""The endpoints that there are."""

import json

from github_description.description import EXTRACT

from mtasts_pages.sandbox.github.api import ROUTES


def test_the_sandbox_plays_what_the_extract_of_githubs_description_describes() -> None:
    paths = json.loads(EXTRACT.read_text())["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert {(route.method, route.template) for route in ROUTES} == described
