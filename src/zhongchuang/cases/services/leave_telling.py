"""Who is told of a leave: of a request whoever has to answer it, of the answer whoever asked, of the coming end all three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import LeaveState
from zhongchuang.cases.services.leave_words import kind_words
from zhongchuang.cases.services.telling import (
    CHINESE,
    ENGLISH,
    Side,
    Told,
    applicants_of,
    officers_for,
    people_told,
)
from zhongchuang.cases.services.telling_words import Said
from zhongchuang.core.actors import Actor
from zhongchuang.parties.selectors.organisations import managers_of

if TYPE_CHECKING:
    import datetime as dt

    from zhongchuang.cases.models import Case, LeaveEntry


def leave_told(*, actor: Actor, entry: LeaveEntry, case: Case) -> int:
    """Tell whoever has to act now, or what came of a request; returns how many were told."""
    match LeaveState(entry.state):
        case LeaveState.ASKED:
            people = _employer(case)
        case LeaveState.AGREED:
            people = _department(case)
        case _:
            people = _researcher(case)
    said = {language: _entry_words(entry, case, language) for language in (CHINESE, ENGLISH)}
    key = f"cases.leave:{entry.pk}:{entry.state}"
    urgent = entry.state == LeaveState.REFUSED
    return _tell(actor, key, case, people, said, urgent=urgent)


def leave_end_told(*, actor: Actor, entry: LeaveEntry, case: Case) -> int:
    """Remind researcher, employer and department of the last day; returns how many were told."""
    assert entry.until is not None  # a reminder is of a day
    over = entry.on > entry.until
    said = {language: _end_words(case, entry.until, over, language) for language in (CHINESE, ENGLISH)}
    people = _researcher(case) + _employer(case) + _department(case)
    return _tell(actor, f"cases.leave_end:{entry.pk}", case, people, said, urgent=True)


def _tell(
    actor: Actor, key: str, case: Case, people: list[Told], said: dict[str, Said], *, urgent: bool
) -> int:
    first = {one.account_id: one for one in reversed(people)}
    at = reverse("cases:leave", args=[case.number])
    return people_told(
        actor=actor, key=key, case=case, people=list(first.values()), said=said, urgent=urgent, at=at
    )


def _researcher(case: Case) -> list[Told]:
    return [Told(account, Side.APPLICANT) for account in applicants_of(case)]


def _employer(case: Case) -> list[Told]:
    if case.employer is None:
        return []
    return [Told(account, Side.EMPLOYER) for account in managers_of(case.employer)]


def _department(case: Case) -> list[Told]:
    return [Told(str(account), Side.DEPARTMENT) for account in officers_for(case, State.SUBMITTED)]


def _entry_words(entry: LeaveEntry, case: Case, language: str) -> Said:
    with translation.override(language):
        about = {"number": case.number, "name": case.applicant_name, "kind": kind_words(entry.kind)}
        match LeaveState(entry.state):
            case LeaveState.ASKED:
                return Said(
                    _("%(name)s 的离岗创业 %(number)s：申请“%(kind)s”，请您单位审核。") % about,
                    "",
                    entry.words,
                )
            case LeaveState.AGREED:
                return Said(_("%(name)s 的离岗创业 %(number)s：单位已同意“%(kind)s”，待备案。") % about)
            case LeaveState.REFUSED:
                words = entry.department_words or entry.employer_words
                return Said(_("您的离岗创业 %(number)s：“%(kind)s”未获同意。") % about, "", words)
        return Said(_("您的离岗创业 %(number)s：“%(kind)s”已备案。") % about)


def _end_words(case: Case, last: dt.date, over: bool, language: str) -> Said:
    with translation.override(language):
        about = {"number": case.number, "name": case.applicant_name, "day": date_format(last, "DATE_FORMAT")}
        if over:
            said = _("%(name)s 的离岗创业 %(number)s 已于%(day)s到期，还没有办理返岗或者解除聘用。")
        else:
            said = _("%(name)s 的离岗创业 %(number)s 到%(day)s为止。")
        return Said(said % about, _("请及时办理延长、返岗或者解除聘用。"))
