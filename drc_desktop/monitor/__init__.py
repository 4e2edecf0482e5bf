"""Figures of the site and of quality."""
