"""The room's jobs: a file per surface."""
