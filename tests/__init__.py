"""The tests of pycid_like: they mirror the package, and house/ keeps the rules it is built by."""
