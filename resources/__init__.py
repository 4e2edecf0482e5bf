"""Forms, words, icons, tables and voice scripts; fonts and clips are fetched by `python -m resources.setup`."""
