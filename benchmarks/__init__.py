"""Ratios against what a user would pick instead: one run, one machine, interleaved."""
