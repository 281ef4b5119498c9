"""The room's tasks: `announcing.py` tells subscribers of a publication; `scenarios.py` computes runs; `forgetting.py` deletes
what nobody owns any more."""
