"""One case against a million awards."""
