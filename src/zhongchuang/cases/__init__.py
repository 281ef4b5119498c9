"""Programmes and cases: from the form to the end of the support."""
