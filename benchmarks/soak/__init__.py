"""Minutes of checking while everything that it stands on breaks at random moments."""
