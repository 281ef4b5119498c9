"""Persons and firms that an import took for the other: the feed names no person for longer than it may."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.disclosing.grounds import WithholdGround
from zhongchuang.clearance.models import (
    Award,
    AwardCorrection,
    AwardEntry,
    AwardState,
    DisclosedChange,
    DisclosureReview,
    ImportedAward,
    ImportedChange,
    ReviewOutcome,
    StoredSupport,
)
from zhongchuang.clearance.selectors.awards import changes_after, corrections_of, public_awards
from zhongchuang.clearance.services.awards import award_revoke
from zhongchuang.clearance.services.correcting import Corrected, award_correct
from zhongchuang.clearance.services.disclosing import LET_PUBLIC, Verdict, disclosure_review
from zhongchuang.clearance.services.names import TAKEN_DOWN, name_take_down
from zhongchuang.clearance.tests.importing import (
    BASIS,
    a_row,
    taken_in,
)
from zhongchuang.parties.tests.factory import SYSTEM, a_uscc, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place() -> None:
    make_place()


def one() -> Award:
    return Award.objects.get()


def test_a_person_who_turns_out_to_be_a_firm_leaves_no_name_in_the_feed() -> None:
    taken_in([a_row(1, uscc="", personal="是", name="虚构某人")])
    Award.objects.update(state=AwardState.PUBLIC, published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert taken_in([a_row(1, name="虚构某人工作室")]).corrected == 1
    assert "虚构某人'" not in str([one.content for one in changes_after(0)])
    assert Award.objects.get().recipient_name == "虚构某人工作室"


def test_a_firm_that_turns_out_to_be_a_person_is_named_by_no_older_change() -> None:
    taken_in([a_row(1, uscc="", personal="否", name="虚构旧名")], basis=BASIS)
    taken_in([a_row(1, uscc="", personal="否", name="虚构某人", title="虚构某人创业补贴")], basis=BASIS)
    assert "虚构旧名" in str([one.content for one in changes_after(0)])
    Award.objects.update(personal=True)
    assert "虚构" not in str([one.content for one in changes_after(0)])


def test_one_that_turns_out_to_be_a_persons_is_public_no_longer_until_reviewed() -> None:
    taken_in([a_row(1, uscc="", personal="否", name="虚构某人")], basis=BASIS)
    assert one().state == AwardState.PUBLIC
    taken_in([a_row(1, uscc="", name="虚构某人", personal="是")], basis=BASIS)
    assert (one().state, one().published_at) == (AwardState.WAITING, None)
    last = DisclosedChange.objects.order_by("sequence").last()
    assert last is not None and (last.kind, last.content) == ("withheld", {})


def nothing_of_it_is_public(*names: str) -> None:
    """Neither the list nor the feed nor the search shows it, and no row of the feed holds the names."""
    award = one()
    assert (award.state, award.published_at, award.down_on) == (AwardState.WAITING, None, None)
    assert not public_awards().exists() and not AwardEntry.objects.exists()
    assert not DisclosureReview.objects.filter(superseded_at=None).exists()
    last = DisclosedChange.objects.order_by("sequence").last()
    assert last is not None and (last.kind, last.content) == ("withheld", {})
    assert all(change.award is None and not change.content for change in changes_after(0))
    kept = [
        *DisclosedChange.objects.values_list("content", flat=True),
        *AwardCorrection.objects.filter(public=True).values_list("before", "after"),
    ]
    assert not any(name in str(kept) for name in names)


PERSON = {"uscc": "", "personal": "是", "name": "虚构某人"}


def reviewed() -> Award:
    """The award, looked at and public."""
    return disclosure_review(actor=SYSTEM, number=one().number, verdict=LET_PUBLIC)


def test_what_turns_out_to_be_a_persons_takes_its_names_of_before_along() -> None:
    """A firm's names stand in the feed; that it was a person all along takes them out, before the review and after it."""
    taken_in([a_row(1, uscc="", personal="否", name="虚构某旧")])
    number = reviewed().number
    spelled = Corrected("recipient_name", "虚构某乙", "名称写错一字，据来文核对")
    award_correct(actor=SYSTEM, number=number, corrected=spelled)
    taken_in([a_row(1, uscc="", personal="否", name="虚构某丙", title="虚构某丙创业补贴")])
    assert "虚构某丙" in str(list(DisclosedChange.objects.values_list("content", flat=True)))
    taken_in([a_row(1, **PERSON | {"name": "虚构某丙"}, title="虚构某丙创业补贴")])
    names = ("虚构某旧", "虚构某乙", "虚构某丙")
    nothing_of_it_is_public(*names)
    assert reviewed().down_on is not None
    told = [change.content for change in changes_after(0)]
    assert not any(name in str(told) for name in names) and {"field", "reason"} in [set(one) for one in told]
    assert corrections_of(one()) == []


@pytest.mark.parametrize("code", ["", a_uscc(1)])
def test_what_turns_out_to_be_no_persons_waits_for_a_review_too(code: str) -> None:
    """Its name was let public for a term, as a person's; nobody has looked at it as one that never comes down."""
    taken_in([a_row(1, **PERSON)], basis=BASIS)
    assert reviewed().down_on is not None
    taken_in([a_row(1, uscc=code, personal="否", name="虚构某人")], basis=BASIS)
    assert one().personal is False
    nothing_of_it_is_public("虚构某人")
    again = reviewed()
    assert (again.state, again.down_on) == (AwardState.PUBLIC, None)


def test_what_waits_or_is_withheld_becomes_public_by_no_file() -> None:
    taken_in([a_row(1, **PERSON)], basis=BASIS)
    taken_in([a_row(1, uscc="", personal="否", name="虚构某人")], basis=BASIS)
    assert (one().state, one().personal) == (AwardState.WAITING, False)
    no = Verdict(ReviewOutcome.WITHHELD, WithholdGround.PRIVACY, "涉及个人隐私，不予公开")
    disclosure_review(actor=SYSTEM, number=one().number, verdict=no)
    taken_in([a_row(1, **PERSON)], basis=BASIS)
    taken_in([a_row(1, uscc=a_uscc(1), name="虚构某人")], basis=BASIS)
    assert one().state == AwardState.WITHHELD and not DisclosedChange.objects.exists()


@pytest.mark.parametrize("other", [{"name": "虚构另一人"}, {"title": "虚构另一人创业补贴"}])
def test_another_name_or_title_of_a_person_waits_for_a_review(other: dict[str, str]) -> None:
    taken_in([a_row(1, **PERSON)])
    reviewed()
    taken_in([a_row(1, **PERSON | other)])
    nothing_of_it_is_public("虚构某人", "虚构另一人")


def test_a_name_that_is_down_comes_back_with_a_code_by_review_only() -> None:
    taken_in([a_row(1, **PERSON)], basis=BASIS)
    assert name_take_down(actor=SYSTEM, award_id=reviewed().pk)
    taken_in([a_row(1, uscc=a_uscc(1), name="虚构某人有限公司")], basis=BASIS)
    nothing_of_it_is_public("虚构某人")


def test_one_that_was_taken_back_and_turns_out_to_be_a_persons_is_shown_no_longer() -> None:
    taken_in([a_row(1, uscc="", personal="否", name="虚构某人")], basis=BASIS)
    award_revoke(actor=SYSTEM, ref=one().ref, on=dt.date(2026, 1, 5), reason="弄虚作假，撤销")
    assert public_awards().exists()
    taken_in([a_row(1, **PERSON)], basis=BASIS)
    assert (one().state, one().published_at) == (AwardState.REVOKED, None)
    assert not public_awards().exists() and not AwardEntry.objects.exists()


def test_a_name_that_was_taken_down_comes_back_with_no_later_file() -> None:
    person = {"uscc": "", "personal": "是", "name": "虚构某人", "title": "虚构某人创业补贴"}
    taken_in([a_row(1, **(person | {"name": "虚构旧名"}))])
    taken_in([a_row(1, **person)])
    Award.objects.update(state=AwardState.PUBLIC, published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert name_take_down(actor=SYSTEM, award_id=one().pk)
    kept = [ImportedAward.objects.get().content, *ImportedChange.objects.values_list("before", "after")]
    assert "虚构某人" not in str(kept) and "虚构旧名" not in str(kept)
    assert taken_in([a_row(1, **person)]).same == 1
    assert taken_in([a_row(1, **person, amount="70000")]).corrected == 1
    assert taken_in([a_row(1, **(person | {"personal": "否"}), amount="80000")]).corrected == 1
    award = one()
    assert (award.recipient_name, award.personal, award.amount) == (TAKEN_DOWN, True, 8_000_000)
    kept = [
        *Award.objects.values_list("title", "recipient_name"),
        *ImportedAward.objects.values_list("content", "name_key"),
        *ImportedChange.objects.values_list("before", "after"),
        *StoredSupport.objects.values_list("title"),
        *AwardEntry.objects.values_list("folded"),
    ]
    assert "虚构某人" not in str(kept)
