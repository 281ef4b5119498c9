"""What is disclosed of an award: its facts, what may never stand in them, for how long, and its forms for other readers (pure)."""
