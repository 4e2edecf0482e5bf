"""Token slips: content, layout in dots, printer bytes, transports. Knows nothing of the desk or its database."""
