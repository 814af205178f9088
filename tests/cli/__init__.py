"""The terminal: what each command prints and with which status it ends."""
