"""Fuzzing of every parser: `make fuzz`, and the replay of what it found in the tests."""
