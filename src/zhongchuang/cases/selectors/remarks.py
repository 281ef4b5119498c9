"""What is to be mended in a case that was returned: in general, and beside each field and paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhongchuang.cases.flow import MoveName
from zhongchuang.cases.models import Case, CaseMove


@dataclass(frozen=True, slots=True)
class Remarks:
    """The last return of a case: why, and what stands beside which field (by its id) and which paper."""

    reason: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    materials: dict[str, str] = field(default_factory=dict)


def remarks_of(case: Case) -> Remarks:
    """What was said when the case was last returned; empty where it never was."""
    last = CaseMove.objects.filter(case=case, move=MoveName.RETURN.value).order_by("-pk").first()
    return Remarks() if last is None else remarks_in(last)


def remarks_among(moves: Sequence[CaseMove]) -> Remarks:
    """The same, where the moves of the case were read already."""
    returned = [move for move in moves if move.move == MoveName.RETURN.value]
    return remarks_in(returned[-1]) if returned else Remarks()


def remarks_in(move: CaseMove) -> Remarks:
    """What a return says."""
    found = Remarks(reason=move.reason)
    for kind, name, text in move.details.get("remarks", []):
        (found.fields if kind == "field" else found.materials)[name] = text
    return found
