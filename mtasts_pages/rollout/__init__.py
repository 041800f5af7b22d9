"""Bringing the world to what the config says, and saying how it is: a room for each use case.

``looking`` is how all of them look. What is seen is judged in ``checks``, and nowhere else.
"""
