"""A measure's rule in plain words, on the day a reader wants to know."""

from __future__ import annotations

from zhongchuang.core import clock
from zhongchuang.policy.matching.describing import Description, describe
from zhongchuang.policy.packs.schema import Measure, RuleBook


def plain_of(book: RuleBook, measure: Measure) -> Description:
    """Its rule in plain words: today's, or that of its first day where it is not in force yet."""
    today = clock.today()
    return describe(book, measure, measure.start if measure.start and measure.start > today else today)
