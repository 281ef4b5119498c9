"""公开属性审查: nothing is public without it, everything is the moment it is made; withheld only on a ground."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from zhongchuang.clearance.disclosing.grounds import WithholdGround
from zhongchuang.clearance.disclosing.terms import down_on, platform_months
from zhongchuang.clearance.errors import NotReviewable, NumbersInside
from zhongchuang.clearance.models import Award, AwardState, DisclosedChange, DisclosureReview, ReviewOutcome
from zhongchuang.clearance.selectors.awards import is_shown, name_is_down, public_awards
from zhongchuang.clearance.services.awards import award_register, award_revoke
from zhongchuang.clearance.services.disclosing import (
    Verdict,
    disclosure_review,
    disclosure_review_ahead,
    disclosure_review_many,
)
from zhongchuang.clearance.tests.awards import (
    DECIDED,
    PUBLIC,
    at_post,
    award,
    department,
    facts,
    firm,
    member,
    officer,
    person_facts,
    public_award,
)
from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db
WITHHELD = Verdict(ReviewOutcome.WITHHELD, WithholdGround.BUSINESS, "涉及未公开的工艺参数，公开会损害企业")


def state(row: Award) -> str:
    row.refresh_from_db()
    return row.state


def kinds() -> list[str]:
    return list(DisclosedChange.objects.order_by("sequence").values_list("kind", flat=True))


def test_reviewed_it_is_public_at_once() -> None:
    row = award()
    disclosure_review(actor=officer(), number=row.number, verdict=PUBLIC, expected_version=row.row_version)
    assert state(row) == AwardState.PUBLIC and row.published_at is not None and row.down_on is None
    assert [found.pk for found in public_awards()] == [row.pk]
    assert kinds() == ["published"]
    review = DisclosureReview.objects.get()
    assert review.award_id == row.pk and "recipient_name" in review.fields and "place" in review.fields


def test_reviewed_twice_it_is_published_once() -> None:
    row = award()
    disclosure_review(actor=officer(), number=row.number, verdict=PUBLIC)
    disclosure_review(actor=officer(), number=row.number, verdict=PUBLIC)
    assert kinds() == ["published"]
    assert DisclosureReview.objects.filter(superseded_at=None).count() == 1


def test_withheld_on_a_ground_nobody_sees_it() -> None:
    row = award()
    disclosure_review(actor=officer(), number=row.number, verdict=WITHHELD)
    assert state(row) == AwardState.WITHHELD and not public_awards().exists() and kinds() == []


def test_withheld_after_it_was_public_the_feed_says_so() -> None:
    row = public_award()
    disclosure_review(actor=officer(), number=row.number, verdict=WITHHELD)
    assert state(row) == AwardState.WITHHELD and row.published_at is None
    assert kinds() == ["published", "withheld"]


@pytest.mark.parametrize(
    ("verdict", "field"),
    [
        (replace(WITHHELD, ground=None), "ground"),
        (replace(WITHHELD, reason="  不 "), "reason"),
        (Verdict(ReviewOutcome.PUBLIC, months=6), "months"),
    ],
)
def test_what_is_missing_is_told_at_its_field(verdict: Verdict, field: str) -> None:
    row = award()
    with pytest.raises(InvalidInput) as error:
        disclosure_review(actor=officer(), number=row.number, verdict=verdict)
    assert set(error.value.fields) == {field} and state(row) == AwardState.WAITING


def test_the_database_keeps_a_ground_with_what_is_withheld() -> None:
    row = award()
    disclosure_review(actor=SYSTEM, number=row.number, verdict=WITHHELD)
    with pytest.raises(IntegrityError), transaction.atomic():
        DisclosureReview.objects.update(ground="")


@pytest.mark.parametrize("title", ["补助 13800138000", "补助（６２２２０２１２３４５６７８９０１２３）"])
def test_a_number_of_a_person_is_not_published(title: str) -> None:
    row = award(title=title)
    with pytest.raises(NumbersInside, match="不能公开"):
        disclosure_review(actor=officer(), number=row.number, verdict=PUBLIC)
    assert state(row) == AwardState.WAITING


def test_another_department_does_not_know_of_it() -> None:
    row = award()
    with pytest.raises(NotFound):
        disclosure_review(actor=officer(2), number=row.number, verdict=PUBLIC)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_only_looks_reviews_nothing(role: Role) -> None:
    row = award()
    with pytest.raises(NotAllowed):
        disclosure_review(actor=actor(at_post(role, department())), number=row.number, verdict=PUBLIC)


def test_who_is_named_reviews_nothing() -> None:
    row = award()
    with pytest.raises(NotFound):
        disclosure_review(actor=actor(member(firm())), number=row.number, verdict=PUBLIC)


def test_a_stale_page_changes_nothing() -> None:
    row = award()
    with pytest.raises(StaleVersion):
        disclosure_review(actor=officer(), number=row.number, verdict=PUBLIC, expected_version=99)
    assert state(row) == AwardState.WAITING


def test_what_is_revoked_is_not_reviewed() -> None:
    row = award()
    award_revoke(actor=SYSTEM, ref=row.ref, on=DECIDED, reason="虚构理由")
    with pytest.raises(NotReviewable):
        disclosure_review(actor=officer(), number=row.number, verdict=PUBLIC)


class TestMany:
    def test_each_has_its_own_end(self) -> None:
        good, bad, other = award(), award(title="电话13800138000"), award(department_id=department(2).pk)
        done = disclosure_review_many(
            actor=officer(), numbers=[(one.number, None) for one in (good, bad, other)], verdict=PUBLIC
        )
        assert [type(one.problem).__name__ for one in done] == ["NoneType", "NumbersInside", "NotFound"]
        assert [state(one) for one in (good, bad, other)] == ["public", "waiting", "waiting"]


class TestPersons:
    def test_the_platforms_term_where_there_is_no_other(self) -> None:
        row = award_register(actor=SYSTEM, award=person_facts())
        disclosure_review(actor=officer(), number=row.number, verdict=PUBLIC)
        row.refresh_from_db()
        assert row.down_on == down_on(clock.today(), platform_months(clock.today()))

    def test_the_programmes_term(self) -> None:
        row = award_register(actor=SYSTEM, award=person_facts(personal_months=6))
        disclosure_review(actor=officer(), number=row.number, verdict=PUBLIC)
        row.refresh_from_db()
        assert row.down_on == down_on(clock.today(), 6)

    def test_the_reviewers_term_counts_before_both(self) -> None:
        row = award_register(actor=SYSTEM, award=person_facts(personal_months=6))
        disclosure_review(actor=officer(), number=row.number, verdict=replace(PUBLIC, months=3))
        row.refresh_from_db()
        assert row.down_on == down_on(clock.today(), 3)

    def test_withheld_and_public_again_the_term_is_the_first_one(self) -> None:
        row = award_register(actor=SYSTEM, award=person_facts(personal_months=6))
        begun = clock.today()
        for later, verdict in ((0, PUBLIC), (60, WITHHELD), (90, PUBLIC)):
            with clock.use_date(begun + dt.timedelta(days=later)):
                disclosure_review(actor=officer(), number=row.number, verdict=verdict)
        row.refresh_from_db()
        assert state(row) == AwardState.PUBLIC
        assert row.down_on == down_on(begun, 6)

    def test_public_again_after_the_term_the_name_does_not_come_back(self) -> None:
        row = award_register(actor=SYSTEM, award=person_facts(personal_months=6))
        for later, verdict in ((0, PUBLIC), (60, WITHHELD), (200, PUBLIC)):
            with clock.use_date(clock.today() + dt.timedelta(days=later)):
                disclosure_review(actor=officer(), number=row.number, verdict=verdict)
                row.refresh_from_db()
        with clock.use_date(clock.today() + dt.timedelta(days=200)):
            assert is_shown(row) and name_is_down(row)


class TestAhead:
    def test_it_is_public_the_moment_it_is_decided(self) -> None:
        said = facts()
        disclosure_review_ahead(actor=officer(), award=said, verdict=PUBLIC)
        assert kinds() == []
        row = award_register(actor=SYSTEM, award=replace(said, amount=5))  # the amount is the decision's
        assert state(row) == AwardState.PUBLIC and kinds() == ["published"]

    def test_a_changed_word_makes_it_wait(self) -> None:
        said = facts()
        disclosure_review_ahead(actor=officer(), award=said, verdict=PUBLIC)
        row = award_register(actor=SYSTEM, award=replace(said, title=said.title + "改"))
        assert state(row) == AwardState.WAITING and kinds() == []
        assert not DisclosureReview.objects.filter(superseded_at=None).exists()

    def test_withheld_ahead(self) -> None:
        said = facts()
        disclosure_review_ahead(actor=officer(), award=said, verdict=WITHHELD)
        assert state(award_register(actor=SYSTEM, award=said)) == AwardState.WITHHELD

    def test_what_is_decided_is_not_reviewed_ahead(self) -> None:
        said = facts()
        award_register(actor=SYSTEM, award=said)
        with pytest.raises(NotReviewable):
            disclosure_review_ahead(actor=officer(), award=said, verdict=PUBLIC)

    def test_another_departments_officer_may_not(self) -> None:
        with pytest.raises(NotAllowed):
            disclosure_review_ahead(actor=officer(2), award=facts(), verdict=PUBLIC)

    def test_a_number_of_a_person_is_found_ahead(self) -> None:
        with pytest.raises(NumbersInside):
            disclosure_review_ahead(actor=officer(), award=facts(title="13800138000"), verdict=PUBLIC)
