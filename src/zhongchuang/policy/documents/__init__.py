"""Reading policy documents (being built; see model.py)."""
