"""Commands of the room, area by area."""
