"""A person at a terminal: the program `pycid-like`, one command a file."""

from .program import main, program

__all__ = ["main", "program"]
