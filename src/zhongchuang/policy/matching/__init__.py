"""Matching: what a subject may have, why, what is missing; for one subject and for a population."""
