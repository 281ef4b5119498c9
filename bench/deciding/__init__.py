"""Many deciding the same case at once."""
