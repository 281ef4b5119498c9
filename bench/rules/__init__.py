"""What the rule language costs, beside OpenFisca-Core on the same rules."""
