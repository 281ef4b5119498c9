"""The front page under load, against a bare Django template page."""
