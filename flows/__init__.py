"""Prefect flows that call the checkers in order. They hold no fact-checking logic."""
