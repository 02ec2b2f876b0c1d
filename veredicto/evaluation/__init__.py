"""How well this installation does on labelled files: reading them, scoring, and showing it."""
