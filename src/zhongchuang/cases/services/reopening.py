"""A case that was closed is taken up again by the department's second person: where it stood, past nobody who has to be asked."""

from __future__ import annotations

from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Case, CaseMove, Recommendation
from zhongchuang.cases.programmes.claims import claims_of
from zhongchuang.cases.selectors.claiming import claimant_of, holder_of
from zhongchuang.cases.services.applying import refuse_again, take_turn
from zhongchuang.cases.services.attempts import attempts_kept
from zhongchuang.cases.services.moving import Moving, moving
from zhongchuang.cases.services.repeating import once
from zhongchuang.clearance.services import claims_take
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Refused

ASKED_FIRST = frozenset({State.EMPLOYER, State.RECOMMENDING})
"""Where others than the department have their say: a case closed there comes back there."""


def case_reopen(
    *, actor: Actor, case_id: int, expected_version: int, reason: str, key: str | None = None
) -> Case:
    """Take a closed case up again, claiming its keys anew: it lies with the department to be accepted, or, where employer or
    county had not agreed yet, with them.

    Raises what `moving` raises, Refused for what was never handed in, AlreadyClaimed where another case has claimed one of its
    keys meanwhile, AppliedAlready where the applicant has handed in another.
    """

    def run() -> Case:
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.REOPEN,
            expected_version=expected_version,
            reason=reason,
        ) as held:
            _refuse_never_handed_in(held.case)
            take_turn(held)
            held.claims = claims_of(held.programme, held.case.answers, claimant_of(held.case))
            claims_take(actor=actor, holder=holder_of(held.case), claims=held.claims, amount=held.case.asked)
            refuse_again(held)
            _put_back(held)
        return held.case

    request = {"case": case_id, "row_version": expected_version, "reason": reason}
    with attempts_kept(actor, case_id):
        return once(model=Case, actor=actor, key=key, verb="cases.reopen", request=request, run=run)


def _refuse_never_handed_in(case: Case) -> None:
    if case.submitted_at is None:
        raise Refused(
            "这件没有提交过，不能重新受理。",
            "This was never handed in, so there is nothing to take up again.",
            next_zh="请申请人在申报期内重新填报、提交。",
            next_en="The applicant fills in the form and hands it in while the call is open.",
            code="cases.never_handed_in",
        )


def _put_back(held: Moving) -> None:
    """Where it goes on: with whoever had not agreed when it was closed, else with the department."""
    case = held.case
    stood = _stood(case)
    case.returned_from, case.decided_on = "", None
    if stood not in ASKED_FIRST:
        case.at_place = None
        return
    held.target = stood
    if stood is State.RECOMMENDING:
        waiting = Recommendation.objects.filter(case=case, place_id=case.at_place_id).first()
        if waiting is not None:
            waiting.recommended, waiting.row_version = None, waiting.row_version + 1
            waiting.save(update_fields=["recommended", "row_version"])
            held.level = waiting.level
            held.details.update(level=waiting.level, place=waiting.place_id)


def _stood(case: Case) -> State:
    """Where it stood when it was closed; one that lay with its applicant, where it would have gone back to."""
    last = CaseMove.objects.filter(case=case, target=case.state).order_by("-pk").first()
    stood = State.SUBMITTED if last is None else State(last.source)
    return State(case.returned_from or State.SUBMITTED) if stood is State.RETURNED else stood
