"""Search: queries for a claim, providers that answer them, and one ranking of the answers."""
