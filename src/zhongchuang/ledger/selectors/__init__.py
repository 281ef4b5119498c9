"""The room's reads. `budgets.py`, `payments.py`, `batches.py`, `results.py`: what the pages about public money show.
`accounts.py`, `entries.py`, `sums.py`: accounts, balances and statements as at any moment; `checking.py`, `proofs.py`,
`seals.py`: the proof of the books."""

from zhongchuang.ledger.selectors.accounts import TrialBalance, account_by_code, balance_at, trial_balance
from zhongchuang.ledger.selectors.checking import Books, books_check
from zhongchuang.ledger.selectors.entries import Entry, Statement, entries, statement
from zhongchuang.ledger.selectors.proofs import Proof, last_proof
from zhongchuang.ledger.selectors.sums import AccountSums, When

__all__ = [
    "AccountSums",
    "Books",
    "Entry",
    "Proof",
    "Statement",
    "TrialBalance",
    "When",
    "account_by_code",
    "balance_at",
    "books_check",
    "entries",
    "last_proof",
    "statement",
    "trial_balance",
]
