"""The supervisor's window: arrivals, waiting table, counters, outbox, opening the day, sign-in."""
