"""Pure rules of a registry centre: no database, no network, no Qt."""
