"""Fetching: pages from a web that is not trusted, within limits, kept as snapshots."""
