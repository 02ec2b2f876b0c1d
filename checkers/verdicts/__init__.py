"""From evidence to a verdict: what counts, how much, and why in words."""
