"""What is owed after a decision: reminded of before it is due and once it is late, told when it is handed in and when checked."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Aftercare
from zhongchuang.cases.selectors.deciding import duties_to_check
from zhongchuang.cases.services.aftercare import aftercare_check, aftercare_submit
from zhongchuang.cases.services.duty_reminding import duties_remind
from zhongchuang.cases.tests.after.scene import BARE, a_leave, a_project, holder, officer, reviewer
from zhongchuang.cases.tests.factory import case_at, content, make_programme, open_round
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.messages.models import Note
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db
DUE = dt.date(2027, 9, 1)


def owed() -> Aftercare:
    """The acceptance of a project that runs."""
    row: Aftercare = Aftercare.objects.get(case=a_project())
    assert row.due_on == DUE
    Note.objects.all().delete()
    return row


def assessed() -> Aftercare:
    """The yearly assessment of what may be revoked."""
    yearly = {
        "id": "yearly",
        "kind": "assessment",
        "label": {"zh": "年度考核", "en": "Assessment"},
        "due_months": 12,
        "every_months": 12,
        "revokes": True,
    }
    said = content(
        **BARE
        | {
            "id": "test-standing",
            "kind": "recognition",
            "money": None,
            "steps": ["accept", "decide", "aftercare"],
            "aftercare": [yearly],
        }
    )
    case = case_at(State.APPROVED, round=open_round(make_programme(said)), asked=None)
    row: Aftercare = Aftercare.objects.create(case=case, item="yearly", due_on=DUE)
    return row


def told(who: PersonActor) -> list[str]:
    """What somebody was told, the oldest first."""
    rows = Note.objects.filter(account_id=who.user_id).order_by("pk")
    return [note.text_zh for note in rows]


def check(row: Aftercare, result: str, *, again_on: dt.date | None = None) -> None:
    aftercare_check(actor=officer(), pk=row.pk, result=result, opinion="已核实。", again_on=again_on)


class TestReminding:
    def test_a_month_before_and_not_again(self) -> None:
        row = owed()
        with use_date(DUE - dt.timedelta(days=31)):
            assert duties_remind(actor=SYSTEM) == 0
        for day in (30, 29, 0):
            with use_date(DUE - dt.timedelta(days=day)):
                assert duties_remind(actor=SYSTEM) == (1 if day == 30 else 0)
        assert told(holder(row.case)) == [f"{row.case.number} 的项目验收请在2027年9月1日前提交。"]

    def test_late_it_is_told_once_to_both_sides(self) -> None:
        row, desk = owed(), officer()
        with use_date(DUE):
            duties_remind(actor=SYSTEM)
        for day in (1, 2, 40):
            with use_date(DUE + dt.timedelta(days=day)):
                assert duties_remind(actor=SYSTEM) == (1 if day == 1 else 0)
        assert "已超过期限（2027年9月1日）" in told(holder(row.case))[-1]
        assert "已超过期限" in told(desk)[-1]

    def test_where_nobody_was_reminded_in_time_the_lateness_is_told(self) -> None:
        row = owed()
        with use_date(DUE + dt.timedelta(days=9)):
            assert (duties_remind(actor=SYSTEM), duties_remind(actor=SYSTEM)) == (1, 0)
        assert len(told(holder(row.case))) == 1

    def test_what_is_handed_in_checked_or_revoked_is_not_reminded_of(self) -> None:
        row = owed()
        for changes in ({"submitted_at": row.case.created_at}, {"result": "waived"}):
            Aftercare.objects.filter(pk=row.pk).update(**{"submitted_at": None, "result": ""} | changes)
            with use_date(DUE):
                assert duties_remind(actor=SYSTEM) == 0

    def test_the_end_of_a_leave_is_told_by_the_leave(self) -> None:
        leave = a_leave()
        Aftercare.objects.filter(case=leave.case).exclude(item="return").delete()
        Note.objects.all().delete()
        with use_date(dt.date(2029, 8, 31)):
            assert duties_remind(actor=SYSTEM) == 0
        assert not Note.objects.exists()

    def test_no_person(self) -> None:
        with pytest.raises(NotAllowed):
            duties_remind(actor=officer())


class TestTelling:
    def test_the_department_hears_of_it_once(self) -> None:
        row, desk = owed(), officer()
        for words in ("完成。", "补充。"):
            aftercare_submit(actor=holder(row.case), pk=row.pk, answers={"done": words})
        assert told(desk) == [f"{row.case.number} 已提交项目验收，请核验。"]
        assert Note.objects.get(account_id=desk.user_id).url == f"/office/duties/{row.pk}/"

    def test_whoever_owed_it_hears_what_came_of_it(self) -> None:
        row, second = assessed(), reviewer()
        aftercare_submit(actor=holder(row.case), pk=row.pk, answers={})
        check(row, "failed", again_on=dt.date(2026, 12, 1))
        assert "没有通过。 已核实。 请在2026年12月1日前整改后再交。" in told(holder(row.case))[-1]
        assert told(second) == []  # another chance: nothing to revoke yet

    def test_where_it_may_be_revoked_those_who_decide_hear_it(self) -> None:
        row, second = assessed(), reviewer()
        aftercare_submit(actor=holder(row.case), pk=row.pk, answers={})
        check(row, "failed")
        assert "救济途径" in told(holder(row.case))[-1]
        assert "可以撤销原决定" in told(second)[-1]


def test_what_was_handed_in_comes_first_in_the_departments_list() -> None:
    first = assessed()
    later: Aftercare = Aftercare.objects.create(
        case=first.case, item="yearly", turn=2, due_on=dt.date(2028, 9, 1)
    )
    aftercare_submit(actor=holder(first.case), pk=later.pk, answers={})
    assert list(duties_to_check(officer())) == [later, first]
