"""How fast the product is on this machine: `python -m benchmarks [NAME ...]`. Nothing here asserts a time."""
