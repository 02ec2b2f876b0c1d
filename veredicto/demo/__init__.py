"""The web of `veredicto demo`, on loopback."""
