"""The lock files, and what writes them."""
