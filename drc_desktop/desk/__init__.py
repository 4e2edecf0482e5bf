"""The use cases of the hall, one transaction each; `contract` is what windows may ask."""
