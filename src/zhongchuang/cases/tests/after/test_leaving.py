"""A leave: extended once as far as the programme says, come back from, ended; three people each time, and reminded of its end."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.deciding.leave import longest_extension, reminder_days, reminders_now
from zhongchuang.cases.errors import LeaveRequestOpen
from zhongchuang.cases.models import Aftercare, LeaveEntry, LeaveKind, LeaveState, Letter
from zhongchuang.cases.programmes.schema import Term
from zhongchuang.cases.services.clearing import holder_of
from zhongchuang.cases.services.leave_reminding import leaves_remind
from zhongchuang.cases.services.leaving import (
    leave_agree,
    leave_ask,
    leave_note,
    leave_record,
    leave_take_back,
)
from zhongchuang.cases.tests.after.scene import LAST_DAY, TERM, Leave, a_leave, officer
from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.clearance.services import claims_take
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused
from zhongchuang.messages.models import Note
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db

EXTENDED = dt.date(2032, 8, 31)
NEAR = dt.date(2029, 6, 1)


def ask(leave: Leave, kind: LeaveKind, on: dt.date) -> LeaveEntry:
    return leave_ask(
        actor=actor(leave.researcher), case_id=leave.case.pk, kind=kind, on=on, words="还要继续。"
    )


def through(leave: Leave, kind: LeaveKind, on: dt.date) -> LeaveEntry:
    entry = ask(leave, kind, on)
    leave_agree(actor=actor(leave.manager), pk=entry.pk, agrees=True, words="同意。")
    return leave_record(actor=officer(), pk=entry.pk, records=True, words="")


class TestTheTerm:
    """Pure: the limits are the programme's."""

    def test_three_years_more_to_the_day(self) -> None:
        assert longest_extension(Term(**TERM), LAST_DAY, 0) == EXTENDED
        other = Term(**TERM | {"extension_months": 12})
        assert longest_extension(other, LAST_DAY, 0) == dt.date(2030, 8, 31)

    def test_once_is_once(self) -> None:
        assert longest_extension(Term(**TERM), LAST_DAY, 1) is None
        assert longest_extension(Term(**TERM | {"extensions": 2}), LAST_DAY, 1) == EXTENDED

    def test_days_of_reminding(self) -> None:
        days = reminder_days(Term(**TERM), LAST_DAY)
        assert days == (
            dt.date(2029, 2, 28),
            dt.date(2029, 5, 31),
            dt.date(2029, 7, 31),
            dt.date(2029, 9, 1),
        )
        assert reminders_now(days, {days[0]}, dt.date(2029, 6, 15)) == (days[1],)


class TestExtending:
    def test_the_employer_agrees_and_the_department_records(self) -> None:
        leave = a_leave()
        with use_date(NEAR):
            entry = ask(leave, LeaveKind.EXTENSION, EXTENDED)
            assert leave.fresh().in_force_until == LAST_DAY
            leave_agree(actor=actor(leave.manager), pk=entry.pk, agrees=True, words="同意。")
            assert leave.fresh().in_force_until == LAST_DAY  # not before it is recorded
            leave_record(actor=officer(), pk=entry.pk, records=True, words="")
        assert leave.fresh().in_force_until == EXTENDED
        returned = Aftercare.objects.get(case=leave.case, item="return")
        assert returned.due_on == EXTENDED
        assert Aftercare.objects.filter(case=leave.case, item="yearly").count() > 2
        paper = Letter.objects.get(case=leave.case, kind="leave")
        assert "延长" in paper.content["outcome"] and paper.valid_until == EXTENDED

    def test_a_day_more_than_the_programme_gives(self) -> None:
        leave = a_leave()
        with use_date(NEAR), pytest.raises(InvalidInput) as told:
            ask(leave, LeaveKind.EXTENSION, EXTENDED + dt.timedelta(days=1))
        assert "最迟 2032-08-31" in told.value.fields["on"].zh
        assert not LeaveEntry.objects.exists()

    def test_the_limit_is_data(self) -> None:
        leave = a_leave(extension_months=12)
        with use_date(NEAR), pytest.raises(InvalidInput) as told:
            ask(leave, LeaveKind.EXTENSION, EXTENDED)
        assert "最迟 2030-08-31" in told.value.fields["on"].zh

    def test_no_second_time(self) -> None:
        leave = a_leave()
        with use_date(NEAR):
            through(leave, LeaveKind.EXTENSION, dt.date(2030, 8, 31))
            with pytest.raises(InvalidInput) as told:
                ask(leave, LeaveKind.EXTENSION, dt.date(2031, 8, 31))
        assert "最多延长 1 次" in told.value.fields["on"].zh

    def test_not_after_the_end(self) -> None:
        leave = a_leave()
        with use_date(LAST_DAY + dt.timedelta(days=1)), pytest.raises(InvalidInput) as told:
            ask(leave, LeaveKind.EXTENSION, EXTENDED)
        assert "已经到期" in told.value.fields["on"].zh

    def test_one_request_at_a_time_and_free_again_when_taken_back(self) -> None:
        leave = a_leave()
        with use_date(NEAR):
            entry = ask(leave, LeaveKind.EXTENSION, EXTENDED)
            with pytest.raises(LeaveRequestOpen):
                ask(leave, LeaveKind.RETURN, NEAR)
            leave_take_back(actor=actor(leave.researcher), pk=entry.pk)
            assert ask(leave, LeaveKind.RETURN, NEAR).state == LeaveState.ASKED

    def test_an_employer_that_does_not_agree_says_why(self) -> None:
        leave = a_leave()
        with use_date(NEAR):
            entry = ask(leave, LeaveKind.EXTENSION, EXTENDED)
            with pytest.raises(InvalidInput):
                leave_agree(actor=actor(leave.manager), pk=entry.pk, agrees=False, words=" ")
            leave_agree(actor=actor(leave.manager), pk=entry.pk, agrees=False, words="岗位急需。")
            with pytest.raises(Refused):
                leave_record(actor=officer(), pk=entry.pk, records=True, words="")
        assert leave.fresh().in_force_until == LAST_DAY
        note = Note.objects.filter(account_id=leave.researcher.pk).latest("pk")
        assert "未获同意" in note.text_zh and "岗位急需" in note.text_zh


class TestWhoDoesWhat:
    def test_nobody_answers_for_another_side(self) -> None:
        leave = a_leave()
        with use_date(NEAR):
            with pytest.raises((NotAllowed, NotFound)):
                leave_ask(
                    actor=actor(leave.manager),
                    case_id=leave.case.pk,
                    kind=LeaveKind.EXTENSION,
                    on=EXTENDED,
                    words="单位替他提。",
                )
            entry = ask(leave, LeaveKind.EXTENSION, EXTENDED)
            for who in (actor(leave.researcher), officer()):
                with pytest.raises(NotAllowed):
                    leave_agree(actor=who, pk=entry.pk, agrees=True, words="")
            with pytest.raises(Refused):  # the employer goes first
                leave_record(actor=officer(), pk=entry.pk, records=True, words="")
            leave_agree(actor=actor(leave.manager), pk=entry.pk, agrees=True, words="")
            for who in (actor(leave.researcher), actor(leave.manager)):
                with pytest.raises(NotAllowed):
                    leave_record(actor=who, pk=entry.pk, records=True, words="")

    def test_a_manager_does_not_agree_to_the_own_leave(self) -> None:
        leave = a_leave()
        type(leave.case).objects.filter(pk=leave.case.pk).update(account=leave.manager)
        with use_date(NEAR):
            entry = leave_ask(
                actor=actor(leave.manager),
                case_id=leave.case.pk,
                kind=LeaveKind.EXTENSION,
                on=EXTENDED,
                words="。",
            )
            with pytest.raises(NotAllowed):
                leave_agree(actor=actor(leave.manager), pk=entry.pk, agrees=True, words="")


class TestComingBack:
    def test_the_return_ends_the_leave_and_what_was_owed_of_later(self) -> None:
        leave = a_leave()
        claims_take(
            actor=SYSTEM, holder=holder_of(leave.case), claims=[KeyClaim("person", (("p", "1"),), "人")]
        )
        back = dt.date(2028, 3, 1)
        with use_date(back):
            through(leave, LeaveKind.RETURN, back)
        assert leave.fresh().in_force_until == dt.date(2028, 2, 29)
        assert Aftercare.objects.get(case=leave.case, item="return").result == "passed"
        results = dict(Aftercare.objects.filter(case=leave.case, item="yearly").values_list("turn", "result"))
        assert results[1] == "" and results[2] == "waived"  # the first year's record is still owed
        assert not claims_of(holder_of(leave.case))

    def test_nothing_more_is_asked_for_or_noted_after_it(self) -> None:
        leave = a_leave()
        back = dt.date(2028, 3, 1)
        with use_date(back):
            through(leave, LeaveKind.END, back)
            with pytest.raises(Refused, match="没有在执行"):
                ask(leave, LeaveKind.EXTENSION, EXTENDED)

    def test_not_before_it_began_nor_long_after_it_ended(self) -> None:
        leave = a_leave()
        with use_date(NEAR):
            for on in (dt.date(2026, 9, 1), LAST_DAY + dt.timedelta(days=2)):
                with pytest.raises(InvalidInput):
                    ask(leave, LeaveKind.RETURN, on)


class TestRights:
    def test_the_employer_writes_down_what_goes_on(self) -> None:
        leave = a_leave()
        with use_date(NEAR):
            leave_note(
                actor=actor(leave.manager),
                case_id=leave.case.pk,
                kind=LeaveKind.INSURANCE,
                on=NEAR,
                until=dt.date(2029, 5, 31),
                words="五险照缴。",
            )
        entry = LeaveEntry.objects.get()
        assert (entry.state, entry.until) == (LeaveState.RECORDED, dt.date(2029, 5, 31))
        assert Note.objects.filter(account_id=leave.researcher.pk, text_zh__contains="社会保险").exists()

    def test_insurance_says_until_when_and_nothing_lies_ahead(self) -> None:
        leave = a_leave()
        for kind, on, missing in (
            (LeaveKind.INSURANCE, dt.date(2026, 9, 1), "until"),
            (LeaveKind.TITLE, dt.date(2027, 1, 1), "on"),
        ):
            with pytest.raises(InvalidInput) as told:
                leave_note(
                    actor=actor(leave.manager), case_id=leave.case.pk, kind=kind, on=on, words="评聘。"
                )
            assert missing in told.value.fields

    def test_only_the_employer(self) -> None:
        leave = a_leave()
        for who in (actor(leave.researcher), officer()):
            with pytest.raises(NotAllowed):
                leave_note(
                    actor=who,
                    case_id=leave.case.pk,
                    kind=LeaveKind.TITLE,
                    on=dt.date(2026, 9, 1),
                    words="评聘。",
                )


class TestReminding:
    def test_each_day_of_reminding_once_and_all_three_sides(self) -> None:
        leave = a_leave()
        with use_date(dt.date(2029, 2, 27)):
            assert leaves_remind(actor=SYSTEM) == 0
        with use_date(dt.date(2029, 3, 1)):
            assert leaves_remind(actor=SYSTEM) == 1
            assert leaves_remind(actor=SYSTEM) == 0
        for account in (leave.researcher, leave.manager):
            assert (
                Note.objects.filter(account_id=account.pk, text_zh__contains="到2029年8月31日为止").count()
                == 1
            )
        with use_date(dt.date(2029, 8, 1)):  # the one of May was missed: told once, not twice
            assert leaves_remind(actor=SYSTEM) == 1
        assert LeaveEntry.objects.filter(kind=LeaveKind.REMINDER).count() == 3
        assert Note.objects.filter(account_id=leave.researcher.pk, text_zh__contains="为止").count() == 2

    def test_over_and_nothing_done(self) -> None:
        leave = a_leave()
        with use_date(dt.date(2029, 9, 2)):
            leaves_remind(actor=SYSTEM)
        assert (
            Note.objects.filter(account_id=leave.manager.pk, text_zh__contains="还没有办理返岗").count() == 1
        )

    def test_an_extension_reminds_anew_and_a_return_no_more(self) -> None:
        leave, other = a_leave(), a_leave()
        with use_date(NEAR):
            leaves_remind(actor=SYSTEM)
            through(leave, LeaveKind.EXTENSION, EXTENDED)
            through(other, LeaveKind.RETURN, NEAR)
        with use_date(dt.date(2032, 3, 1)):
            assert leaves_remind(actor=SYSTEM) == 1

    def test_a_person_cannot(self) -> None:
        with pytest.raises(NotAllowed):
            leaves_remind(actor=officer())
