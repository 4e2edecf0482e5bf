"""Schema versions of the databases, one folder a database."""
