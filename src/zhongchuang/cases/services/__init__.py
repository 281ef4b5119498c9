"""The room's verbs: a file per surface. Every change of a case's state goes through `moving.py`."""
