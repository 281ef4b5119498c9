"""Redeeming vouchers at many counters at once."""
