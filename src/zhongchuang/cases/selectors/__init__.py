"""The room's reads: a file per surface."""
