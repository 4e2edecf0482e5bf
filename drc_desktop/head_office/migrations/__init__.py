"""Versions of head office tables."""
