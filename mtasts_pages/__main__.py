"""``python -m mtasts_pages`` is the same as ``mtasts-pages``."""

from mtasts_pages.cli import main

if __name__ == "__main__":
    main()
