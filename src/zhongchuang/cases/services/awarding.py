"""What a decided case is to the public: its award, registered, reviewed ahead of the decision, revoked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.deciding.disclosed import REVIEWABLE_AHEAD, clause_of, is_disclosed, level_of
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Decision
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.clearing import holder_of
from zhongchuang.cases.services.repeating import once
from zhongchuang.clearance.disclosing.facts import AwardFacts
from zhongchuang.clearance.selectors.clearing import was_excepted
from zhongchuang.clearance.services.awards import award_register, award_revoke
from zhongchuang.clearance.services.disclosing import Verdict, disclosure_review_ahead
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Refused
from zhongchuang.core.locks import lock_row

if TYPE_CHECKING:
    from zhongchuang.clearance.models import Award


def award_facts(
    case: Case,
    programme: Programme,
    *,
    amount: int | None,
    decided_on: dt.date,
    clause: str,
    overridden: bool = False,
) -> AwardFacts:
    """A case as the award it is, or would be."""
    department, organisation = case.round.department, case.organisation
    personal = bool(case.person)
    return AwardFacts(
        ref=holder_of(case),
        source="platform",
        recipient_name=case.applicant_name,
        recipient_code="" if personal or organisation is None else organisation.uscc,
        organisation_id=None if personal else case.organisation_id,
        personal=personal,
        person=f"person:{case.person.rpartition(':')[2]}" if personal else "",
        personal_months=programme.personal_months,
        title=case.title or programme.title.zh,
        programme=programme.id,
        programme_title=programme.title.zh,
        category=programme.money.category if programme.money else programme.kind.value,
        department_id=department.pk,
        department_name=department.name,
        place=case.place_id,
        level=level_of(department.place_id),
        amount=amount or 0,
        decided_on=decided_on,
        clause=clause,
        overridden=overridden,
        synthetic=case.synthetic,
    )


def award_of(*, actor: Actor, case: Case, programme: Programme, decision: Decision) -> Award | None:
    """Register the award of an approval that is complete; None where the programme supports nobody. The last thing of the
    transaction that decides (`clearance/services/changes.py`).
    """
    if not is_disclosed(programme):
        return None
    facts = award_facts(
        case,
        programme,
        amount=decision.amount,
        decided_on=decision.decided_on,
        clause=decision.clause,
        overridden=was_excepted(decision.clearance),
    )
    return award_register(actor=actor, award=facts)


def award_of_backfill(*, actor: Actor, case: Case, programme: Programme) -> Award | None:
    """Register the award of a case that was decided before the platform; it waits for its review like any other."""
    if not is_disclosed(programme) or case.decided_on is None:
        return None
    facts = award_facts(
        case, programme, amount=case.granted, decided_on=case.decided_on, clause=clause_of(programme)
    )
    return award_register(actor=actor, award=facts)


def award_revoked(*, actor: Actor, case: Case, on: dt.date, reason: str) -> None:
    """The approval of a case was taken back: its award is, too."""
    award_revoke(actor=actor, ref=holder_of(case), on=on, reason=reason)


def case_review_ahead(
    *,
    actor: Actor,
    case_id: int,
    verdict: Verdict,
    expected_version: int | None = None,
    key: str | None = None,
) -> Case:
    """Review what a case will publish, before it is decided: its award is public the moment it is made.

    Raises NotFound, StaleVersion, Refused for a case that is not on its way to a decision, and what `disclosure_review_ahead`
    raises.
    """

    def run() -> Case:
        return _reviewed_ahead(actor, case_id, verdict, expected_version)

    request = {"case": case_id, "verdict": verdict.as_request(), "version": expected_version}
    return once(actor, key, "cases.case_review_ahead", request, run, Case)


def _reviewed_ahead(actor: Actor, case_id: int, verdict: Verdict, expected_version: int | None) -> Case:
    rows = visible_cases(actor, Case.objects.select_related("round__department", "organisation"))
    case = lock_row(rows, case_id, expected_version=expected_version)
    programme = programme_of(case)
    if State(case.state) not in REVIEWABLE_AHEAD or not is_disclosed(programme):
        raise Refused(
            f"{case.number} 现在不能提前审查。",
            f"{case.number} cannot be reviewed ahead now.",
            next_zh="公示之前到会签之间的办件可以提前审查；已决定的到“公开审查”办理。",
            next_en="Cases from before their notice until the co-signature can be; decided ones stand on the page of awards.",
            code="cases.not_reviewable_ahead",
        )
    disclosure_review_ahead(actor=actor, award=facts_ahead(case), verdict=verdict)
    return case


def facts_ahead(case: Case) -> AwardFacts:
    """What a case would publish if it were approved today as it stands."""
    programme = programme_of(case)
    return award_facts(
        case, programme, amount=case.proposed, decided_on=clock.today(), clause=clause_of(programme)
    )
