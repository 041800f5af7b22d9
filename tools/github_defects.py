"""What is wrong in GitHub's API description, and the repair of each defect.

The description is OpenAPI 3.0, made to be read by people and code generators rather than to
judge with. Each repair here says why it is one.
"""

from typing import Any

PAGES = "/repos/{owner}/{repo}/pages"
CHANGES = "x-github-breaking-changes"


def repair_description(description: dict[str, Any]) -> dict[str, Any]:
    """Return *description* with its defects repaired, schemas in the words of JSON Schema."""
    add_missing_not_found(description)
    allow_null_health(description)
    name_public_key(description)
    name_error_status(description)
    description["components"] = repair_schemas(description["components"])
    description["paths"] = repair_schemas(description["paths"])
    return description


def add_missing_not_found(description: dict[str, Any]) -> None:
    """Add 404 to ``PUT …/pages``.

    Known from many clients: `The certificate does not exist yet`, when `https_enforced` comes
    before GitHub has a certificate for the custom domain. The description has no 404 there.
    """
    not_found = {"$ref": "#/components/responses/not_found"}
    description["paths"][PAGES]["put"]["responses"]["404"] = not_found


def allow_null_health(description: dict[str, Any]) -> None:
    """Let the 202 of ``GET …/pages/health`` be null.

    GitHub's own example of it is null where the schema says an object. The other examples that
    fail their schemas only lack newer keys (`has_discussions`, `archived_at`, `language`), so
    there the schema is right; examples are not part of the extract at all.
    """
    accepted = description["paths"][f"{PAGES}/health"]["get"]["responses"]["202"]
    content = accepted["content"]["application/json"]
    content["schema"] = {"nullable": True, "oneOf": [content["schema"]]}


def name_public_key(description: dict[str, Any]) -> None:
    """Give ``PUT …/pages`` its key `public`, which `anyOf` asks for and `properties` lacks."""
    body = description["paths"][PAGES]["put"]["requestBody"]["content"]["application/json"]
    body["schema"]["properties"]["public"] = {"type": "boolean"}


def name_error_status(description: dict[str, Any]) -> None:
    """Give the body of a 422 the key `status`, which only ``basic-error`` names.

    GitHub's errors carry their status as a string, whatever their schema is called.
    """
    properties = description["components"]["schemas"]["validation-error"]["properties"]
    properties["status"] = {"type": "string"}


def repair_schemas(node: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return *node* with every schema in it repaired, members first."""
    if isinstance(node, list):
        return [repair_schemas(member) for member in node]
    if not isinstance(node, dict):
        return node
    node = {key: repair_schemas(value) for key, value in node.items()}
    if isinstance(changes := node.get(CHANGES), list):
        node[CHANGES] = merge_changes(changes)
    return allow_null(close_object(node))


def allow_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return *schema* with OpenAPI 3.0's `nullable` said as JSON Schema says it.

    Where an `enum` stands beside it, as in `page.status`, null is not among its members, so that
    a strict validator refuses GitHub's real answers: it is added.
    """
    if schema.get("nullable") not in (True, False):
        return schema  # not OpenAPI's word
    schema = dict(schema)
    if not schema.pop("nullable"):
        return schema
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]} if schema else schema
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    return schema | {"type": [schema["type"], "null"]}


def close_object(schema: dict[str, Any]) -> dict[str, Any]:
    """Return *schema* refusing keys that it does not name.

    The description leaves every object open, so that a misspelled `https_enforce` passes, and an
    answer with a key that GitHub never gives. One without any `properties` stays open: it is
    a map, such as `custom_properties`.
    """
    if not isinstance(schema.get("properties"), dict) or "additionalProperties" in schema:
        return schema
    if schema.get("type") != "object":
        return schema  # a branch of an `anyOf`, or a change to a schema
    return schema | {"additionalProperties": False}


def merge_changes(changes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what each API version changes, as one merge patch (RFC 7396) a version.

    Most of *changes* are merge patches already; the few that are JSON patches only remove.
    """
    merged: dict[str, Any] = {}
    for change in changes:
        patch = change["patch"]
        merge_into(
            merged.setdefault(change["version"], {}),
            removals_of(patch) if isinstance(patch, list) else patch,
        )
    return merged


def removals_of(operations: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a JSON patch that removes members as a merge patch."""
    merged: dict[str, Any] = {}
    for operation in operations:
        if operation["op"] != "remove":
            raise SystemExit(f"a breaking change that is not a removal: {operation}")
        *parents, last = operation["path"].removeprefix("/").split("/")
        place = merged
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = None
    return merged


def merge_into(target: dict[str, Any], patch: dict[str, Any]) -> None:
    """Add the members of *patch* to *target*, objects member by member."""
    for key, value in patch.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            merge_into(target[key], value)
        else:
            target[key] = value
