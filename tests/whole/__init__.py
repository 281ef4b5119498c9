"""The whole way, on the real packs: from the form to the money and the clause that allowed it."""
