"""``mtasts-pages schema``."""

from __future__ import annotations

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode


@click.command("schema")
@options.common
def command(console: Console) -> int:
    """Print the JSON Schema of the config, for editors.

    Save it beside the config and name it in the first line of the config:
    `# yaml-language-server: $schema=FILE`.
    """
    import json

    from mtasts_pages.config.keys.schema import json_schema

    console.result(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return ExitCode.DONE
