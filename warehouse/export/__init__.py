"""What the warehouse knows, in the formats that others read."""
