"""The sandbox's name server: real answers on the loopback interface.

`NameServer` is all that other modules need. Inside: `zone_text` reads and
writes master-file lines, `records` keeps them, `answers` finds what a question
deserves, `wire` turns octets into questions and answers into octets, `faults`
breaks chosen questions, and `server` owns the sockets.
"""

from mtasts_pages.sandbox.name_server.answers import Fallback
from mtasts_pages.sandbox.name_server.faults import Fault
from mtasts_pages.sandbox.name_server.server import NameServer

__all__ = ["Fallback", "Fault", "NameServer"]
