"""Migrations of the local store, run when it is opened."""
