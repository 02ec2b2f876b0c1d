"""From sources to evidence: passages, their ranking, their stance, their figures, their voices."""
