"""The room's forms, area by area: parsing only; what is possible is decided by the verbs."""
