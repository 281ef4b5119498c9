"""The room's forms, area by area."""
