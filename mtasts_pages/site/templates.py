"""The Jinja templates: the built-in ones, and an operator's own over them.

A file in the operator's folder takes the place of the built-in template of the
same path, or extends it by ``{% extends "builtin/index.html" %}``; a path that the
built-in templates do not have adds a file to every site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import jinja2

from mtasts_pages.errors import TemplateError
from mtasts_pages.site.files import POLICY_PATH

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of a site by the path of the file that each renders."""

    by_path: Mapping[str, jinja2.Template]


def locate_builtin_templates() -> Path:
    """Return the folder of the built-in templates, in a wheel or in a checkout."""
    for folder in (_PACKAGE / "templates", _PACKAGE.parent / "templates"):
        if (folder / POLICY_PATH).is_file():
            return folder
    raise TemplateError(
        "the built-in templates are missing from this installation",
        "install mtasts-pages again",
    )


def load_templates(override: Path | None) -> Templates:
    """Return the templates, those in *override* first.

    Raises:
        TemplateError: *override* is not a folder, or a template in it cannot be read,
            is not valid Jinja, or is a file where another one needs a folder; the message
            names the file, and the line where there is one.

    """
    builtin = locate_builtin_templates()
    folders = [builtin] if override is None else [override, builtin]
    if override is not None and not override.is_dir():
        raise TemplateError(
            f"`{override}` is not a folder of templates",
            "`site.templates` in the config is resolved from the folder that the config is in",
        )
    loader = jinja2.ChoiceLoader(
        [
            jinja2.PrefixLoader({"builtin": jinja2.FileSystemLoader(builtin)}),
            *(jinja2.FileSystemLoader(folder) for folder in folders),
        ]
    )
    plain = _environment(loader, "\n")
    # RFC 8461, 3.2: lines end in CRLF or LF. CRLF, since some validators refuse LF.
    crlf = _environment(loader, "\r\n")
    paths = sorted({path for folder in folders for path in _list_paths(folder)})
    _refuse_clashes(paths)
    return Templates(
        {path: _compile(crlf if path == POLICY_PATH else plain, path) for path in paths}
    )


def _environment(loader: jinja2.BaseLoader, newline: str) -> jinja2.Environment:
    return jinja2.Environment(
        loader=loader,
        autoescape=jinja2.select_autoescape(["html", "htm", "xml", "svg"]),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        newline_sequence=newline,  # type: ignore[arg-type]  # the stubs want a literal
        auto_reload=False,
    )


def _list_paths(folder: Path) -> list[str]:
    paths = [file.relative_to(folder) for file in folder.rglob("*") if file.is_file()]
    for path in paths:
        # A site is committed by path: nothing may reach into git's own folder.
        if any(part.lower() == ".git" for part in path.parts):
            raise TemplateError(
                f"`{folder / path}` lies in a folder named `.git`",
                "a folder of templates holds templates only; move it out of the repository",
            )
    return [path.as_posix() for path in paths]


def _refuse_clashes(paths: Iterable[str]) -> None:
    """Refuse a folder where another template makes a file: git keeps only one of them."""
    files = set(paths)
    for path in files:
        for above in PurePosixPath(path).parents:
            if str(above) in files:
                raise TemplateError(
                    f"`{above}` is both a file and a folder of the site, for `{path}`",
                    "move or rename one of your templates",
                )


def _compile(environment: jinja2.Environment, path: str) -> jinja2.Template:
    try:
        return environment.get_template(path)
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(f"{error.filename or path}:{error.lineno}: {error.message}") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"the template `{path}` is not UTF-8 text") from error
    except jinja2.TemplateError as error:
        raise TemplateError(f"the template `{path}` cannot be loaded: {error}") from error
