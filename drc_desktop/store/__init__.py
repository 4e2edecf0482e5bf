"""The databases: the site (queue) and the local store (drafts, surveys, slice)."""
