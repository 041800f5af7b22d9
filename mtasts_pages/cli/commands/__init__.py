"""The commands, a module each; each loads what it needs when it runs."""
