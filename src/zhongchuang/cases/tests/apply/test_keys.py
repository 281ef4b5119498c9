"""One thing has one key, however a programme calls its fields. No database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.cases.programmes.claims import Holder, claims_of
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.tests.factory import content
from zhongchuang.clearance.decisions import KeyClaim, canonical
from zhongchuang.clearance.invoices.checks import key_of
from zhongchuang.core.json_values import Json

FIRM = Holder(
    {"applicant": "organisation:A", "organisation": "A", "category": "rent", "year": "2026"},
    {"applicant": "甲公司（虚构）", "organisation": "甲公司（虚构）", "year": "2026年度"},
    ("A", "甲公司（虚构）"),
)
LANDLORD = Holder(
    {"applicant": "organisation:B", "organisation": "B", "category": "rent", "year": "2026"},
    {"applicant": "乙物业（虚构）", "organisation": "乙物业（虚构）", "year": "2026年度"},
    ("B", "乙物业（虚构）"),
)
OTHER = Holder({"applicant": "organisation:C", "organisation": "C"}, {}, ("C", "丙公司（虚构）"))
INVOICE = "24912000000012345678"


def text(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": "words"}


def programme(kind: str, *keys: str, **types: str) -> Programme:
    """A programme with these fields that claims these keys."""
    fields = [{"id": name, "label": text(f"题{name}"), "type": kind_of} for name, kind_of in types.items()]
    return content(
        sections=[{"id": "about", "title": text("情况"), "fields": fields or [{**BLANK}]}],
        money=None,
        steps=["recommend", "accept", "review", "notice", "decide"],
        claims=[{"kind": kind, "keys": list(keys), "text": text("一次")}],
    )


BLANK: dict[str, Any] = {"id": "note", "label": text("说明"), "type": "text"}


def digests(said: Programme, holder: Holder = FIRM, /, **answers: Json) -> set[str]:
    return {claim.digest for claim in claims_of(said, answers, holder)}


def test_an_invoice_is_its_number_whatever_the_form_calls_it() -> None:
    one = programme("invoice", "invoice", invoice="text")
    other = programme("invoice", "fapiao_no", "fapiao_code", fapiao_no="text", fapiao_code="text")
    held = digests(one, invoice=INVOICE)
    assert held == digests(other, LANDLORD, fapiao_no=f" {INVOICE[:8]} {INVOICE[8:]}")
    assert held == {key_of(INVOICE).digest}, "and as the vouchers claim it"
    assert held == digests(other, fapiao_no=INVOICE, fapiao_code="210012345678")
    assert digests(other, fapiao_no="", fapiao_code="210012345678") == set()


def test_control_a_key_with_the_field_s_name_in_it_meets_nothing() -> None:
    named = [KeyClaim("invoice", ((name, INVOICE),), "") for name in ("invoice", "fapiao_no")]
    assert named[0].digest != named[1].digest


BARE = programme("contract", "lease", lease="text")
WITH = programme("contract", "number", "partner", number="text", partner="text")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (digests(BARE, lease="HT-1"), digests(WITH, number="ht 1", partner="乙物业（虚构）")),
        (digests(WITH, number="HT-1", partner="乙物业（虚构）"), digests(BARE, LANDLORD, lease="HT-1")),
        (
            digests(WITH, number="HT-1", partner="乙物业 (虚构)"),
            digests(WITH, LANDLORD, number="HT-1", partner="甲公司（虚构）"),
        ),
        (
            digests(BARE, lease="HT-1"),
            digests(BARE, Holder(FIRM.values, FIRM.words, ("A", "甲集团")), lease="HT-1"),
        ),
    ],
    ids=["same applicant", "the other side brings it", "both name both", "renamed since"],
)
def test_a_contract_meets_itself_where_one_party_is_known_to_both(first: set[str], second: set[str]) -> None:
    assert first & second


def test_a_contract_of_others_under_the_same_number_is_another() -> None:
    held = digests(WITH, number="HT-1", partner="乙物业（虚构）")
    assert not held & digests(BARE, OTHER, lease="HT-1")
    assert not held & digests(WITH, number="HT-2", partner="乙物业（虚构）")


def test_once_a_year_and_once_at_all_are_two_promises() -> None:
    yearly = programme("contract", "lease", "year", lease="text", year="integer")
    from_round = programme("contract", "lease", "year", lease="text")
    assert digests(yearly, lease="HT-1", year=2026) == digests(from_round, lease="HT-1")
    assert not digests(yearly, lease="HT-1", year=2026) & digests(yearly, lease="HT-1", year=2025)
    assert not digests(yearly, lease="HT-1", year=2026) & digests(BARE, lease="HT-1")


def test_a_project_is_what_the_form_says_and_whose_it_is() -> None:
    one = programme("project", "applicant", "project", project="text")
    other = programme("project", "organisation", "xiangmu", xiangmu="text")
    assert digests(one, project="石材再生") == digests(other, xiangmu="石材 再生")
    assert not digests(one, project="石材再生") & digests(other, LANDLORD, xiangmu="石材再生")


def test_a_year_is_the_year_whether_asked_or_of_the_round() -> None:
    asked = programme("period", "organisation", "category", "cost_year", cost_year="integer")
    given_ = programme("period", "applicant", "category", "year")
    assert digests(asked, cost_year=2026) == digests(given_)


@pytest.mark.parametrize("nothing", ["", " ", "—", "--", None])
def test_what_says_nothing_claims_nothing(nothing: Json) -> None:
    assert digests(programme("invoice", "invoice", invoice="text"), invoice=nothing) == set()
    assert digests(BARE, lease=nothing) == set()
    assert digests(programme("project", "applicant", "project", project="text"), project=nothing) == set()


_NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True).filter(lambda name: name not in FIRM.values)
_SAID = st.text(min_size=1, max_size=12).filter(canonical)


@given(st.sampled_from(["invoice", "contract", "project"]), st.lists(_NAMES, min_size=2, max_size=2), _SAID)
def test_no_name_of_a_field_goes_into_a_key(kind: str, names: Sequence[str], value: str) -> None:
    keys = [
        digests(programme(kind, name, **{name: "text"}), FIRM, **{name: value})
        for name in names
        if name not in ("person", "space", "programme", "round")
    ]
    assert all(key == keys[0] for key in keys) and all(keys)
