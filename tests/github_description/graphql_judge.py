"""Whether a GraphQL query is one that GitHub takes, and an answer one that it gives.

The schema beside this file is an extract of GitHub's own, made by
``tools/extract_github_schema.py``.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    FieldNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

EXTRACT = Path(__file__).with_name("schema.graphql")
ABSENT = object()


@cache
def load_schema() -> GraphQLSchema:
    """Return the extract of GitHub's schema, read once."""
    return build_schema(EXTRACT.read_text())


def judge_query(text: str, variables: Mapping[str, Any] | None = None) -> list[str]:
    """Return what GitHub would refuse in a query, each as a sentence; empty when it is right."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return [error.message]
    schema = load_schema()
    if problems := validate(schema, document):
        return [problem.message for problem in problems]
    return [
        problem.message
        for operation in document.definitions
        if isinstance(operation, OperationDefinitionNode)
        for problem in variable_problems(schema, operation, dict(variables or {}))
    ]


def variable_problems(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: dict[str, Any]
) -> list[GraphQLError]:
    """Return what is wrong with *variables* as those that *operation* declares."""
    values = get_variable_values(schema, operation.variable_definitions or (), variables)
    return values if isinstance(values, list) else []


def judge_answer(
    text: str, answer: object, variables: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """Yield what GitHub would not answer to the query *text*.

    The query is carried out by graphql-core over the data that were answered: what comes out must
    be the same data, so that every field asked for is there, with its type, and no other.
    """
    if not isinstance(answer, dict) or not answer.keys() & {"data", "errors"}:
        yield "an answer holds `data`, or `errors`, or both"
        return
    for key in sorted(answer.keys() - {"data", "errors", "extensions"}):
        yield f"an answer has no `{key}`"
    for error in answer.get("errors", ()):
        if not isinstance(error, dict) or not isinstance(error.get("message"), str):
            yield "an error lacks its `message`"
    if (data := answer.get("data")) is None:
        return
    result = execute_sync(
        load_schema(),
        parse(text),
        data,
        variable_values=dict(variables or {}),
        field_resolver=take_answered,
        type_resolver=recognise_type,
    )
    problems = [error.message for error in result.errors or ()]
    yield from problems
    if not problems and result.data != data:
        yield "the answer holds fields that were not asked for"


def take_answered(source: Any, info: GraphQLResolveInfo, **_: object) -> object:
    """Return the value that the answer has for a field, by its alias where it has one."""
    value = source.get(info.path.key, ABSENT)
    if value is ABSENT:
        raise GraphQLError(f"`{info.path.key}` was asked for and not answered")
    return value


def recognise_type(
    value: dict[str, Any], info: GraphQLResolveInfo, abstract: GraphQLAbstractType
) -> str:
    """Return the type that *value* is of, by the keys that were asked for of each type."""
    possible = info.schema.get_possible_types(abstract)
    for candidate in possible:
        asked: set[str] = set()
        for node in info.field_nodes:
            asked |= asked_of(candidate, node.selection_set, info.schema)
        if asked == value.keys() and value.get("__typename", candidate.name) == candidate.name:
            return candidate.name
    names = ", ".join(candidate.name for candidate in possible)
    raise GraphQLError(f"the fields {', '.join(value)} are not those asked of any of {names}")


def asked_of(
    candidate: GraphQLObjectType, selections: SelectionSetNode | None, schema: GraphQLSchema
) -> set[str]:
    """Return the keys that are asked for of an object that is a *candidate*."""
    asked: set[str] = set()
    for node in selections.selections if selections else ():
        if isinstance(node, FieldNode):
            asked.add((node.alias or node.name).value)
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            named = schema.get_type(condition.name.value) if condition else candidate
            if named is candidate or named in candidate.interfaces:
                asked |= asked_of(candidate, node.selection_set, schema)
    return asked
