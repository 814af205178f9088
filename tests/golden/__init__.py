"""Published diagrams, and what was published, stated by authors' code, or computed by hand about them."""
