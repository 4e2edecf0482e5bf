"""The whole centre on one PC with synthetic people, and the walk-through that drives its windows."""
