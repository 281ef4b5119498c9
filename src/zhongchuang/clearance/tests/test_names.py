"""Names of natural persons come down after their term, and stand nowhere any more; the award stays."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.jobs import awards_take_down
from zhongchuang.clearance.models import Award, AwardCorrection, CorrectionRequest, DisclosedChange
from zhongchuang.clearance.selectors.award_changes import changes_as_data
from zhongchuang.clearance.selectors.awards import (
    changes_after,
    corrections_of,
    public_award,
    public_name,
    public_title,
)
from zhongchuang.clearance.selectors.awards_office import awards_data, requests_data
from zhongchuang.clearance.services.correcting import Corrected, award_correct
from zhongchuang.clearance.services.names import (
    TAKEN_DOWN,
    awards_forget,
    name_take_down,
    names_take_down,
    requests_forget,
)
from zhongchuang.clearance.tests.awards import officer, public_person
from zhongchuang.clearance.tests.awards import public_award as published
from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties.tests.factory import SYSTEM, make_account

pytestmark = pytest.mark.django_db
NAME = "虚构某甲"


def due(row: Award, days: int = 0) -> Award:
    """The award with its last day so many days ago."""
    Award.objects.filter(pk=row.pk).update(down_on=clock.today() - dt.timedelta(days=days))
    row.refresh_from_db()
    return row


def test_the_day_it_is_due_the_page_shows_no_name_even_before_the_job_has_run() -> None:
    row = due(public_person(title=f"{NAME}创业补助"))
    assert row.recipient_name == NAME
    assert public_name(row) == TAKEN_DOWN and NAME not in public_title(row)
    assert NAME not in str(changes_as_data(changes_after(0), site=""))


def test_nor_does_a_correction_of_the_title_show_it_that_day() -> None:
    row = public_person(title=f"{NAME}创业补助")
    corrected = Corrected("title", f"{NAME}首次创业补助", "漏写“首次”二字")
    award_correct(actor=officer(), number=row.number, corrected=corrected)
    row.refresh_from_db()
    (told,) = corrections_of(due(row))
    assert (told.before, told.after) == (f"{TAKEN_DOWN}创业补助", f"{TAKEN_DOWN}首次创业补助")


def test_the_day_before_it_is_still_there() -> None:
    assert public_name(due(public_person(), days=-1)) == NAME


def test_taken_down_it_stands_in_no_row_and_the_award_stays() -> None:
    row = public_person(title=f"{NAME}创业补助")
    corrected = Corrected("recipient_name", NAME + "乙", "姓名写错一字，据身份核验")
    award_correct(actor=officer(), number=row.number, corrected=corrected)
    due(row)
    assert awards_take_down.func("today") == 1
    row.refresh_from_db()
    assert (row.recipient_name, row.person) == (TAKEN_DOWN, "") and row.taken_down_at is not None
    assert public_award(row.number).amount == row.amount and row.clause
    assert NAME not in row.title
    assert not any(NAME in f"{one.before}{one.after}" for one in AwardCorrection.objects.all())
    assert not any(NAME in str(one.content) for one in DisclosedChange.objects.all())
    assert all(NAME not in f"{one.before}{one.after}" for one in corrections_of(row))
    kinds = DisclosedChange.objects.order_by("sequence").values_list("kind", flat=True)
    assert list(kinds) == ["published", "corrected", "taken_down"]


def test_nor_does_the_reason_of_an_older_correction() -> None:
    row = public_person()
    AwardCorrection.objects.create(
        award=row, field="title", before="甲", after="乙", reason=f"{NAME}本人提出", department_name="虚构部门",
        by="system:test", at=clock.now(), public=True,
    )  # fmt: skip
    assert NAME not in corrections_of(due(row))[0].reason
    assert name_take_down(actor=SYSTEM, award_id=row.pk)
    assert NAME not in AwardCorrection.objects.get().reason


def test_it_runs_twice_and_takes_down_once() -> None:
    due(public_person())
    assert names_take_down(actor=SYSTEM) == 1
    assert names_take_down(actor=SYSTEM) == 0


def test_the_name_of_a_firm_never_comes_down() -> None:
    row = published()
    Award.objects.filter(pk=row.pk).update(down_on=clock.today())
    assert names_take_down(actor=SYSTEM) == 0
    assert not name_take_down(actor=SYSTEM, award_id=row.pk)
    row.refresh_from_db()
    assert public_name(row) == row.recipient_name != TAKEN_DOWN


def test_no_person_takes_a_name_down() -> None:
    row = public_person()
    with pytest.raises(NotAllowed):
        names_take_down(actor=officer())
    with pytest.raises(NotAllowed):
        name_take_down(actor=officer(), award_id=row.pk)
    with pytest.raises(NotAllowed):
        awards_forget(actor=officer(), person=row.person)
    with pytest.raises(NotAllowed):
        requests_forget(actor=officer(), account_id=1)


def test_a_copy_of_ones_data_tells_what_is_public_of_one() -> None:
    row = public_person(person="person:4711")
    (told,) = awards_data("person:4711")
    assert told["number"] == row.number and told["name"] == NAME
    assert awards_data("") == [] and awards_data("person:4712") == []


def test_forgotten_the_name_comes_down_before_its_day() -> None:
    row, other = public_person(person="person:4711"), public_person(person="person:4712")
    assert awards_forget(actor=SYSTEM, person="person:4711") == 1
    assert awards_forget(actor=SYSTEM, person="") == 0
    row.refresh_from_db()
    other.refresh_from_db()
    assert row.recipient_name == TAKEN_DOWN and other.recipient_name == NAME


def test_the_words_of_a_request_go_with_the_account() -> None:
    account, row = make_account(), public_person()
    CorrectionRequest.objects.create(
        number="GQ-TEST",
        award=row,
        account=account,
        field="recipient_name",
        says=f"我叫{NAME}乙",
        asked_at=clock.now(),
    )
    assert requests_data(account.pk)[0]["says"]
    assert requests_forget(actor=SYSTEM, account_id=account.pk) == 1
    request = CorrectionRequest.objects.get()
    assert request.says == "" and request.state == "declined"
