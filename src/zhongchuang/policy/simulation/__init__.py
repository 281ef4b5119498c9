"""政策测算: a changed rule book against the one in force, over a population. No Django here."""
