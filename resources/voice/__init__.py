"""Scripts and tables of the hall voice. Clips are made from them at set-up and never committed."""
