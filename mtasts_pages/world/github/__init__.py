"""GitHub's API, through PyGithub.

``session`` sends one request and understands refusals, limits and failures;
``repositories`` and ``pages`` say what is asked for.
"""

from mtasts_pages.world.github.pages import Pages
from mtasts_pages.world.github.repositories import Repositories
from mtasts_pages.world.github.session import Session

__all__ = ["Pages", "Repositories", "Session"]
