"""Deciding and what follows (pure): what is cleared, how a grant is paid in parts, what is owed when."""
