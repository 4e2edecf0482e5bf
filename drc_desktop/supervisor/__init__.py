"""The supervisor window: arrivals, waiting table, counters."""
