"""What is disclosed of an award: its facts, what may never stand in them, for how long, its forms for other readers (pure)."""
