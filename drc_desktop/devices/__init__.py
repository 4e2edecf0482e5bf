"""What the desk plugs in: scanner, printer worker, voice."""
