"""What the editors' desk reads of the warehouse."""
