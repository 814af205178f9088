"""Timed measurements, run by `make bench`."""
