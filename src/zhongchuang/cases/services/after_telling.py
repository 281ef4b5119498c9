"""Who is told of what follows a decision: a change asked for and decided, a finding proposed, recorded, dropped, lifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import HonestyState
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

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case, CaseChange, HonestyRecord


def change_told(*, actor: Actor, row: CaseChange, case: Case) -> int:
    """Tell the department that a change is asked for, or its holder what was decided; returns how many were told."""
    if row.granted is None:
        people = [Told(str(one), Side.DEPARTMENT) for one in officers_for(case, State.SUBMITTED)]
        at = reverse("cases:change", args=[row.pk])
    else:
        people = [Told(account, Side.APPLICANT) for account in applicants_of(case)]
        at = reverse("cases:changes", args=[case.number])
    said = {language: _change_words(row, case, language) for language in (CHINESE, ENGLISH)}
    key = f"cases.change:{row.pk}:{row.granted}"
    return people_told(
        actor=actor, key=key, case=case, people=people, said=said, urgent=row.granted is False, at=at
    )


def honesty_told(*, actor: Actor, record: HonestyRecord, case: Case) -> int:
    """Tell whom a finding concerns where it stands, and where to answer or object; returns how many were told."""
    stands = "lifted" if record.lifted_at is not None else record.state
    said = {language: _honesty_words(record, case, stands, language) for language in (CHINESE, ENGLISH)}
    return people_told(
        actor=actor,
        key=f"cases.honesty:{record.pk}:{stands}",
        case=case,
        people=[Told(account, Side.APPLICANT) for account in applicants_of(case)],
        said=said,
        urgent=True,
        at=reverse("cases:own_honesty", args=[record.number]),
    )


def _change_words(row: CaseChange, case: Case, language: str) -> Said:
    with translation.override(language):
        about = {"number": case.number, "name": case.applicant_name}
        if row.granted is None:
            return Said(_("%(name)s 的 %(number)s 申请变更，请审核。") % about, "", row.reason)
        if row.granted:
            return Said(_("您对 %(number)s 的变更申请已同意，批复请到办件页下载。") % about, "", row.opinion)
        return Said(_("您对 %(number)s 的变更申请未获同意。") % about, "", row.opinion)


def _honesty_words(record: HonestyRecord, case: Case, stands: str, language: str) -> Said:
    with translation.override(language):
        about = {"number": case.number, "record": record.number}
        match stands:
            case HonestyState.PROPOSED:
                day = date_format(record.answer_by, "DATE_FORMAT")
                return Said(
                    _("主管部门拟对办件 %(number)s 作出弄虚作假的认定（%(record)s）。") % about,
                    _("您可以在%(day)s前陈述、申辩。") % {"day": day},
                )
            case HonestyState.RECORDED if record.until is not None:
                day = date_format(record.until, "DATE_FORMAT")
                return Said(
                    _("办件 %(number)s 已认定弄虚作假（%(record)s）。") % about,
                    _("%(day)s（含）之前不能申报；不服的，救济途径见页面。") % {"day": day},
                )
            case HonestyState.DROPPED:
                return Said(_("办件 %(number)s 的弄虚作假不予认定（%(record)s）。") % about)
        return Said(_("办件 %(number)s 的失信认定（%(record)s）已撤销，可以申报。") % about)
