"""The forms of the policy desk: what an officer types, read into what the desk's verbs take. Nothing is decided here."""
