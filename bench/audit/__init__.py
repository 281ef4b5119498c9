"""An audit of a million awards."""
