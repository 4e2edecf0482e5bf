"""Schema versions of the site database."""
