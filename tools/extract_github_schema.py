"""Writes the extract of GitHub's GraphQL schema that judges the client and the sandbox.

From the npm package ``@octokit/graphql-schema`` (MIT) it takes the fields below and the scalars,
enums and inputs they need, without the prose.

Run it as ``python tools/extract_github_schema.py [TARBALL]``; without a tarball it fetches the
package with npm.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from graphql import language as ast
from npm_package import read_members

PACKAGE = "@octokit/graphql-schema@15.26.1"
FOLDER = Path(__file__).parents[1] / "tests" / "github_description"

# The wanted fields of each object and interface. Three dots: every one whose type is in here too.
ALL = ("...",)
OWNER = (
    *("avatarUrl", "createdAt", "databaseId", "email", "id", "login", "name"),
    *("repositories", "repository", "resourcePath", "updatedAt", "url", "websiteUrl"),
)
WANTED: dict[str, tuple[str, ...]] = {
    "Query": ("id", "organization", "rateLimit", "repository", "repositoryOwner", "user", "viewer"),
    "Mutation": ("createCommitOnBranch",),
    "CreateCommitOnBranchPayload": ALL,
    "Actor": ALL,
    "Blob": ALL,
    "Commit": (
        *("abbreviatedOid", "author", "authoredDate", "committedDate", "committedViaWeb"),
        *("committer", "file", "history", "id", "message", "messageBody", "messageHeadline"),
        *("oid", "parents", "repository", "resourcePath", "tree", "treeUrl", "url"),
        *("commitResourcePath", "commitUrl"),
    ),
    "CommitConnection": ALL,
    "CommitEdge": ALL,
    "CommitHistoryConnection": ALL,
    "GitActor": ALL,
    "GitObject": ALL,
    "Node": ALL,
    "Organization": (*OWNER, "viewerCanAdminister", "viewerCanCreateRepositories"),
    "PageInfo": ALL,
    "RateLimit": ALL,
    "Ref": ("id", "name", "prefix", "repository", "target"),
    "Repository": (
        *("archivedAt", "createdAt", "databaseId", "defaultBranchRef", "description"),
        *("diskUsage", "homepageUrl", "id", "isArchived", "isDisabled", "isEmpty", "isFork"),
        *("isInOrganization", "isLocked", "isMirror", "isPrivate", "isTemplate", "name"),
        *("nameWithOwner", "object", "owner", "pushedAt", "ref", "refs", "repositoryTopics"),
        *("resourcePath", "sshUrl", "updatedAt", "url", "viewerCanAdminister"),
        *("viewerPermission", "visibility"),
    ),
    "RefConnection": ALL,
    "RefEdge": ALL,
    "RepositoryConnection": ALL,
    "RepositoryEdge": ALL,
    "RepositoryOwner": ALL,
    "RepositoryTopic": ALL,
    "RepositoryTopicConnection": ALL,
    "RepositoryTopicEdge": ALL,
    "Topic": ("id", "name"),
    "Tree": ALL,
    "TreeEntry": ALL,
    "User": (*OWNER, "isViewer", "organization"),
}
BUILT_IN = frozenset(("Boolean", "Float", "ID", "Int", "String"))

Definitions = dict[str, ast.TypeDefinitionNode]
Fielded = ast.ObjectTypeDefinitionNode | ast.InterfaceTypeDefinitionNode


def main(arguments: list[str]) -> None:
    """Write the extract and, beside it, the licence of the package."""
    tarball = Path(arguments[0]) if arguments else None
    text, licence = read_members(PACKAGE, ("schema.graphql", "LICENSE.md"), tarball)
    blocks = extract_types(text)
    (FOLDER / "schema.graphql").write_text(f"# Extract of {PACKAGE}\n\n" + "\n".join(blocks))
    (FOLDER / "schema.LICENSE").write_text(licence)


def extract_types(text: str) -> list[str]:
    """Return the wanted types and the scalars, enums and inputs they need, each as SDL."""
    definitions: Definitions = {
        node.name.value: node
        for node in ast.parse(text, no_location=True).definitions
        if isinstance(node, ast.TypeDefinitionNode)
    }
    blocks: dict[str, str] = {}
    waiting = set(WANTED)
    while waiting:
        name = waiting.pop()
        if name not in blocks:
            lines, needed = format_type(definitions[name], definitions)
            blocks[name] = "\n".join(lines) + "\n"
            waiting |= needed - BUILT_IN
    return [blocks[name] for name in sorted(blocks)]


def format_type(
    node: ast.TypeDefinitionNode, definitions: Definitions
) -> tuple[list[str], set[str]]:
    """Return the lines of a type without its prose, and the names of the types it needs."""
    name = node.name.value
    match node:
        case ast.ScalarTypeDefinitionNode():
            return [f"scalar {name}"], set()
        case ast.EnumTypeDefinitionNode():
            values = sorted(value.name.value for value in node.values or ())
            return [f"enum {name} {{ {' '.join(values)} }}"], set()
        case ast.InputObjectTypeDefinitionNode():
            values = [format_value(value) for value in node.fields or ()]
            needed = {innermost(value.type) for value in node.fields or ()}
            return [f"input {name} {{", *(f"  {value}" for value in values), "}"], needed
        case ast.ObjectTypeDefinitionNode() | ast.InterfaceTypeDefinitionNode():
            fields = [*wanted_fields(node, definitions)]
            implemented = [each.name.value for each in node.interfaces or ()]
            kept = " & ".join(each for each in implemented if each in WANTED)
            kind = "type" if isinstance(node, ast.ObjectTypeDefinitionNode) else "interface"
            opening = f"{kind} {name} {'implements ' + kept + ' ' if kept else ''}{{"
            needed = {innermost(field.type) for field in fields}
            needed |= {innermost(each.type) for field in fields for each in field.arguments or ()}
            return [opening, *(f"  {format_field(field)}" for field in fields), "}"], needed
    raise SystemExit(f"`{name}` is a kind of type that nothing here needs")


def wanted_fields(node: Fielded, definitions: Definitions) -> Iterator[ast.FieldDefinitionNode]:
    """Yield the fields of *node* that are wanted, sorted as GitHub has them."""
    wanted = WANTED[node.name.value]
    missing = set(wanted) - {field.name.value for field in node.fields or ()} - set(ALL)
    if missing:
        raise SystemExit(f"`{node.name.value}` has no {', '.join(sorted(missing))}")
    for field in node.fields or ():
        target = definitions.get(innermost(field.type))
        objects = isinstance(target, ast.ObjectTypeDefinitionNode | ast.InterfaceTypeDefinitionNode)
        if objects and innermost(field.type) not in WANTED:
            continue
        if wanted == ALL or field.name.value in wanted:
            yield field


def format_field(field: ast.FieldDefinitionNode) -> str:
    """Return a field with its arguments and type, on one line."""
    arguments = ", ".join(map(format_value, field.arguments or ()))
    return f"{field.name.value}{f'({arguments})' if arguments else ''}: {ast.print_ast(field.type)}"


def format_value(value: ast.InputValueDefinitionNode) -> str:
    """Return an argument or a field of an input, with its default."""
    default = f" = {ast.print_ast(value.default_value)}" if value.default_value else ""
    return f"{value.name.value}: {ast.print_ast(value.type)}{default}"


def innermost(node: ast.TypeNode) -> str:
    """Return the name of the type inside lists and non-nulls."""
    while isinstance(node, ast.ListTypeNode | ast.NonNullTypeNode):
        node = node.type
    return ast.print_ast(node)


if __name__ == "__main__":
    main(sys.argv[1:])
