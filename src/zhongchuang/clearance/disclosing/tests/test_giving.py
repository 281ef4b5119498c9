"""An award as a grant of 360Giving: what of a natural person leaves with it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

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


@pytest.mark.parametrize(("programme", "title"), [("创业补助", "创业补助"), ("", f"Grant to {PERSON}")])
def test_a_grant_to_a_person_is_told_in_general_words_only(programme: str, title: str) -> None:
    """The guide for grants to individuals: title and description identify nobody, the identifier holds IND."""
    row = replace(
        ROW, title="虚构街面馆的某甲返乡创业", programme=programme, basis="虚构人社发〔2026〕1号第二条"
    )
    made = grant(
        row, recipient="k", personal=True, programme="", modified=dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    )
    assert made["title"] == title and "面馆" not in json.dumps(made, ensure_ascii=False)
    assert made["description"].endswith("依据：虚构人社发〔2026〕1号第二条")
    assert made["recipientIndividual"] == {"id": "360G-zct-IND-GK-1", "name": PERSON}
    assert "recipientOrganization" not in made


@pytest.mark.parametrize("personal", [True, False])
def test_a_natural_person_is_named_nowhere_in_a_grant_an_organisation_is(personal: bool) -> None:
    made = grant(
        ROW, recipient="k", personal=personal, programme="", modified=dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    )
    assert (NAME in json.dumps(made, ensure_ascii=False)) is not personal
    assert made["title"] == ("创业补助" if personal else ROW.title)
