"""Endpoints about git itself: creating a ref."""

from __future__ import annotations

import re

from mtasts_pages.sandbox.github.bodies import STRING, Body
from mtasts_pages.sandbox.github.calls import Call, Result
from mtasts_pages.sandbox.github.gitstore import StaleRefError
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.routes import Route
from mtasts_pages.sandbox.github.shapes import node_id

_REF = re.compile(r"refs/(?:heads|tags)/[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)


def create_ref(call: Call) -> Result:
    """Create a branch or tag; GitHub, "Create a reference"."""
    ref, sha = str(call.body["ref"]), str(call.body["sha"])
    repository, git = call.repository, call.git
    if repository.archived:
        raise Refusal(403, "Repository was archived so is read-only.")
    if not _REF.fullmatch(ref) or ".." in ref:
        raise Refusal(422, "Reference name is not valid")
    found = git.read(sha)
    if found is None:
        raise Refusal(422, "Object does not exist")
    if git.read_ref(ref) is not None:
        raise Refusal(422, "Reference already exists")
    try:
        git.update_ref(ref, sha, None)
    except StaleRefError as error:
        raise Refusal(422, "Reference already exists") from error
    root = f"{call.hub.urls.api}/repos/{repository.full_name}/git"
    return Result(
        201,
        {
            "ref": ref,
            "node_id": node_id("REF", repository.id, ref),
            "url": f"{root}/{ref}",
            "object": {"type": found[0], "sha": sha, "url": f"{root}/{found[0]}s/{sha}"},
        },
    )


ROUTES = (
    Route(
        "POST",
        "/repos/{owner}/{repo}/git/refs",
        create_ref,
        {"contents": "write"},
        body=Body({"ref": STRING, "sha": STRING}, required=("ref", "sha")),
    ),
)
