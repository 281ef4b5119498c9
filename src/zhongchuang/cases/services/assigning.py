"""Who in the department has a case: taken, given to a colleague, given back to nobody."""

from __future__ import annotations

from zhongchuang.cases.access import may_assign, reach_of, visible_cases
from zhongchuang.cases.errors import MoveNotPossible, NobodyAtPost
from zhongchuang.cases.events import CaseAssigned
from zhongchuang.cases.flow import CLOSED, State
from zhongchuang.cases.flow.words import in_both
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.posts import is_officer_of
from zhongchuang.cases.services.repeating import once
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row
from zhongchuang.core.outbox import emit


def case_assign(
    *, actor: Actor, case_id: int, officer_id: int | None, expected_version: int, key: str | None = None
) -> Case:
    """Give a case to an officer of its department; None: to nobody. Giving it to who has it changes nothing.

    Raises NotFound, StaleVersion, NotAllowed, MoveNotPossible for a closed case, NobodyAtPost.
    """

    def run() -> Case:
        reach = reach_of(actor)
        case = lock_row(
            visible_cases(actor, Case.objects.all(), reach), case_id, expected_version=expected_version
        )
        if not may_assign(actor, case, reach):
            raise NotAllowed()
        if State(case.state) in CLOSED:
            raise MoveNotPossible(*in_both(State(case.state)))
        if case.officer_id == officer_id:
            return case
        if officer_id is not None and not is_officer_of(officer_id, case.round.department_id):
            raise NobodyAtPost()
        before = case.officer_id
        case.officer_id = officer_id
        case.row_version += 1
        case.save(update_fields=["officer", "row_version"])
        audit_write(
            actor=actor,
            verb="cases.assign",
            target=case,
            before={"officer": before},
            after={"officer": officer_id},
        )
        if officer_id is not None and str(officer_id) != actor.user_id:
            emit(CaseAssigned(case_id=case.pk, officer_id=officer_id, on=clock.today()))
        return case

    request = {"case": case_id, "officer": officer_id, "row_version": expected_version}
    return once(model=Case, actor=actor, key=key, verb="cases.assign", request=request, run=run)
