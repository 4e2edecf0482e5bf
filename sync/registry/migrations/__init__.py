"""Versions of the tables of the receiving half."""
