"""The room's reads.

`rulebook.py`: the current rule book; `browsing.py`: documents, clauses, measures; `answering.py`: answers, verdicts.
"""

from zhongchuang.policy.selectors.rulebook import current_rulebook, rulebook_at

__all__ = ["current_rulebook", "rulebook_at"]
