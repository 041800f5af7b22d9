"""Queries in, documents out: parsing, validation, execution, and GitHub's errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from graphql.execution import ExecutionResult

from mtasts_pages.sandbox.github.accounts import Grant
from mtasts_pages.sandbox.github.graphql import git_fields, mutation, repository_fields
from mtasts_pages.sandbox.github.graphql.context import Context, name_type
from mtasts_pages.sandbox.github.hub import Hub
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.shapes import Shape

_SCHEMA = Path(__file__).with_name("schema.graphql")
_RESOLVERS: tuple[Mapping[str, Mapping[str, Callable[..., object]]], ...] = (
    repository_fields.RESOLVERS,
    git_fields.RESOLVERS,
    mutation.RESOLVERS,
)


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """The document to send; *refused* says why the query was outside the schema."""

    body: Shape
    refused: str | None = None


def answer_query(hub: Hub, grant: Grant, data: bytes) -> QueryAnswer:
    """Answer the JSON of a GraphQL request.

    Raises:
        Refusal: It is not JSON.

    """
    try:
        request = json.loads(data)
    except ValueError as error:
        raise Refusal(400, "Problems parsing JSON") from error
    query = request.get("query") if isinstance(request, dict) else None
    if not isinstance(query, str):
        message = "A query attribute must be specified and must be a string."
        return QueryAnswer({"errors": [{"message": message}]}, message)
    document, errors = _prepare(query)
    if document is None:
        return QueryAnswer({"errors": [_shape(e) for e in errors]}, errors[0].message)
    result = execute_sync(
        _load_schema(),
        document,
        context_value=Context(hub, grant),
        variable_values=request.get("variables") or {},
        operation_name=request.get("operationName"),
    )
    if not isinstance(result, ExecutionResult):
        raise TypeError("a resolver is asynchronous")
    body: Shape = {"data": result.data}
    if result.errors:
        body["errors"] = [_shape(error) for error in result.errors]
    return QueryAnswer(body)


@lru_cache(maxsize=64)
def _prepare(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """Return the query ready to run, or what is wrong with it."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, (error,)
    errors = tuple(validate(_load_schema(), document))
    return (None if errors else document), errors


@lru_cache(maxsize=1)
def _load_schema() -> GraphQLSchema:
    schema = build_schema(_SCHEMA.read_text(encoding="utf-8"))
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInterfaceType):
            kind.resolve_type = name_type
    for table in _RESOLVERS:
        for name, fields in table.items():
            kind = schema.type_map[name]
            if not isinstance(kind, GraphQLObjectType):
                raise TypeError(f"{name} is not an object type")
            for field, resolve in fields.items():
                kind.fields[field].resolve = resolve
    return schema


def _shape(error: GraphQLError) -> Shape:
    shape: Shape = dict(error.extensions or {})
    if error.path is not None:
        shape["path"] = error.path
    if error.locations:
        shape["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    return {**shape, "message": error.message}
