"""A leave as pages show it: where it stands, what is left, what was recorded, what the reader may ask for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.cases.access import Reach
from zhongchuang.cases.deciding.leave import longest_extension
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, LeaveEntry, LeaveKind, LeaveState
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.after_access import AfterAction, may_leave
from zhongchuang.cases.selectors.basis import cited
from zhongchuang.cases.services.leave_words import kind_words
from zhongchuang.cases.services.leaving import ASKED_FOR
from zhongchuang.cases.views.labels import clause_link, in_reader_language
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import Link, Shape, Status, SummaryList, SummaryRow, Tone

OPEN = (LeaveState.ASKED, LeaveState.AGREED)


@dataclass(frozen=True, slots=True)
class Opened:
    """A leave opened by one of its sides."""

    actor: Actor
    reach: Reach
    case: Case
    programme: Programme
    entries: list[LeaveEntry]

    @property
    def waiting(self) -> LeaveEntry | None:
        """What is asked for and not answered."""
        return next((one for one in self.entries if one.state in OPEN), None)

    @property
    def is_over(self) -> bool:
        """Whether the return or the end is recorded."""
        ends = (LeaveKind.RETURN, LeaveKind.END)
        return any(one.kind in ends and one.state == LeaveState.RECORDED for one in self.entries)

    @property
    def runs(self) -> bool:
        """Whether anything can still be asked for or written down."""
        return self.case.state == State.APPROVED and not self.is_over

    @property
    def extensions(self) -> int:
        """How often it was extended."""
        kind, state = LeaveKind.EXTENSION, LeaveState.RECORDED
        return sum(one.kind == kind and one.state == state for one in self.entries)

    def may(self, action: AfterAction) -> bool:
        """Whether it is the reader's to do."""
        return may_leave(self.actor, action, self.case, self.reach)

    def answers(self, entry: LeaveEntry) -> bool:
        """Whether the reader has to answer what is asked for."""
        wanted = {LeaveState.ASKED: AfterAction.AGREE, LeaveState.AGREED: AfterAction.RECORD}
        action = wanted.get(LeaveState(entry.state))
        return action is not None and self.may(action)


def leave_status(case: Case, *, over: bool) -> Status:
    """Where a leave stands, by word and shape."""
    if over or case.state == State.ENDED:
        return Status(_("已结束"), shape=Shape.CHECK)
    if case.state != State.APPROVED:
        return Status(_("备案已撤销"), shape=Shape.CROSS)
    if case.in_force_until is not None and case.in_force_until < clock.today():
        return Status(_("已到期，未办理"), shape=Shape.WARNING, tone=Tone.DANGER)
    return Status(_("离岗中"), shape=Shape.HALF, tone=Tone.ACCENT)


def entry_status(entry: LeaveEntry) -> Status:
    """Where an entry stands."""
    match LeaveState(entry.state):
        case LeaveState.ASKED:
            return Status(_("待单位同意"), shape=Shape.HALF)
        case LeaveState.AGREED:
            return Status(_("待部门备案"), shape=Shape.HALF)
        case LeaveState.RECORDED:
            return Status(_("已备案") if entry.kind in ASKED_FOR else _("已记录"), shape=Shape.CHECK)
        case LeaveState.REFUSED:
            return Status(_("未同意"), shape=Shape.CROSS, tone=Tone.DANGER)
    return Status(_("已撤回"), shape=Shape.PAUSE)


def list_status(case: Case, waiting: LeaveEntry | None, *, over: bool) -> Status:
    """Where a leave of the list stands, or what waits in it."""
    if waiting is not None:
        return Status(
            _("%(kind)s：%(state)s")
            % {"kind": kind_words(waiting.kind), "state": entry_status(waiting).word},
            shape=Shape.HALF,
        )
    return leave_status(case, over=over)


def facts_of(found: Opened) -> SummaryList:
    """Whose it is, until when, how far it may be extended, on which words."""
    case, programme = found.case, found.programme
    term = programme.term
    assert term is not None  # a leave has one
    rows = [
        SummaryRow(_("本人"), case.applicant_name),
        SummaryRow(_("所在单位"), case.employer.name if case.employer else ""),
        SummaryRow(_("主管部门"), in_reader_language(programme.department)),
        SummaryRow(_("离岗最后一日"), case.in_force_until),
    ]
    most = extends_to(found)
    left = term.extensions - found.extensions
    words = _("还可以延长 %(n)s 次") % {"n": left} if left else _("已经用完")
    limit = _("每次最长 %(n)s 个月") % {"n": term.extension_months} if term.extension_months else ""
    if term.extensions:
        rows.append(SummaryRow(_("延长"), words, note=limit))
        if most is not None and found.runs:
            rows.append(SummaryRow(_("最多可以延长到"), most))
    rows += [
        SummaryRow(
            _("依据"),
            clause_link(cited(one.document, one.clause), one.document),
            note=one.quote or "",
        )
        for one in programme.basis
    ]
    return SummaryList(tuple(rows))


def rights_of(found: Opened) -> SummaryList:
    """What goes on during the leave: the latest of each kind, and what was agreed at the beginning."""
    rows = []
    for kind in (LeaveKind.TITLE, LeaveKind.PROMOTION, LeaveKind.INSURANCE):
        last = next((one for one in found.entries if one.kind == kind), None)
        label = kind_words(kind)
        if last is None:
            rows.append(SummaryRow(label, _("还没有记录")))
        elif last.until is not None:
            said = _("缴至 %(day)s") % {"day": last.until.isoformat()}
            rows.append(SummaryRow(label, said, note=last.words))
        else:
            rows.append(SummaryRow(label, last.on, note=last.words))
    return SummaryList(tuple(rows))


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as the page tells it."""

    kind: str
    status: Status
    on: object
    until: object
    words: str
    answers: tuple[tuple[str, str], ...]
    is_reminder: bool
    at: object


def told_of(entry: LeaveEntry) -> Told:
    """An entry as the page tells it."""
    answers = []
    if entry.employer_words:
        answers.append((_("单位"), entry.employer_words))
    if entry.department_words:
        answers.append((_("主管部门"), entry.department_words))
    reminder = entry.kind == LeaveKind.REMINDER
    return Told(
        kind_words(entry.kind),
        Status(_("已提醒"), shape=Shape.CHECK) if reminder else entry_status(entry),
        entry.on,
        entry.until,
        entry.words,
        tuple(answers),
        reminder,
        business_date(entry.asked_at),
    )


def entry_facts(case: Case, entry: LeaveEntry) -> SummaryList:
    """What is asked for, for whoever answers it."""
    rows = [
        SummaryRow(_("本人"), case.applicant_name),
        SummaryRow(_("事项"), kind_words(entry.kind)),
        SummaryRow(_("现在的最后一日"), case.in_force_until),
    ]
    if entry.until is not None:
        rows.append(SummaryRow(_("延长到"), entry.until))
    else:
        rows.append(SummaryRow(_("日期"), entry.on))
    rows.append(SummaryRow(_("说明"), entry.words))
    if entry.employer_at is not None:
        rows.append(SummaryRow(_("单位已同意"), business_date(entry.employer_at), note=entry.employer_words))
    return SummaryList(tuple(rows))


def extends_to(found: Opened) -> dt.date | None:
    """The last day an extension can reach now; None where there is none."""
    term, last = found.programme.term, found.case.in_force_until
    if term is None or last is None or clock.today() > last:
        return None
    return longest_extension(term, last, found.extensions)


def waits_for(entry: LeaveEntry | None) -> str:
    """Whose answer is waited for."""
    if entry is None:
        return ""
    return _("等单位同意") if entry.state == LeaveState.ASKED else _("单位已同意，等主管部门备案")


def ask_label(kind: LeaveKind) -> str:
    """What a researcher asks for."""
    match kind:
        case LeaveKind.EXTENSION:
            return _("申请延长")
        case LeaveKind.RETURN:
            return _("办理返岗")
    return _("提前解除聘用")


def crumbs(case: Case, here: str) -> tuple[Link, ...]:
    """From the list to here."""
    return (
        Link(_("离岗创业"), reverse("cases:leaves")),
        Link(case.number, reverse("cases:leave", args=[case.number])),
        Link(here, ""),
    )
