"""The feed: numbers without a gap, read on from where one left off, and nothing of what is no longer public."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client

from zhongchuang.clearance.disclosing.grounds import WithholdGround
from zhongchuang.clearance.models import DisclosedChange, ReviewOutcome
from zhongchuang.clearance.selectors.awards import changes_after, last_change
from zhongchuang.clearance.services.awards import award_paid
from zhongchuang.clearance.services.changes import Change, ChangeKind, changes_write
from zhongchuang.clearance.services.correcting import Corrected, award_correct
from zhongchuang.clearance.services.disclosing import Verdict, disclosure_review
from zhongchuang.clearance.tests.awards import officer, public_award, public_person
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db
FEED = "/awards/changes.json"


def test_numbers_follow_each_other_without_a_gap() -> None:
    rows = [public_award() for _ in range(3)]
    changes_write([Change(row, ChangeKind.PAID, {"before": 0, "after": 1}) for row in rows])
    assert [one.sequence for one in changes_after(0)] == [1, 2, 3, 4, 5, 6]
    assert last_change() == 6


def test_what_is_undone_leaves_no_gap() -> None:
    row = public_award()
    with transaction.atomic():
        changes_write([Change(row, ChangeKind.PAID)])
        transaction.set_rollback(True)
    changes_write([Change(row, ChangeKind.PAID)])
    assert list(DisclosedChange.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2]


def test_one_reads_on_from_where_one_left_off() -> None:
    for _ in range(5):
        public_award()
    first = changes_after(0, limit=2)
    second = changes_after(first[-1].sequence, limit=2)
    assert [one.sequence for one in (*first, *second)] == [1, 2, 3, 4]
    assert changes_after(last_change()) == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given() -> None:
    row = public_award()
    with pytest.raises(transaction.TransactionManagementError):
        changes_write([Change(row, ChangeKind.PAID)])
    assert connection.in_atomic_block is False


def test_of_what_was_withdrawn_nothing_is_repeated() -> None:
    row = public_award()
    was = row.title
    award_correct(
        actor=officer(), number=row.number, corrected=Corrected("title", "另一个标题", "据决定书更正")
    )
    withheld = Verdict(ReviewOutcome.WITHHELD, WithholdGround.PRIVACY, "公开会损害他人，据条例")
    disclosure_review(actor=officer(), number=row.number, verdict=withheld)
    said = Client().get(FEED).json()
    assert [one["kind"] for one in said["changes"]] == ["published", "corrected", "withheld"]
    assert all(one["award"] is None and one["change"] == {} for one in said["changes"])
    assert was not in str(said)


class TestFeed:
    def test_everybody_reads_it(self) -> None:
        row = public_award()
        award_paid(actor=SYSTEM, ref=row.ref, amount=100)
        answer = Client().get(FEED)
        said = answer.json()
        assert answer["Cache-Control"] == "no-store"
        assert [one["sequence"] for one in said["changes"]] == [1, 2]
        assert said["changes"][1]["change"] == {"before": 0, "after": 1}
        award = said["changes"][0]["award"]
        assert award["number"] == row.number and award["amount"] == 10_000 == row.amount // 100
        assert award["recipient"] == row.recipient_name
        assert (said["last"], said["more"]) == (2, False) and said["next"].endswith("?after=2")

    def test_a_page_of_it_says_that_there_is_more(self) -> None:
        for _ in range(3):
            public_award()
        said = Client().get(FEED, {"limit": "2"}).json()
        assert said["more"] is True
        rest = Client().get(said["next"]).json()
        assert [one["sequence"] for one in rest["changes"]] == [3] and rest["more"] is False

    @pytest.mark.parametrize("query", [{"after": "-1"}, {"after": "x"}, {"limit": "0"}, {"limit": "501"}])
    def test_a_number_that_is_none_is_told(self, query: dict[str, str]) -> None:
        assert Client(raise_request_exception=False).get(FEED, query).status_code == 422

    def test_the_interface_gives_the_same(self) -> None:
        public_award()
        public_award()
        said, page = (
            Client().get("/api/v1/awards/changes?after=1").json(),
            Client().get(f"{FEED}?after=1").json(),
        )
        (one,), (other,) = said["changes"], page["changes"]
        assert one["sequence"] == 2 and one | {"at": ""} == other | {"at": ""}
        assert (said["last"], said["more"]) == (2, False)

    def test_no_reference_of_a_person_stands_in_it(self) -> None:
        public_person(person="person:4711")
        assert "4711" not in Client().get(FEED).content.decode()
