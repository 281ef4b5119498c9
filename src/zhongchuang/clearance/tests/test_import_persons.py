"""Persons and firms that an import took for the other: the feed names no person for longer than it may."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.models import Award, AwardState
from zhongchuang.clearance.selectors.awards import changes_after
from zhongchuang.clearance.tests.importing import BASIS, a_row, taken_in
from zhongchuang.parties.tests.factory import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place() -> None:
    make_place()


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
