"""How notices end: by the calendar, case by case; an objection holds back its own case and no other."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from zhongchuang.cases.access import NoticeAction, may_notice
from zhongchuang.cases.errors import NoticeNotReady
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Case, NoticeItem, Objection, ObjectionState, PublicNotice
from zhongchuang.cases.services.moving import moving
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row

ENDED, RETRACTED, WITHDRAWN = "ended", "retracted", "withdrawn"
"""What becomes of an item of a notice."""


def notice_end(*, actor: Actor, notice_id: int) -> int:
    """After the last day: every case on which nobody objects goes on; returns how many. A case with an objection that is not
    answered, or was upheld, waits by itself. Run by the job, or by an officer; run twice it does nothing the second time.

    Raises NotAllowed, NoticeNotReady while the notice runs.
    """
    moved = 0
    with transaction.atomic():
        held: PublicNotice = lock_row(PublicNotice.objects.select_related("round"), notice_id)
        if not may_notice(actor, NoticeAction.END, held):
            raise NotAllowed()
        if held.published_at is None or held.retracted_at is not None:
            raise NoticeNotReady(
                "这份公示还没有发布，或已撤下。", "This notice is not published, or was taken down."
            )
        if held.closes_on is None or clock.today() <= held.closes_on:
            raise NoticeNotReady(
                f"公示到 {held.closes_on} 为止，还没有期满。",
                f"The notice runs until {held.closes_on} and is not over yet.",
                next_zh="期满后自动进入下一步。",
                next_en="Cases go on by themselves when it is over.",
            )
        for item in held.items.filter(outcome="").order_by("case_id"):
            moved += _end_item(actor, item)
        close_when_settled(held)
    return moved


def due_notices(today: dt.date) -> list[int]:
    """The notices whose last day is over and of which a case still stands."""
    rows = PublicNotice.objects.filter(
        published_at__isnull=False, retracted_at=None, ended_at=None, closes_on__lt=today
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def hold_notice_of(case_id: int) -> None:
    """Hold the notice in which a case stands, if it does: whoever goes on to hold the case and may end the notice with it
    (`item_goes_on`) takes the notice first, as `notice_end` does.
    """
    item = _standing_item(case_id)
    if item is not None:
        lock_row(PublicNotice.objects.all(), item.notice_id)


def _standing_item(case_id: int) -> NoticeItem | None:
    rows = NoticeItem.objects.select_related("notice").filter(
        case=case_id, outcome="", notice__published_at__isnull=False, notice__retracted_at=None
    )
    return rows.order_by("-pk").first()


def item_goes_on(actor: Actor, case_id: int) -> bool:
    """After an answer: where the notice is over, the case goes on at once; whether it did. Inside the verb's transaction, its
    notice held (`hold_notice_of`)."""
    item = _standing_item(case_id)
    if item is None or item.notice.closes_on is None or clock.today() <= item.notice.closes_on:
        return False
    went = bool(_end_item(actor, item))
    close_when_settled(item.notice)
    return went


def _end_item(actor: Actor, item: NoticeItem) -> int:
    case: Case = lock_row(Case.objects.all(), item.case_id)  # an objection that comes now waits, and is late
    if case.state != State.ANNOUNCED:
        settle(item, WITHDRAWN, "")
        return 0
    if stopping(item).exists():
        return 0
    with moving(
        actor=actor, case_id=item.case_id, move=MoveName.NOTICE_ENDED, expected_version=None
    ) as moved:
        moved.details["notice"] = item.notice.number
    settle(item, ENDED, "")
    return 1


def stopping(item: NoticeItem) -> QuerySet[Objection]:
    """The objections that keep a case where it is: open ones, and those upheld against this very notice."""
    upheld = Q(state=ObjectionState.UPHELD, notice=item.notice_id)
    rows: QuerySet[Objection] = Objection.objects.filter(case=item.case_id)
    return rows.filter(Q(state=ObjectionState.OPEN) | upheld)


def settle(item: NoticeItem, outcome: str, note: str) -> None:
    """Write down what became of an item."""
    item.outcome, item.settled_at, item.note = outcome, clock.now(), note[:300]
    item.save(update_fields=["outcome", "settled_at", "note"])


def close_when_settled(notice: PublicNotice) -> None:
    """A notice is over when its last day is and nothing of it stands any more."""
    over = notice.closes_on is not None and clock.today() > notice.closes_on
    if over and notice.ended_at is None and not notice.items.filter(outcome="").exists():
        notice.ended_at = clock.now()
        notice.save(update_fields=["ended_at"])
