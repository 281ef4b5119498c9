"""`flush`, which may not empty an audit log."""
