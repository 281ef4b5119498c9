"""What decisions, papers and duties look like to whoever may see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from zhongchuang.cases.access import Reach, is_applicant, may_move, reach_of, visible_cases
from zhongchuang.cases.errors import LetterUnknown
from zhongchuang.cases.flow import MOVES, MoveName, State
from zhongchuang.cases.models import Aftercare, Case, Decision, Letter, Meeting, Objection, ObjectionState
from zhongchuang.cases.programmes.schema import Kind
from zhongchuang.clearance.selectors import standing_clearance
from zhongchuang.clearance.selectors.checks import warnings_unseen
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotFound
from zhongchuang.core.ids import read_public_id
from zhongchuang.parties.access import DelegationScope

if TYPE_CHECKING:
    from zhongchuang.clearance.models import Clearance

PREFIX = "WS"


@dataclass(frozen=True, slots=True)
class Deciding:
    """A case as who decides it sees it: what stands in its way, what it rests on."""

    case: Case
    clearance: Clearance | None
    unseen: bool  # warnings nobody has looked at
    open_objections: tuple[str, ...]
    standing: Decision | None
    decisions: tuple[Decision, ...]


def case_by_number(actor: Actor, number: str, reach: Reach | None = None) -> Case:
    """The case, where the actor may see it. Raises NotFound."""
    rows = visible_cases(actor, Case.objects.all(), reach)
    found: Case | None = (
        rows.filter(number=number).select_related("round", "programme", "organisation").first()
    )
    if found is None:
        raise NotFound()
    return found


def case_to_move(actor: Actor, number: str, move: MoveName) -> Case:
    """The case, where this move is the actor's to make now or was just made. Raises NotFound."""
    reach = reach_of(actor)
    case = case_by_number(actor, number, reach)
    if not may_move(actor, case, MOVES[move], reach):
        raise NotFound()
    return case


def deciding_of(case: Case) -> Deciding:
    """Everything beside the answers that a decision looks at."""
    decisions = tuple(Decision.objects.filter(case=case).select_related("meeting").order_by("-pk"))
    clearance = standing_clearance(f"case:{case.number}")
    return Deciding(
        case,
        clearance,
        clearance is not None and warnings_unseen(clearance),
        tuple(
            Objection.objects.filter(case=case, state=ObjectionState.OPEN)
            .order_by("pk")
            .values_list("number", flat=True)
        ),
        next((d for d in decisions if d.superseded_at is None), None),
        decisions,
    )


def to_cosign(actor: Actor) -> QuerySet[Case]:
    """The cases that wait for the finance department, the most urgent first."""
    rows = visible_cases(actor, Case.objects.filter(state=State.TO_COSIGN.value))
    return rows.select_related("programme", "round").order_by("due_on", "pk")


def meetings_of(departments: frozenset[int], *, everything: bool) -> QuerySet[Meeting]:
    """The meetings of some departments, the newest first."""
    rows = Meeting.objects.select_related("department").order_by("-held_on", "-pk")
    return rows if everything else rows.filter(department_id__in=departments)


def recent_meetings(department: int) -> QuerySet[Meeting]:
    """The meetings a decision can rest on: those of the last two years."""
    since = clock.today() - dt.timedelta(days=730)
    return meetings_of(frozenset({department}), everything=False).filter(held_on__gte=since)


def letters_of(case: Case) -> list[Letter]:
    """The papers of a case without their bytes, the newest first."""
    return list(Letter.objects.filter(case=case).defer("pdf", "content").order_by("-pk"))


def letter_by_code(text: str) -> Letter:
    """The paper with a code as somebody typed it. Raises LetterUnknown, also for a slip that the checksum shows."""
    try:
        code = read_public_id(text.strip(), prefix=PREFIX)
    except InvalidInput:
        raise LetterUnknown() from None
    found = (
        Letter.objects.select_related("case__programme", "decision").filter(code=code).defer("pdf").first()
    )
    if found is None:
        raise LetterUnknown()
    return found


def letter_file(actor: Actor, code: str) -> Letter:
    """The paper whole, for whoever may see its case. Raises NotFound."""
    found: Letter | None = (
        Letter.objects.select_related("case")
        .filter(code=code, case__in=visible_cases(actor, Case.objects.all()).values("pk"))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def approved() -> QuerySet[Decision]:
    """What was approved and stands, the newest first: public. What was only registered (a leave, how an income is shared) is
    nobody else's business."""
    return (
        Decision.objects.filter(
            outcome="approved",
            superseded_at=None,
            case__state__in=(State.APPROVED.value, State.ENDED.value),
        )
        .exclude(case__programme__kind=Kind.REGISTRATION.value)
        .select_related("case__programme", "case__place", "case__round__department")
        .order_by("-decided_on", "-pk")
    )


def taken_back() -> QuerySet[Decision]:
    """Approvals that were revoked, the newest first: as public as the approval was."""
    return (
        Decision.objects.filter(outcome="revoked", superseded_at=None, case__state=State.REVOKED.value)
        .exclude(case__programme__kind=Kind.REGISTRATION.value)
        .select_related("case__programme", "case__place", "case__round__department")
        .order_by("-decided_on", "-pk")
    )


def duties_of(case: Case) -> list[Aftercare]:
    """What is owed of a case, by its day."""
    return list(Aftercare.objects.filter(case=case).order_by("due_on", "pk"))


def next_duty(case: Case) -> Aftercare | None:
    """What the approved has to hand in next; None where nothing is open."""
    return Aftercare.objects.filter(case=case, result="", submitted_at=None).order_by("due_on", "pk").first()


def duty_row(actor: Actor, pk: int) -> Aftercare:
    """One duty, where the actor may see its case. Raises NotFound."""
    found: Aftercare | None = (
        Aftercare.objects.select_related("case__round", "case__programme")
        .filter(pk=pk, case__in=visible_cases(actor, Case.objects.all()).values("pk"))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def duties_to_check(actor: Actor) -> QuerySet[Aftercare]:
    """Duties of the department's cases not yet checked: first what was handed in, the longest waiting on top; then by day."""
    rows = visible_cases(actor, Case.objects.filter(state=State.APPROVED.value))
    return (
        Aftercare.objects.filter(result="", case__in=rows.values("pk"))
        .select_related("case__programme")
        .order_by(F("submitted_at").asc(nulls_last=True), "due_on", "pk")
    )


def owes(case: Case, actor: Actor) -> bool:
    """Whether the actor acts for whoever owes what is owed of the case."""
    return is_applicant(case, reach_of(actor), DelegationScope.REPORT)


def most_of(case: Case, limit: int | None) -> int | None:
    """The most that may be granted (分) as far as the standing clearance says, within another limit."""
    standing = standing_clearance(f"case:{case.number}")
    known = case.asked is not None or case.proposed is not None
    left = standing.allowed if standing is not None and known else None
    return min((most for most in (limit, left) if most is not None), default=None)
