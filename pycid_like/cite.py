"""What to cite: the version of this package."""

__version__ = "0.1.0"
