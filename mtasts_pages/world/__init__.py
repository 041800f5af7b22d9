"""Everything that touches the outside, one module for each kind of contact.

Only here are sockets opened, processes started and the time asked for. Each module
turns what it meets into values of ``state`` or into an error with a hint.
"""
