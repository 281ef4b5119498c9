"""A case that was closed is taken up again by the department's second person."""

from __future__ import annotations

from zhongchuang.cases.flow import MoveName
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.claims import claims_of
from zhongchuang.cases.services.applying import claimant_of
from zhongchuang.cases.services.clearing import holder_of
from zhongchuang.cases.services.moving import moving
from zhongchuang.cases.services.repeating import once
from zhongchuang.clearance.services import claims_take
from zhongchuang.core.actors import Actor


def case_reopen(
    *, actor: Actor, case_id: int, expected_version: int, reason: str, key: str | None = None
) -> Case:
    """Take a closed case up again: it lies with the department to be accepted, and claims its keys anew.

    Raises what `moving` raises, and AlreadyClaimed where another case has claimed one of them meanwhile.
    """

    def run() -> Case:
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.REOPEN,
            expected_version=expected_version,
            reason=reason,
        ) as held:
            held.case.at_place = None
            held.case.returned_from = ""
            held.case.decided_on = None
            claims_take(
                actor=actor,
                holder=holder_of(held.case),
                claims=claims_of(held.programme, held.case.answers, claimant_of(held.case)),
                amount=held.case.asked,
            )
        return held.case

    request = {"case": case_id, "row_version": expected_version, "reason": reason}
    return once(model=Case, actor=actor, key=key, verb="cases.reopen", request=request, run=run)
