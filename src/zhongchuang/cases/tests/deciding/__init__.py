"""Decisions, papers, payment, what is owed afterwards."""
