"""Which cases become awards that everybody reads, and what of the programme stands in them (pure)."""

from __future__ import annotations

from zhongchuang.cases.flow import State
from zhongchuang.cases.programmes.schema import Kind, Programme

REVIEWABLE_AHEAD = (State.TO_ANNOUNCE, State.ANNOUNCED, State.TO_DECIDE, State.TO_COSIGN)
"""On the way to a decision: what the public would read of the case no longer changes of itself."""


def is_disclosed(programme: Programme) -> bool:
    """Whether its cases become awards: they give money, or a recognition. What is only recorded or handed up is no support."""
    return programme.money is not None or programme.kind is Kind.RECOGNITION


def clause_of(programme: Programme) -> str:
    """The words a decision of the programme rests on, as decisions write them."""
    basis = programme.basis[0]
    return f"{basis.document}#{basis.clause or ''}"


def level_of(place: str) -> str:
    """The level of government of a place, by its code (GB/T 2260)."""
    if place == "000000":
        return "nation"
    if place.endswith("0000"):
        return "province"
    return "city" if place.endswith("00") else "county"
