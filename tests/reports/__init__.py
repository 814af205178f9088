"""Reports: the value, and what each writer makes of it."""
