"""Who may see and do what after a decision: changes of what runs, leaves, findings of falsification. Default deny."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from zhongchuang.cases.access import (
    CaseAction,
    Reach,
    in_department,
    is_applicant,
    may_case,
    reach_of,
)
from zhongchuang.parties.access import DelegationScope, Role, holds

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case
    from zhongchuang.core.actors import Actor


class AfterAction(StrEnum):
    """What can be done after a decision: a leave, a change of what runs, a finding of falsification."""

    VIEW = "view"
    ASK = "ask"  # a change, an extension, the return; what the one concerned says
    AGREE = "agree"  # the employer
    RECORD = "record"  # the department: decides on a change, records a leave, proposes a finding
    DECIDE = "decide"  # a second person of it: a finding, and its lifting


def may_leave(actor: Actor, action: AfterAction, case: Case, reach: Reach | None = None) -> bool:
    """A leave is its researcher's, the employer's and the department's; nobody answers their own request."""
    far = reach or reach_of(actor)
    own = is_applicant(case, far)
    employs = case.employer_id in far.managed and not own
    match action:
        case AfterAction.ASK:
            return is_applicant(case, far, DelegationScope.APPLY)
        case AfterAction.AGREE:
            return employs
        case AfterAction.VIEW:
            return own or employs or (may_case(actor, CaseAction.WORK) and in_department(case, far))
        case _:
            return may_change(actor, action, case, far)


def may_change(actor: Actor, action: AfterAction, case: Case, reach: Reach | None = None) -> bool:
    """A change of what runs is asked for by whoever holds it and decided by the department, never by oneself."""
    far = reach or reach_of(actor)
    own = is_applicant(case, far)
    match action:
        case AfterAction.ASK:
            return is_applicant(case, far, DelegationScope.APPLY)
        case AfterAction.RECORD:
            roles = holds(actor, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR)
            return roles and in_department(case, far) and not own
        case AfterAction.VIEW:
            return own or (may_case(actor, CaseAction.WORK) and in_department(case, far))
        case _:
            return False


def may_honesty(
    actor: Actor, action: AfterAction, case: Case, opened_by: str = "", reach: Reach | None = None
) -> bool:
    """A finding: proposed by the department, answered by whom it concerns, decided by another of the department's people."""
    far = reach or reach_of(actor)
    if action is not AfterAction.DECIDE:
        return may_change(actor, action, case, far)
    second = holds(actor, Role.REVIEWER, Role.ADMINISTRATOR) and opened_by != f"{actor.kind}:{actor.user_id}"
    return second and in_department(case, far) and not is_applicant(case, far)
