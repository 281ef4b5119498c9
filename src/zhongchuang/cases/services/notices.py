"""Public notices: drafted by an officer, published by a second person, taken down with a reason. How they end: notice_ends.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhongchuang.cases.access import NoticeAction, may_notice, visible_cases
from zhongchuang.cases.errors import NoticeNotReady, ObjectionOpen
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Case, NoticeItem, Objection, ObjectionState, PublicNotice, Round
from zhongchuang.cases.programmes.schema import Step
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.moving import moving
from zhongchuang.cases.services.notice_ends import RETRACTED, close_when_settled, settle
from zhongchuang.cases.services.repeating import next_number, once, signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.working_days import last_day_of_notice

AFTER_RETRACTION = frozenset({State.TO_ANNOUNCE, State.REVIEWING, State.TO_DECIDE})
"""Where a case taken down from a notice can go: announced anew, reviewed anew, or to its refusal."""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says beside its items."""

    title: str
    text: str
    contact: str

    def checked(self) -> NoticeText:
        """The same, trimmed. Raises InvalidInput where something is missing."""
        values = {"title": self.title, "text": self.text, "contact": self.contact}
        missing = {name: Wording("请填写", "Required") for name, value in values.items() if not value.strip()}
        if missing:
            raise InvalidInput("公示稿没有保存。", "The draft was not saved.", fields=missing)
        return NoticeText(self.title.strip()[:200], self.text.strip(), self.contact.strip()[:300])


def notice_draft(
    *,
    actor: Actor,
    round: Round,
    cases: Mapping[int, int | None],
    text: NoticeText,
    key: str | None = None,
) -> PublicNotice:
    """Draft a notice over cases of a round (key → proposed amount in 分). Raises NotAllowed, InvalidInput, NotFound,
    NoticeNotReady.
    """
    if not may_notice(actor, NoticeAction.DRAFT, PublicNotice(round=round)):
        raise NotAllowed()

    def run() -> PublicNotice:
        rules = version_content(round.version_id).notice
        if rules is None:
            raise NoticeNotReady("这个项目没有公示环节。", "This programme has no public notice.")
        said = text.checked()
        notice: PublicNotice = PublicNotice.objects.create(
            number=next_number("GS", PublicNotice),
            round=round,
            title=said.title,
            text=said.text,
            contact=said.contact,
            days=rules.days,
            drafted_at=clock.now(),
            drafted_by=signed(actor),
        )
        _items(actor, notice, cases)
        audit_write(actor=actor, verb="cases.notice_draft", target=notice, after=_said(notice))
        return notice

    request = {"round": round.pk, "cases": _sorted(cases), "text": _plain(text)}
    return once(actor, key, "cases.notice_draft", request, run, PublicNotice)


def notice_change(
    *,
    actor: Actor,
    notice: PublicNotice,
    cases: Mapping[int, int | None],
    text: NoticeText,
    expected_version: int,
    key: str | None = None,
) -> PublicNotice:
    """Change a draft; whoever changed it last is its author, and another publishes. Raises as `notice_draft`, StaleVersion."""

    def run() -> PublicNotice:
        held = _held(actor, NoticeAction.DRAFT, notice, expected_version)
        _is_draft(held)
        said = text.checked()
        before = _said(held)
        held.title, held.text, held.contact = said.title, said.text, said.contact
        held.drafted_by = signed(actor)
        held.items.all().delete()
        _items(actor, held, cases)
        save_versioned(
            held,
            expected_version=expected_version,
            fields=("title", "text", "contact", "drafted_by"),
        )
        audit_write(actor=actor, verb="cases.notice_change", target=held, before=before, after=_said(held))
        return held

    request = {
        "notice": notice.pk,
        "cases": _sorted(cases),
        "text": _plain(text),
        "row_version": expected_version,
    }
    return once(actor, key, "cases.notice_change", request, run, PublicNotice)


def notice_publish(
    *, actor: Actor, notice: PublicNotice, expected_version: int, key: str | None = None
) -> PublicNotice:
    """Publish a draft of somebody else: from today, or the next working day, for the programme's working days.

    Raises NotAllowed (also for who drafted it), StaleVersion, NoticeNotReady, CalendarNotPublished where the holidays of a year
    it would run into are not known yet, and what `moving` raises where a case has gone elsewhere.
    """

    def run() -> PublicNotice:
        held = _held(actor, NoticeAction.PUBLISH, notice, expected_version)
        _is_draft(held)
        calendar = working_calendar()
        held.opens_on = next(calendar.working_days(clock.today()))
        held.closes_on = last_day_of_notice(clock.today(), held.days, calendar=calendar)
        years = range(held.opens_on.year, held.closes_on.year + 1)
        held.calendar = "；".join(calendar.notice(year).source for year in years)[:300]
        held.published_at, held.published_by = clock.now(), signed(actor)
        save_versioned(
            held,
            expected_version=expected_version,
            fields=("opens_on", "closes_on", "calendar", "published_at", "published_by"),
        )
        for item in held.items.order_by("case_id"):
            with moving(
                actor=actor, case_id=item.case_id, move=MoveName.ANNOUNCE, expected_version=None
            ) as moved:
                moved.case.proposed = item.amount if item.amount is not None else moved.case.proposed
                moved.details.update(notice=held.number, closes_on=held.closes_on.isoformat())
        audit_write(
            actor=actor,
            verb="cases.notice_publish",
            target=held,
            before={"published": False},
            after={"opens_on": held.opens_on, "closes_on": held.closes_on, "calendar": held.calendar},
        )
        return held

    request = {"notice": notice.pk, "row_version": expected_version}
    return once(actor, key, "cases.notice_publish", request, run, PublicNotice)


def notice_retract(
    *, actor: Actor, notice: PublicNotice, reason: str, expected_version: int, key: str | None = None
) -> PublicNotice:
    """Take a whole notice down (its cases wait to be announced anew), or throw a draft away. The page stays, with the reason.

    Raises NotAllowed, StaleVersion, NoticeNotReady, InvalidInput without a reason.
    """

    def run() -> PublicNotice:
        action = NoticeAction.RETRACT if notice.published_at else NoticeAction.DRAFT
        held = _held(actor, action, notice, expected_version)
        if held.retracted_at is not None or held.ended_at is not None:
            raise NoticeNotReady("这份公示已经结束或撤下。", "This notice is over, or was taken down.")
        held.retracted_at, held.retract_reason = clock.now(), _reason(reason)
        save_versioned(held, expected_version=expected_version, fields=("retracted_at", "retract_reason"))
        if held.published_at is not None:
            for item in held.items.filter(outcome="").order_by("case_id"):
                if _state_of(item) is State.ANNOUNCED:
                    _take_down(actor, item, State.TO_ANNOUNCE, held.retract_reason)
        audit_write(
            actor=actor,
            verb="cases.notice_retract",
            target=held,
            before={"retracted": False},
            after={"retracted": True, "reason": held.retract_reason},
        )
        return held

    request = {"notice": notice.pk, "reason": reason, "row_version": expected_version}
    return once(actor, key, "cases.notice_retract", request, run, PublicNotice)


def item_take_down(
    *,
    actor: Actor,
    notice: PublicNotice,
    item: int,
    to: State,
    reason: str,
    expected_version: int,
    key: str | None = None,
) -> PublicNotice:
    """Take one case down, as when an objection to it was upheld: to be refused, reviewed or announced anew.

    Raises NotAllowed, NotFound, StaleVersion, ObjectionOpen while one is not answered, InvalidInput, and what `moving` raises.
    """

    def run() -> PublicNotice:
        held = _held(actor, NoticeAction.RETRACT, notice, expected_version)
        row = held.items.select_related("case").filter(pk=item, outcome="").first()
        if row is None or held.published_at is None:
            raise NotFound()
        programme = version_content(row.case.version_id)
        if to not in AFTER_RETRACTION or (to is State.REVIEWING and Step.REVIEW not in programme.steps):
            told = Wording("请选择去向", "Choose where it goes")
            raise InvalidInput("没有撤下。", "Nothing was taken down.", fields={"to": told})
        _refuse_open(row.case_id)
        _take_down(actor, row, to, _reason(reason))
        save_versioned(held, expected_version=expected_version, fields=[])
        close_when_settled(held)
        return held

    request = {
        "notice": notice.pk,
        "item": item,
        "to": to.value,
        "reason": reason,
        "row_version": expected_version,
    }
    return once(actor, key, "cases.item_take_down", request, run, PublicNotice)


def _take_down(actor: Actor, item: NoticeItem, to: State, reason: str) -> None:
    with moving(
        actor=actor, case_id=item.case_id, move=MoveName.RETRACT, expected_version=None, reason=reason
    ) as moved:
        moved.target = to
        moved.details["notice"] = item.notice.number
    settle(item, RETRACTED, reason)


def _items(actor: Actor, notice: PublicNotice, cases: Mapping[int, int | None]) -> None:
    """Write the items of a draft, in the order of the ranking. All of them wait for their notice, in this round."""
    rows = visible_cases(actor, Case.objects.filter(round=notice.round_id, pk__in=list(cases)))
    held = sorted(rows, key=lambda case: (case.rank is None, -(case.score or 0), case.number))
    if not cases:
        told = Wording("至少选一件", "Choose at least one case")
        raise InvalidInput("公示稿没有保存。", "The draft was not saved.", fields={"cases": told})
    if len(held) != len(cases):
        raise NotFound()
    if any(case.state != State.TO_ANNOUNCE for case in held):
        raise NoticeNotReady("所选办件中有的不在待公示。", "Some of the cases do not wait for a notice.")
    wrong = {
        f"amount_{case.pk}": Wording("须大于 0，不超过申请金额", "More than 0, at most what was asked for")
        for case in held
        if (amount := cases[case.pk]) is not None
        and (amount <= 0 or (case.asked is not None and amount > case.asked))
    }
    if wrong:
        raise InvalidInput("公示稿没有保存。", "The draft was not saved.", fields=wrong)
    NoticeItem.objects.bulk_create(
        NoticeItem(notice=notice, case=case, name=case.applicant_name, amount=cases[case.pk], order=number)
        for number, case in enumerate(held, start=1)
    )


def _held(actor: Actor, action: NoticeAction, notice: PublicNotice, expected_version: int) -> PublicNotice:
    rows = PublicNotice.objects.select_related("round")
    held: PublicNotice = lock_row(rows, notice.pk, expected_version=expected_version)
    if not may_notice(actor, action, held):
        raise NotAllowed()
    return held


def _is_draft(notice: PublicNotice) -> None:
    if notice.published_at is not None or notice.retracted_at is not None:
        raise NoticeNotReady("这份公示稿已经发布或作废。", "This draft was published or thrown away.")


def _refuse_open(case: int) -> None:
    open_ones = Objection.objects.filter(case=case, state=ObjectionState.OPEN).order_by("pk")
    numbers = list(open_ones.values_list("number", flat=True))
    if numbers:
        raise ObjectionOpen(numbers)


def _state_of(item: NoticeItem) -> State:
    return State(Case.objects.values_list("state", flat=True).get(pk=item.case_id))


def _reason(reason: str) -> str:
    told = " ".join(reason.split())
    if not told:
        wording = Wording("请写明理由，公示页会显示", "Give the reason; the page of the notice shows it")
        raise InvalidInput("还没有写理由。", "The reason is missing.", fields={"reason": wording})
    return told[:300]


def _sorted(cases: Mapping[int, int | None]) -> list[list[int | None]]:
    return [[pk, cases[pk]] for pk in sorted(cases)]


def _plain(text: NoticeText) -> list[str]:
    return [text.title, text.text, text.contact]


def _said(notice: PublicNotice) -> dict[str, object]:
    items: Sequence[tuple[str, int | None]] = list(notice.items.values_list("case__number", "amount"))
    return {
        "title": notice.title,
        "text": notice.text,
        "contact": notice.contact,
        "items": [list(item) for item in items],
    }
