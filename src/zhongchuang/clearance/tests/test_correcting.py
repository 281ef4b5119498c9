"""Corrections are never silent; who is named may ask for one, and gets an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhongchuang.clearance.errors import NumbersInside, RequestAnswered, RequestStands
from zhongchuang.clearance.models import (
    Award,
    AwardCorrection,
    CorrectionRequest,
    DisclosedChange,
    RequestState,
)
from zhongchuang.clearance.selectors.awards import corrections_of
from zhongchuang.clearance.services.correcting import (
    Corrected,
    award_correct,
    correction_answer,
    correction_ask,
)
from zhongchuang.clearance.tests.awards import (
    at_post,
    award,
    department,
    firm,
    member,
    officer,
    public_award,
    public_person,
)
from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.messages.models import Note
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Person, Standing
from zhongchuang.parties.tests.factory import actor, make_account

pytestmark = pytest.mark.django_db
SAYS = Corrected("title", "虚构项目（正）", "原标题漏字，据决定书更正")


def corrected_content() -> dict[str, object]:
    return dict(DisclosedChange.objects.get(kind="corrected").content)


class TestCorrecting:
    def test_before_after_and_why_stay(self) -> None:
        row = public_award()
        was = row.title
        award_correct(actor=officer(), number=row.number, corrected=SAYS, expected_version=row.row_version)
        row.refresh_from_db()
        (shown,) = corrections_of(row)
        assert row.title == SAYS.after
        assert (shown.field, shown.before, shown.after, shown.reason) == (
            "title",
            was,
            SAYS.after,
            SAYS.reason,
        )
        assert shown.department == department().name
        assert corrected_content() == {
            "field": "title",
            "before": was,
            "after": SAYS.after,
            "reason": SAYS.reason,
        }

    def test_concealed_the_old_words_are_not_repeated(self) -> None:
        row = public_award()
        was = row.title
        award_correct(actor=officer(), number=row.number, corrected=replace(SAYS, conceal=True))
        (shown,) = corrections_of(row)
        assert shown.before is None and corrected_content()["before"] is None
        assert AwardCorrection.objects.get().before == was  # the office still knows

    def test_before_it_is_public_the_public_hears_nothing(self) -> None:
        row = award(title="电话 13800138000")
        award_correct(actor=officer(), number=row.number, corrected=SAYS)
        made = AwardCorrection.objects.get()
        assert made.concealed and not made.public
        assert corrections_of(row) == [] and not DisclosedChange.objects.exists()

    def test_sent_twice_it_counts_once(self) -> None:
        row, key = public_award(), new_idempotency_key()
        by = officer()
        for _twice in range(2):
            award_correct(
                actor=by, number=row.number, corrected=SAYS, expected_version=row.row_version, key=key
            )
        assert AwardCorrection.objects.count() == 1

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (replace(SAYS, after=""), "after"),
            (replace(SAYS, after="长" * 201), "after"),
            (replace(SAYS, reason="错"), "reason"),
            (replace(SAYS, reason="联系 13800138000 后更正"), "reason"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field(self, said: Corrected, field: str) -> None:
        row = public_award()
        with pytest.raises(InvalidInput) as error:
            award_correct(actor=officer(), number=row.number, corrected=said)
        assert set(error.value.fields) == {field}

    def test_the_same_words_again_are_no_correction(self) -> None:
        row = public_award()
        with pytest.raises(InvalidInput, match="没有更正"):
            award_correct(actor=officer(), number=row.number, corrected=replace(SAYS, after=row.title))

    @pytest.mark.parametrize("field", ["amount", "paid", "decided_on", "number", "state", "recipient_code"])
    def test_amounts_and_days_are_not_corrected_here(self, field: str) -> None:
        row = public_award()
        with pytest.raises(InvalidInput, match="不能在这里更正"):
            award_correct(actor=officer(), number=row.number, corrected=Corrected(field, "1", "随便改一个数"))

    def test_no_number_of_a_person_comes_in_by_a_correction(self) -> None:
        row = public_award()
        with pytest.raises(NumbersInside):
            award_correct(
                actor=officer(), number=row.number, corrected=replace(SAYS, after="联系人 13800138000")
            )

    def test_a_stale_page(self) -> None:
        row = public_award()
        with pytest.raises(StaleVersion):
            award_correct(actor=officer(), number=row.number, corrected=SAYS, expected_version=99)

    def test_another_department_does_not_know_of_it(self) -> None:
        with pytest.raises(NotFound):
            award_correct(actor=officer(2), number=public_award().number, corrected=SAYS)

    def test_an_auditor_looks_and_corrects_nothing(self) -> None:
        auditor = actor(at_post(Role.AUDITOR, department()))
        with pytest.raises(NotAllowed):
            award_correct(actor=auditor, number=public_award().number, corrected=SAYS)

    def test_of_a_person_no_name_stands_in_log_or_feed(self) -> None:
        row = public_person()
        name = Corrected("recipient_name", "虚构某乙", "姓名写错一字，据身份核验")
        award_correct(actor=officer(), number=row.number, corrected=name)
        assert corrected_content() == {"field": "recipient_name", "reason": name.reason}
        entry = AuditEntry.objects.get(verb="clearance.award_correct")
        assert "虚构某" not in f"{entry.before}{entry.after}"

    @pytest.mark.parametrize("reason", ["原误写为虚构某甲，据身份核验", "身份证上是 虚构 某乙，据此更正"])
    def test_why_a_person_was_corrected_does_not_name_them(self, reason: str) -> None:
        """The reason stays for ever, the name does not."""
        row = public_person()
        with pytest.raises(InvalidInput) as error:
            award_correct(
                actor=officer(), number=row.number, corrected=Corrected("recipient_name", "虚构某乙", reason)
            )
        assert set(error.value.fields) == {"reason"}


def ask(account: Account, row: Award) -> CorrectionRequest:
    return correction_ask(
        actor=actor(account), number=row.number, field="recipient_name", says="单位名称应为“虚构企业”"
    )


class TestAsking:
    def test_a_member_asks_and_the_officers_are_told(self) -> None:
        row, desk = public_award(), at_post(Role.OFFICER, department())
        asked = ask(member(firm(), Standing.MEMBER), row)
        assert asked.state == RequestState.OPEN and asked.organisation_id == firm().pk
        note = Note.objects.get(account_id=desk.pk)
        assert asked.number in note.text_zh and row.number in note.text_en

    def test_who_is_not_named_does_not_ask(self) -> None:
        row = public_award()
        with pytest.raises(NotAllowed, match="只有这条记录里的单位"):
            ask(member(firm(2)), row)
        with pytest.raises(NotAllowed):
            ask(at_post(Role.OFFICER, department()), row)

    def test_what_is_not_public_is_not_there(self) -> None:
        with pytest.raises(NotFound):
            ask(member(firm()), award())

    def test_one_is_open_at_a_time(self) -> None:
        row, account = public_award(), member(firm())
        first = ask(account, row)
        with pytest.raises(RequestStands, match=first.number):
            ask(account, row)

    def test_a_person_asks_for_themselves_and_for_nobody_else(self) -> None:
        account = make_account()
        own = Person.objects.create(
            account=account, identity_kind="resident_id", created_by="test", created_at=clock.now()
        )
        row = public_person(person=f"person:{own.pk}")
        assert ask(account, row).organisation is None
        with pytest.raises(NotAllowed):
            ask(make_account(), public_person())

    @pytest.mark.parametrize(("field", "says"), [("amount", "应为二十万元"), ("title", "错")])
    def test_what_is_missing_is_told(self, field: str, says: str) -> None:
        row = public_award()
        with pytest.raises(InvalidInput):
            correction_ask(actor=actor(member(firm())), number=row.number, field=field, says=says)


class TestAnswering:
    def test_corrected_with_the_correction_linked(self) -> None:
        row, account = public_award(), member(firm())
        asked = ask(account, row)
        done = correction_answer(
            actor=officer(), number=asked.number, answer="经核对，已更正。", corrected=SAYS
        )
        assert done.state == RequestState.CORRECTED and done.correction is not None
        assert done.correction.field == "title"
        assert "已更正" in Note.objects.get(account_id=account.pk).text_zh

    def test_declined_with_the_reason(self) -> None:
        asked = ask(member(firm()), public_award())
        done = correction_answer(actor=officer(), number=asked.number, answer="与决定书一致，不予更正。")
        assert done.state == RequestState.DECLINED and not AwardCorrection.objects.exists()

    def test_answered_once(self) -> None:
        asked, by = ask(member(firm()), public_award()), officer()
        correction_answer(actor=by, number=asked.number, answer="与决定书一致，不予更正。")
        with pytest.raises(RequestAnswered):
            correction_answer(actor=by, number=asked.number, answer="再答复一次试试。")

    def test_without_words_it_is_no_answer(self) -> None:
        asked = ask(member(firm()), public_award())
        with pytest.raises(InvalidInput):
            correction_answer(actor=officer(), number=asked.number, answer=" ")

    def test_a_correction_that_fails_leaves_the_request_open(self) -> None:
        asked = ask(member(firm()), public_award())
        with pytest.raises(InvalidInput):
            correction_answer(
                actor=officer(), number=asked.number, answer="已更正。", corrected=replace(SAYS, after="")
            )
        asked.refresh_from_db()
        assert asked.state == RequestState.OPEN

    def test_another_department_does_not_know_of_it(self) -> None:
        asked = ask(member(firm()), public_award())
        with pytest.raises(NotFound):
            correction_answer(actor=officer(2), number=asked.number, answer="与决定书一致。")
