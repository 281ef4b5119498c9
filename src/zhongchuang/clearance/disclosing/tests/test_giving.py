"""An award as a grant of 360Giving: what of a natural person leaves with it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from zhongchuang.clearance.disclosing.giving import PERSON, grant
from zhongchuang.clearance.disclosing.sheets import SheetRow

NAME = "虚构某甲"
ROW = SheetRow(
    number="GK-1",
    recipient=NAME,
    code="",
    title=f"{NAME}创业补助",
    programme="创业补助",
    category="",
    amount=500_000,
    paid=0,
    department="虚构市人社局",
    place="",
    place_name="",
    basis="",
    clause="",
    decided_on=dt.date(2026, 3, 1),
    published_on=dt.date(2026, 3, 2),
    state="有效",
    state_code="public",
    revoked_on=None,
    source="本平台办件",
    overridden=False,
    synthetic=True,
    url="https://test.invalid/awards/GK-1/",
)


@pytest.mark.parametrize("personal", [True, False])
def test_a_natural_person_is_named_nowhere_in_a_grant_an_organisation_is(personal: bool) -> None:
    made = grant(
        ROW, recipient="k", personal=personal, programme="", modified=dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    )
    assert (NAME in json.dumps(made, ensure_ascii=False)) is not personal
    assert made["title"] == (f"{PERSON}创业补助" if personal else ROW.title)
