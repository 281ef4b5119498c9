"""A falsification: heard first, decided by another, barred as long as the basis says and no longer, lifted."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.errors import NoHonestyTerm, NotHeardYet
from zhongchuang.cases.models import Case, HonestyRecord, HonestyState
from zhongchuang.cases.selectors.applying import bar_of
from zhongchuang.cases.services.honesty import (
    honesty_answer,
    honesty_decide,
    honesty_lift,
    honesty_propose,
)
from zhongchuang.cases.tests.after.scene import a_suspect, holder, officer, reviewer
from zhongchuang.cases.tests.factory import applicant, organisation
from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused
from zhongchuang.messages.models import Note
from zhongchuang.parties.tests.factory import actor

pytestmark = pytest.mark.django_db

HEARD = dt.date(2026, 9, 8)  # the fifth working day after 1 September


def propose(case: Case, who: Actor | None = None) -> HonestyRecord:
    return honesty_propose(
        actor=who or officer(), case_id=case.pk, finding="发票是假的。", evidence="税务查验结果。"
    )


def recorded(case: Case) -> HonestyRecord:
    record = propose(case)
    honesty_answer(actor=holder(case), number=record.number, statement="不是故意的。")
    return honesty_decide(
        actor=reviewer(), number=record.number, records=True, grounds="陈述不能成立：发票经查验不存在。"
    )


class TestProposing:
    def test_whom_it_concerns_is_told_and_nobody_is_barred_yet(self) -> None:
        case = a_suspect()
        record = propose(case)
        assert record.answer_by == HEARD and record.months == 24 and record.number == "CX-2026-0001"
        assert record.clause == "shi-2020-1#二（一）"
        assert bar_of(case, HEARD) is None
        note = Note.objects.filter(account_id=case.account_id).get()
        assert "陈述、申辩" in note.text_zh and "2026年9月8日" in note.text_zh
        assert note.url == f"/my/honesty/{record.number}/"

    def test_no_words_no_bar(self) -> None:
        with pytest.raises(NoHonestyTerm):
            propose(a_suspect(honesty=None))

    def test_with_a_finding_and_evidence(self) -> None:
        with pytest.raises(InvalidInput) as told:
            honesty_propose(actor=officer(), case_id=a_suspect().pk, finding=" ", evidence="")
        assert set(told.value.fields) == {"finding", "evidence"}

    def test_one_at_a_time(self) -> None:
        case = a_suspect()
        propose(case)
        with pytest.raises(Refused, match="已经有一项"):
            propose(case)

    def test_only_the_department(self) -> None:
        case = a_suspect()
        for who in (holder(case), actor(applicant(organisation(2)))):
            with pytest.raises((NotAllowed, NotFound)):
                propose(case, who)


class TestHearing:
    def test_not_decided_before_it_was_heard_or_the_term_is_over(self) -> None:
        record = propose(a_suspect())
        with use_date(HEARD), pytest.raises(NotHeardYet, match="2026年9月8日"):
            honesty_decide(actor=reviewer(), number=record.number, records=True, grounds="。")
        with use_date(HEARD + dt.timedelta(days=1)):
            honesty_decide(actor=reviewer(), number=record.number, records=True, grounds="逾期未陈述。")

    def test_dropping_it_waits_for_nobody(self) -> None:
        case = a_suspect()
        record = propose(case)
        honesty_decide(actor=reviewer(), number=record.number, records=False, grounds="证据不足。")
        assert bar_of(case, HEARD) is None

    def test_the_statement_is_ones_own_and_in_time(self) -> None:
        case = a_suspect()
        record = propose(case)
        with pytest.raises(NotAllowed):
            honesty_answer(actor=officer(), number=record.number, statement="替他说。")
        with use_date(HEARD + dt.timedelta(days=1)), pytest.raises(Refused, match="期限已过"):
            honesty_answer(actor=holder(case), number=record.number, statement="晚了。")
        with pytest.raises(NotFound):
            honesty_answer(actor=actor(applicant(organisation(2))), number=record.number, statement="别人。")


class TestDeciding:
    def test_barred_for_the_term_of_the_basis_to_the_day(self) -> None:
        case = a_suspect()
        record = recorded(case)
        assert (record.since, record.until) == (dt.date(2026, 9, 1), dt.date(2028, 8, 31))
        assert bar_of(case, dt.date(2028, 8, 31)) == record
        assert bar_of(case, dt.date(2028, 9, 1)) is None
        note = Note.objects.filter(account_id=case.account_id).latest("pk")
        assert "2028年8月31日" in note.text_zh and "救济途径" in note.text_zh

    def test_not_by_who_proposed_it(self) -> None:
        case, who = a_suspect(), reviewer()
        record = propose(case, who)
        honesty_answer(actor=holder(case), number=record.number, statement="。")
        with pytest.raises(NotAllowed):
            honesty_decide(actor=who, number=record.number, records=True, grounds="。")
        with pytest.raises(NotAllowed):
            honesty_decide(actor=officer(), number=record.number, records=True, grounds="。")

    def test_decided_once(self) -> None:
        record = recorded(a_suspect())
        with pytest.raises(Refused, match="已经办完"):
            honesty_decide(actor=reviewer(), number=record.number, records=False, grounds="。")

    def test_the_others_of_the_organisation_and_nobody_else(self) -> None:
        case = a_suspect()
        recorded(case)
        same = a_suspect()
        other = a_suspect()
        Case.objects.filter(pk=other.pk).update(organisation=organisation(2))
        other.refresh_from_db()
        assert bar_of(same, HEARD) is not None and bar_of(other, HEARD) is None


class TestLifting:
    def test_lifted_it_bars_nobody(self) -> None:
        case = a_suspect()
        record = recorded(case)
        honesty_lift(actor=reviewer(), number=record.number, reason="虚构复决〔2026〕1号")
        assert bar_of(case, HEARD) is None
        note = Note.objects.filter(account_id=case.account_id).latest("pk")
        assert "已撤销" in note.text_zh

    def test_needs_a_reason_and_something_that_bars(self) -> None:
        record = recorded(a_suspect())
        with pytest.raises(InvalidInput):
            honesty_lift(actor=reviewer(), number=record.number, reason=" ")
        with use_date(dt.date(2028, 9, 1)), pytest.raises(Refused, match="不限制"):
            honesty_lift(actor=reviewer(), number=record.number, reason="。")
        assert HonestyRecord.objects.get().state == HonestyState.RECORDED
