"""What a case's pages show of what follows its decision: for who applied, and at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.cases.deciding.leave import is_leave
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, HonestyState
from zhongchuang.cases.selectors import after as reads
from zhongchuang.cases.selectors.after_access import AfterAction, may_honesty
from zhongchuang.cases.selectors.deciding import duties_of
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.views.aftercare import duty_name, duty_status
from zhongchuang.cases.views.changing import change_status, kind_name
from zhongchuang.cases.views.honesty import bars_now, finding_status
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, Row

if TYPE_CHECKING:
    from zhongchuang.cases.views.office_head import Opened
    from zhongchuang.core.actors import Actor

Context = dict[str, object]
AFTER = (State.APPROVED, State.ENDED, State.REVOKED)


def changes_context(case: Case, _actor: Actor) -> Context | None:
    """The way to the changes of what runs, where the programme knows any."""
    if case.state not in AFTER or not programme_of(case).changes:
        return None
    return {"url": reverse("cases:changes", args=[case.number])}


def leave_context(case: Case, _actor: Actor) -> Context | None:
    """The way to the leave's own page."""
    if case.state not in AFTER or not is_leave(programme_of(case)):
        return None
    return {"url": reverse("cases:leave", args=[case.number]), "last_day": case.in_force_until}


def honesty_context(case: Case, _actor: Actor) -> Context | None:
    """A finding about the case, with the way to answer and object."""
    if programme_of(case).honesty is None:
        return None
    rows = [row for row in reads.findings_of_case(case) if row.state != HonestyState.DROPPED]
    if not rows:
        return None
    return {"rows": [(row, finding_status(row), bars_now(row)) for row in rows]}


def has_after(opened: Opened) -> bool:
    """Whether anything follows, or can: nothing is owed of what was not approved, but a falsification may be found."""
    return opened.state in AFTER or opened.programme.honesty is not None


def after_context(opened: Opened) -> Context:
    """At the desk: what is owed, what is to be changed, the leave, findings."""
    case, programme = opened.case, opened.programme
    proposes = programme.honesty is not None and may_honesty(
        opened.actor, AfterAction.RECORD, case, reach=opened.reach
    )
    leave = is_leave(programme) and opened.state in AFTER
    return {
        "duties": _duties(case) if programme.aftercare else None,
        "changes": _changes(opened) if programme.changes else None,
        "leave_url": reverse("cases:leave", args=[case.number]) if leave else "",
        "findings": [(row, finding_status(row)) for row in reads.findings_of_case(case)]
        if programme.honesty is not None
        else [],
        "propose_url": reverse("cases:honesty_propose", args=[case.number]) if proposes else "",
    }


def _duties(case: Case) -> DataTable:
    rows = duties_of(case)
    for row in rows:
        row.case = case  # already there: no statement a row
    return DataTable(
        _("后续事项"),
        (Column(_("事项")), Column(_("期限"), ColumnKind.DATE), Column(_("状态"))),
        tuple(
            Row(
                (
                    Cell(duty_name(row), url=reverse("cases:duty_check", args=[row.pk])),
                    Cell(row.due_on),
                    Cell(duty_status(row)),
                )
            )
            for row in rows
        ),
    )


def _changes(opened: Opened) -> DataTable:
    return DataTable(
        _("变更"),
        (Column(_("变更事项")), Column(_("申请日期"), ColumnKind.DATE), Column(_("状态"))),
        tuple(
            Row(
                (
                    Cell(kind_name(opened.programme, row), url=reverse("cases:change", args=[row.pk])),
                    Cell(business_date(row.asked_at)),
                    Cell(change_status(row)),
                )
            )
            for row in reads.changes_of(opened.case)
        ),
    )
