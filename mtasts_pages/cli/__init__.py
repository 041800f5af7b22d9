"""The command line: the only place that prints, reads the environment or exits.

``app`` lists the commands, ``options`` what they share, ``console`` where text goes,
``edge`` how the program ends, ``setup`` what commands are built from;
``commands`` holds one module a command, ``views`` one a kind of output.
"""

from mtasts_pages.cli.app import main

__all__ = ["main"]
