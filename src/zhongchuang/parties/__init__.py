"""Parties: accounts, roles, places and organisations, in their smallest form."""
