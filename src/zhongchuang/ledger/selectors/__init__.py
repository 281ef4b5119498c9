"""The room's reads. `budgets.py`, `payments.py`, `batches.py`, `results.py`: what the pages about public money show."""
