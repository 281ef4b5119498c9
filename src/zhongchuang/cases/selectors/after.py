"""What follows decisions, as pages read it: changes, findings, leaves. Each for whoever may see it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from zhongchuang.cases.access import Reach, applied, visible_cases
from zhongchuang.cases.deciding.leave import is_leave
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseChange, HonestyRecord, LeaveEntry, LeaveKind, LeaveState
from zhongchuang.cases.programmes.prefill import filled
from zhongchuang.cases.programmes.schema import FormField
from zhongchuang.cases.selectors.after_access import AfterAction, may_change, may_honesty, may_leave
from zhongchuang.cases.selectors.applying import party_of
from zhongchuang.cases.selectors.known import known_of
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.core.json_values import Json

_WITH = ("round__department", "programme", "organisation", "employer", "place")
CLOSED_LEAVE = (State.APPROVED, State.ENDED, State.REVOKED)


def case_of(actor: Actor, number: str, reach: Reach) -> Case:
    """A case the actor may see. Raises NotFound."""
    rows = visible_cases(actor, Case.objects.select_related(*_WITH), reach)
    found: Case | None = rows.filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def changes_of(case: Case) -> list[CaseChange]:
    """Everything asked for in a case, the latest first."""
    return list(CaseChange.objects.filter(case=case).order_by("-pk"))


def open_changes(actor: Actor, reach: Reach) -> QuerySet[CaseChange]:
    """Changes of the department's projects that wait for an answer, the oldest first."""
    cases = visible_cases(actor, Case.objects.all(), reach).values("pk")
    rows = CaseChange.objects.filter(granted=None, case__in=cases).select_related("case__programme")
    return rows.order_by("pk")


def change_by_key(actor: Actor, pk: int, reach: Reach) -> CaseChange:
    """A change, where the department's people may see it. Raises NotFound."""
    rows = CaseChange.objects.select_related("case__round__department", "case__programme")
    cases = visible_cases(actor, Case.objects.all(), reach).values("pk")
    found: CaseChange | None = rows.filter(pk=pk, case__in=cases).first()
    if found is None or not may_change(actor, AfterAction.VIEW, found.case, reach):
        raise NotFound()
    return found


def findings(actor: Actor, reach: Reach) -> QuerySet[HonestyRecord]:
    """The department's findings, the latest first."""
    cases = visible_cases(actor, Case.objects.all(), reach).values("pk")
    rows = HonestyRecord.objects.filter(case__in=cases).select_related("case")
    return rows.order_by("-pk")


def finding_by_number(actor: Actor, number: str, reach: Reach) -> HonestyRecord:
    """A finding, for the department and for whom it concerns. Raises NotFound."""
    cases = visible_cases(actor, Case.objects.all(), reach).values("pk")
    rows = HonestyRecord.objects.select_related("case__round__department", "case__programme")
    found: HonestyRecord | None = rows.filter(number=number, case__in=cases).first()
    if found is None or not may_honesty(actor, AfterAction.VIEW, found.case, reach=reach):
        raise NotFound()
    return found


def findings_of_case(case: Case) -> list[HonestyRecord]:
    """The findings of a case, the latest first."""
    return list(HonestyRecord.objects.filter(case=case).order_by("-pk"))


def leave_by_number(actor: Actor, number: str, reach: Reach) -> Case:
    """A leave that was registered, for its three sides. Raises NotFound."""
    case = case_of(actor, number, reach)
    known = case.state in CLOSED_LEAVE and is_leave(programme_of(case))
    if not known or not may_leave(actor, AfterAction.VIEW, case, reach):
        raise NotFound()
    return case


def entries_of(case: Case) -> list[LeaveEntry]:
    """What was recorded in a leave, the latest first."""
    return list(LeaveEntry.objects.filter(case=case).order_by("-pk"))


def entry_by_key(case: Case, pk: int) -> LeaveEntry:
    """One entry of a leave. Raises NotFound."""
    found: LeaveEntry | None = LeaveEntry.objects.filter(case=case, pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def leaves(actor: Actor, reach: Reach) -> QuerySet[Case]:
    """The leaves somebody has to do with: of their people, of their department, their own. Those that end first come first."""
    sides = applied(reach) | Q(employer_id__in=reach.managed) | Q(round__department_id__in=reach.departments)
    rows = visible_cases(actor, Case.objects.all(), reach)
    if not reach.everything:
        rows = rows.filter(sides)
    kinds = rows.filter(
        state__in=[state.value for state in CLOSED_LEAVE],
        in_force_until__isnull=False,
        employer__isnull=False,
    )
    return kinds.select_related("employer", "programme").order_by("state", "in_force_until", "pk")


def standing_of(cases: list[Case]) -> tuple[dict[int, LeaveEntry], set[int]]:
    """What is asked for and not answered, by case; and the cases whose return or end is recorded."""
    still = Q(state__in=(LeaveState.ASKED, LeaveState.AGREED))
    ended = Q(kind__in=(LeaveKind.RETURN, LeaveKind.END), state=LeaveState.RECORDED)
    rows = list(LeaveEntry.objects.filter(still | ended, case__in=cases))
    waiting = {row.case_id: row for row in rows if row.state != LeaveState.RECORDED}
    return waiting, {row.case_id for row in rows if row.state == LeaveState.RECORDED}


def known_for(case: Case, fields: Sequence[FormField], actor: Actor) -> dict[str, Json]:
    """What the platform can fill in of a report: what it knows of whoever owes it, today."""
    sources = frozenset(field.prefill for field in fields if field.prefill is not None)
    if not sources:
        return {}
    return filled(fields, known_of(sources, party_of(case), case.round, actor))
