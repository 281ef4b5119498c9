"""Deciding about review and objections (pure): who is in conflict, who is drawn, what scores come to, what is an objection."""
