"""A whole world on the loopback interface: GitHub, Pages, DNS and mail servers.

`World` starts it and says by which environment the real program finds it. It is
written from what is known about GitHub and from the RFCs, never from this program's
own client: it uses nothing of `rollout`, `world` or `checks`, so that it cannot share
their mistakes.
"""

from mtasts_pages.sandbox.operator import Operator, run_program
from mtasts_pages.sandbox.world import World

__all__ = ["Operator", "World", "run_program"]
