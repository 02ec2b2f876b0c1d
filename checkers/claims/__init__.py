"""Claims: what an article states, which of it can be checked, and why the rest cannot."""
