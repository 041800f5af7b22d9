"""Writes the extract of GitHub's API description that judges the client and the sandbox.

From the npm package ``@octokit/openapi`` (MIT) it takes the operations below with all that they
refer to, leaves out the prose and the examples, repairs the description's known defects
(``github_defects``), and says the rest in the words of JSON Schema 2020-12, as OpenAPI 3.1 does.

Run it as ``python tools/extract_github_description.py [TARBALL]``; without a tarball it fetches
the package with npm.
"""

import json
import sys
from pathlib import Path
from typing import Any

from diffable_json import format_diffable
from github_defects import repair_description
from npm_package import read_members

PACKAGE = "@octokit/openapi@23.0.2"
DESCRIPTION = "generated/api.github.com.json"
FOLDER = Path(__file__).parents[1] / "tests" / "github_description"

REPOSITORY = "/repos/{owner}/{repo}"
OPERATIONS: dict[str, tuple[str, ...]] = {
    "/app/installations/{installation_id}/access_tokens": ("post",),
    "/orgs/{org}/installation": ("get",),
    "/orgs/{org}/repos": ("get", "post"),
    REPOSITORY: ("delete", "get", "patch"),
    f"{REPOSITORY}/actions/permissions": ("get",),
    f"{REPOSITORY}/git/refs": ("post",),
    f"{REPOSITORY}/pages": ("delete", "get", "post", "put"),
    f"{REPOSITORY}/pages/builds/latest": ("get",),
    f"{REPOSITORY}/pages/health": ("get",),
    "/user": ("get",),
    "/user/repos": ("post",),
    "/users/{username}/installation": ("get",),
    "/users/{username}/repos": ("get",),
}
"""What the sandbox plays, and nothing else: a test compares the two."""

# Prose, examples and what only documentation and code generators use.
LEFT_OUT = frozenset(
    (
        *("description", "summary", "title", "externalDocs", "example", "examples"),
        *("default", "deprecated", "discriminator", "headers", "readOnly", "tags"),
        *("x-github", "x-octokit"),
    )
)
# Under these keys stand names of GitHub's, which may well be `description`.
NAMES = frozenset(("content", "parameters", "paths", "properties", "responses", "schemas"))
JSON_TYPE = "application/json"


def main(arguments: list[str]) -> None:
    """Write the extract and, beside it, the licence of the package."""
    tarball = Path(arguments[0]) if arguments else None
    text, licence = read_members(PACKAGE, (DESCRIPTION, "LICENSE"), tarball)
    extract = repair_description(extract_operations(json.loads(text)))
    (FOLDER / "api.github.com.json").write_text(format_diffable(extract) + "\n")
    (FOLDER / "api.github.com.LICENSE").write_text(licence)


def extract_operations(description: dict[str, Any]) -> dict[str, Any]:
    """Return the wanted operations of *description* with all components they refer to."""
    paths = {
        path: {method: leave_out_prose(description["paths"][path][method]) for method in methods}
        for path, methods in OPERATIONS.items()
    }
    components: dict[str, dict[str, Any]] = {}
    waiting = find_references(paths)
    while waiting:
        kind, name = waiting.pop()
        kept = components.setdefault(kind, {})
        if name not in kept:
            kept[name] = leave_out_prose(description["components"][kind][name])
            waiting |= find_references(kept[name])
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Extract of {PACKAGE}", "version": description["info"]["version"]},
        "paths": paths,
        "components": components,
    }


def leave_out_prose(node: object, *, names: bool = False) -> Any:  # noqa: ANN401 - any JSON value
    """Return *node* without prose, examples and media types other than JSON.

    *names* says that the keys of *node* are names of things described, not words of OpenAPI.
    """
    if isinstance(node, list):
        return [leave_out_prose(member) for member in node]
    if not isinstance(node, dict):
        return node
    if not names and JSON_TYPE in node.get("content", {}):
        node = node | {"content": {JSON_TYPE: node["content"][JSON_TYPE]}}
    return {
        key: leave_out_prose(value, names=not names and key in NAMES)
        for key, value in node.items()
        if names or key not in LEFT_OUT
    }


def find_references(node: object) -> set[tuple[str, str]]:
    """Return the components that *node* refers to, each as its kind and name."""
    if isinstance(node, list):
        return set().union(*map(find_references, node))
    if not isinstance(node, dict):
        return set()
    found = set().union(*map(find_references, node.values()))
    if isinstance(reference := node.get("$ref"), str):
        _, _, kind, name = reference.split("/")
        found.add((kind, name))
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
