"""Claims that say what another claim says, in whatever article, outlet and language."""
