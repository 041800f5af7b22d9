"""From the command line and the environment to what a command works with."""
