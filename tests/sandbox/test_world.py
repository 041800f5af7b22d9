"""A world as a whole: where it is kept, and how the program is run in it."""

import os
import sys

from mtasts_pages.sandbox import World, run_program


def test_a_world_without_a_folder_leaves_nothing_behind() -> None:
    with World(None) as world:
        root = world.authority.root
        assert root.is_file()
    assert not root.parent.parent.exists()


def test_a_program_runs_in_the_environment_it_is_given() -> None:
    code = "import os, sys; sys.exit(int(os.environ['ANSWER']))"
    environment = {**os.environ, "ANSWER": "6"}
    assert run_program([sys.executable, "-c", code], environment) == 6
