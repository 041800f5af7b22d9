"""Bringing the world to what the config says.

Level-triggered: ``observe`` the world, find the ``stage`` of each domain, ``plan`` the
difference, ``publish`` it, wait, and begin anew. Running the same command again is the
recovery from everything.
"""
