"""What happened in the room, for whoever listens (project/wiring.py)."""
