"""尽职调查: what was found out about a fund before the committee decides."""

from __future__ import annotations

from zhongchuang.cases.flow import MoveName
from zhongchuang.cases.models import Case
from zhongchuang.cases.services.moving import moving
from zhongchuang.cases.services.repeating import once
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, Wording


def case_diligence_done(
    *, actor: Actor, case_id: int, expected_version: int, reason: str, key: str | None = None
) -> Case:
    """Close the inquiry with its finding; the case goes on as its programme says. Raises what `moving` raises, InvalidInput."""

    def run() -> Case:
        if not reason.strip():
            raise InvalidInput(
                "还没有写尽调结论。",
                "The finding is missing.",
                fields={"reason": Wording("写明调查了什么、结论如何", "Say what was looked into and found")},
            )
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.DILIGENCE_DONE,
            expected_version=expected_version,
            reason=reason,
        ) as held:
            pass
        return held.case

    request = {"case": case_id, "row_version": expected_version, "reason": reason}
    return once(model=Case, actor=actor, key=key, verb="cases.diligence_done", request=request, run=run)
