"""What windows share: theme, words, workers, widgets."""
