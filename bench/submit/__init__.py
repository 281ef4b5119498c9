"""Many applicants handing in at the same time."""
