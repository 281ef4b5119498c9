"""Drafts as plain values: what the desk holds, how it is mended, checked and written as pack files. No Django here."""
