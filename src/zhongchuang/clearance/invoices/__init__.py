"""Invoices: read from what the tax office's system hands out, and checked against what a case says of them. Pure: no tables.

`sandbox.read_in_sandbox` reads a file in a process of its own; `checks.check` says what is wrong with the invoices read. A file
proves nothing about its own origin: the signature in it is not verified here, and whether the invoice stands in the tax
office's books is asked there by number, date and total.
"""
