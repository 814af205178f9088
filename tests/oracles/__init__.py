"""Slow answers by the definitions, sharing no code with the package: what the package is compared with."""
