"""MTA-STS policies on GitHub Pages, from one YAML file to the proven record.

``mtasts_pages.standards`` is the part that other programs may import; the rest
serves the command line and changes freely.
"""

__version__ = "0.1.0"
