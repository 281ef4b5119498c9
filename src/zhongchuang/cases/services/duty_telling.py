"""Who is told of what is owed after a decision: that it falls due, that it is late, that it was handed in, what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhongchuang.cases.flow import State
from zhongchuang.cases.selectors.posts import staff_of
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
from zhongchuang.parties.access import Role

if TYPE_CHECKING:
    from zhongchuang.cases.models import Aftercare
    from zhongchuang.cases.programmes.schema import Aftercare as Duty

LANGUAGES = (CHINESE, ENGLISH)


def duty_handed_in_told(*, actor: Actor, row: Aftercare, duty: Duty) -> int:
    """Tell the department that something waits to be checked; handed in again, it is not told again."""
    said = {
        language: _said(
            row, duty, language, lambda about: Said(_("%(case)s 已提交%(duty)s，请核验。") % about)
        )
        for language in LANGUAGES
    }
    return _department(actor, row, "in", said)


def duty_checked_told(*, actor: Actor, row: Aftercare, duty: Duty, again_on: dt.date | None) -> int:
    """Tell whoever owed it what came of it; where the approval may now be taken back, those who could decide that too."""
    said = {
        language: _said(row, duty, language, lambda a: _result(row, a, again_on)) for language in LANGUAGES
    }
    told = people_told(
        actor=actor,
        key=f"cases.duty:{row.pk}:{row.result}",
        case=row.case,
        people=[Told(account, Side.APPLICANT) for account in applicants_of(row.case)],
        said=said,
        urgent=row.result == "failed",
        at=reverse("cases:duty", args=[row.pk]),
    )
    if row.result != "failed" or again_on is not None or not duty.revokes:
        return told
    may = {
        language: _said(
            row,
            duty,
            language,
            lambda about: Said(_("%(case)s 的%(duty)s没有通过，可以撤销原决定。") % about, "", row.opinion),
        )
        for language in LANGUAGES
    }
    reviewers = staff_of(row.case.round.department_id, Role.REVIEWER)
    return told + people_told(
        actor=actor,
        key=f"cases.duty:{row.pk}:revoke",
        case=row.case,
        people=[Told(str(account), Side.DEPARTMENT) for account in reviewers],
        said=may,
    )


def duty_due_told(*, actor: Actor, row: Aftercare, duty: Duty, late: bool) -> int:
    """Remind whoever owes it; once it is late the department is told too."""

    def words(about: dict[str, str]) -> Said:
        if late:
            return Said(_("%(case)s 的%(duty)s已超过期限（%(day)s）。") % about, _("请尽快提交。"))
        return Said(_("%(case)s 的%(duty)s请在%(day)s前提交。") % about)

    said = {language: _said(row, duty, language, words) for language in LANGUAGES}
    told = people_told(
        actor=actor,
        key=f"cases.duty:{row.pk}:{'late' if late else 'due'}",
        case=row.case,
        people=[Told(account, Side.APPLICANT) for account in applicants_of(row.case)],
        said=said,
        urgent=late,
        at=reverse("cases:duty", args=[row.pk]),
    )
    return told + (_department(actor, row, "late-department", said) if late else 0)


def _said(row: Aftercare, duty: Duty, language: str, words: Callable[[dict[str, str]], Said]) -> Said:
    """The words in a language, with what they are about."""
    with translation.override(language):
        label = duty.label.en if language == ENGLISH else duty.label.zh
        return words({"case": row.case.number, "duty": label, "day": date_format(row.due_on, "DATE_FORMAT")})


def _department(actor: Actor, row: Aftercare, what: str, said: dict[str, Said]) -> int:
    return people_told(
        actor=actor,
        key=f"cases.duty:{row.pk}:{what}",
        case=row.case,
        people=[Told(str(one), Side.DEPARTMENT) for one in officers_for(row.case, State.SUBMITTED)],
        said=said,
        at=reverse("cases:duty_check", args=[row.pk]),
    )


def _result(row: Aftercare, about: dict[str, str], again_on: dt.date | None) -> Said:
    if row.result == "passed":
        return Said(_("%(case)s 的%(duty)s已通过。") % about, "", row.opinion)
    if row.result == "waived":
        return Said(_("%(case)s 的%(duty)s免予提交。") % about, "", row.opinion)
    todo = _("不服的，救济途径见页面。")
    if again_on is not None:
        todo = _("请在%(day)s前整改后再交。") % {"day": date_format(again_on, "DATE_FORMAT")}
    return Said(_("%(case)s 的%(duty)s没有通过。") % about, todo, row.opinion)
