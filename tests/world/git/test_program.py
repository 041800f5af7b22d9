"""GitPython has one door, behind which git was asked for its version."""

from __future__ import annotations

import ast
from pathlib import Path

import mtasts_pages

PACKAGE = Path(mtasts_pages.__file__).parent


def test_no_other_module_loads_gitpython() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(n.name.split(".")[0] == "git" for n in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "git")
    }
    assert found == {"world/git/program.py"}
