"""`drc simulate`: many made-up visitors through the real desk, in virtual time or with real processes."""
