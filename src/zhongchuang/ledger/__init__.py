"""Accounts, transfers, holds, budgets: public money as balanced movements."""
