"""The room's tasks: `announcing.py` tells subscribers of a publication; `scenarios.py` computes runs."""
