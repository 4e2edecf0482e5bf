"""Ways a message travels: one interface (`base`), the same envelopes on each."""
