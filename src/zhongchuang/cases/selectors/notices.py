"""What pages of notices and objections read. The public reads what was published and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhongchuang.cases.access import NoticeAction, Reach, may_notice, may_objection
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, NoticeItem, Objection, ObjectionState, PublicNotice, Round
from zhongchuang.cases.programmes.schema import Step
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound

ANSWERED = (ObjectionState.UPHELD, ObjectionState.DISMISSED)


def published_notices() -> QuerySet[Any]:
    """Published notices with how many things each is about: those that run first, then the newest."""
    rows: QuerySet[Any] = PublicNotice.objects.filter(published_at__isnull=False)
    found: QuerySet[Any] = rows.annotate(of_items=Count("items")).order_by("-closes_on", "-pk")
    return found


def published_notice(number: str) -> PublicNotice:
    """A published notice. Raises NotFound for a draft, whoever asks."""
    rows = PublicNotice.objects.select_related("round__programme", "round__department")
    found: PublicNotice | None = rows.filter(number=number, published_at__isnull=False).first()
    if found is None:
        raise NotFound()
    return found


def items_of(notice: PublicNotice) -> list[NoticeItem]:
    """What a notice is about, in its order."""
    return list(notice.items.select_related("case").order_by("order"))


def answers_of(notice: PublicNotice) -> list[Any]:
    """The objections that were answered, as the public reads them; who objected is not read at all."""
    rows = Objection.objects.filter(notice=notice, state__in=ANSWERED).select_related("case")
    return list(rows.defer("identity", "statement", "remedy").order_by("answered_at", "pk"))


def staff_notices(actor: Actor, reach: Reach) -> QuerySet[Any]:
    """Notices of somebody's departments, drafts first. Raises NotFound for who works in none."""
    if not may_notice(actor, NoticeAction.VIEW, reach=reach):
        raise NotFound()
    rows: QuerySet[Any] = PublicNotice.objects.select_related("round__programme")
    if not reach.everything:
        rows = rows.filter(round__department_id__in=reach.departments)
    open_ones = Objection.objects.filter(notice=OuterRef("pk"), state=ObjectionState.OPEN)
    counted: QuerySet[Any] = rows.annotate(of_items=Count("items"), objected=Exists(open_ones))
    return counted.order_by("-pk")


def staff_notice(actor: Actor, number: str, reach: Reach) -> PublicNotice:
    """A notice, draft or not, for people of its department. Raises NotFound."""
    if not may_notice(actor, NoticeAction.VIEW, reach=reach):
        raise NotFound()
    rows = PublicNotice.objects.select_related("round__programme").filter(number=number)
    if not reach.everything:
        rows = rows.filter(round__department_id__in=reach.departments)
    found: PublicNotice | None = rows.first()
    if found is None:
        raise NotFound()
    return found


def rounds_to_announce(reach: Reach) -> list[Any]:
    """Rounds of somebody's departments with cases that wait for a notice and stand in no draft, with how many."""
    waiting = Q(cases__state=State.TO_ANNOUNCE.value)
    rows: QuerySet[Any] = Round.objects.select_related("programme")
    if not reach.everything:
        rows = rows.filter(department_id__in=reach.departments)
    counted = rows.annotate(waiting=Count("cases", filter=waiting)).filter(waiting__gt=0)
    return list(counted.order_by("-opens_on", "-pk"))


def round_to_announce(actor: Actor, pk: int, reach: Reach) -> Round:
    """A round of somebody's department. Raises NotFound."""
    rows = Round.objects.select_related("programme", "department").filter(pk=pk)
    if not reach.everything:
        rows = rows.filter(department_id__in=reach.departments)
    found: Round | None = rows.first()
    if found is None or not may_notice(actor, NoticeAction.VIEW, reach=reach):
        raise NotFound()
    return found


def cases_to_announce(round: Round) -> list[Case]:
    """The cases of a round that wait for a notice, the best first."""
    rows = Case.objects.filter(round=round, state=State.TO_ANNOUNCE.value)
    return sorted(rows, key=lambda case: (case.score is None, -(case.score or 0), case.number))


def staff_objections(actor: Actor, reach: Reach, states: Collection[str] = ()) -> QuerySet[Any]:
    """Objections of somebody's departments, those that wait first, by deadline. Raises NotFound."""
    if not may_objection(actor, NoticeAction.VIEW, reach=reach):
        raise NotFound()
    rows: QuerySet[Any] = Objection.objects.select_related("notice", "case").defer("identity")
    if not reach.everything:
        rows = rows.filter(notice__round__department_id__in=reach.departments)
    if states:
        rows = rows.filter(state__in=list(states))
    return rows.order_by("due_on", "-pk")


def leads(actor: Actor) -> QuerySet[Any]:
    """What came in as no objection, with evidence that can be checked: the auditors'. Raises NotFound."""
    if not may_objection(actor, NoticeAction.LEAD):
        raise NotFound()
    rows: QuerySet[Any] = Objection.objects.filter(state=ObjectionState.LEAD)
    return rows.select_related("notice__round__programme", "case").order_by("lead_closed_at", "-pk")


def objection_get(actor: Actor, number: str, reach: Reach) -> Objection:
    """An objection for people of its department. Raises NotFound."""
    rows = Objection.objects.select_related("notice__round__programme", "case__round")
    found: Objection | None = rows.filter(number=number).first()
    if found is None or not may_objection(actor, NoticeAction.VIEW, found, reach):
        raise NotFound()
    return found


def notice_of(case: Case) -> NoticeItem | None:
    """The notice in which a case stands or stood last; None where it was never announced."""
    rows = NoticeItem.objects.select_related("notice").filter(case=case, notice__published_at__isnull=False)
    found: NoticeItem | None = rows.order_by("-pk").first()
    return found


def notice_is_passed(case: Case) -> bool:
    """Whether nothing of its notice keeps a case from being approved: it asks for none, or ran to its end without being taken
    down. A case below the pass mark was never announced, and is not passed.
    """
    if Step.NOTICE not in programme_of(case).steps:
        return True
    item = notice_of(case)
    return item is not None and item.outcome == "ended"


def is_running(notice: PublicNotice) -> bool:
    """Whether the notice stands and its last day is not over."""
    return (
        notice.published_at is not None
        and notice.retracted_at is None
        and notice.closes_on is not None
        and clock.today() <= notice.closes_on
    )
