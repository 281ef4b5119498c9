"""What a clause seems to do, by its words: suggested to whoever classes it, never taken by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.drafting.proposing import Proposal
from zhongchuang.policy.packs.terms import ClauseClass

_GIVES = re.compile(
    "给予|享受|补助|补贴|奖励|资助|贴息|减免|免征|减征|加计扣除|不低于|优先(?:支持|安排|推荐)|可(?:以)?(?:按|给予|享受|申请)|"
    "鼓励|支持.{0,30}(?:申报|申请|创业|建设)|创新券|风险补偿|以奖代补"
)


def suggestions(reading: Document, found: Iterable[Proposal]) -> Mapping[str, tuple[ClauseClass, ...]]:
    """Classes for every clause of a reading, by ref, in the order of the classes; nothing fits but a principle: that.

    A clause with a duty or target proposed is classed so; one whose words give something is a measure.
    """
    proposed: dict[str, set[ClauseClass]] = {}
    for proposal in found:
        proposed.setdefault(proposal.ref, set()).add(proposal.clause_class)
    return {clause.ref: _of(clause.text, proposed.get(clause.ref, set())) for clause in reading.walk()}


def _of(words: str, proposed: set[ClauseClass]) -> tuple[ClauseClass, ...]:
    classes = {*proposed, *({ClauseClass.MEASURE} if _GIVES.search(words) else ())}
    return tuple(one for one in ClauseClass if one in classes) or (ClauseClass.PRINCIPLE,)
