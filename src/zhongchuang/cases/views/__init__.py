"""The room's views: a file per surface."""
