"""What is an objection, and what is not."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.reviewing.objecting import (
    By,
    Refusal,
    Signature,
    is_telephone,
    missing,
    names_its_author,
    refusal,
)

LAST = dt.date(2026, 11, 27)
PERSON = Signature(By.PERSON, "虚构人", telephone="13800000000", typed="虚构人")
UNIT = Signature(By.UNIT, "联系人", "虚构单位", "0931-8000000", scan=True)


def test_signed_with_a_contact_while_the_notice_runs() -> None:
    for signature in (PERSON, UNIT):
        assert refusal(signature, on=LAST, closes=LAST) is None


@pytest.mark.parametrize("signature", [PERSON, Signature(By.ANONYMOUS)])
def test_the_day_after_the_last_is_late(signature: Signature) -> None:
    assert refusal(signature, on=LAST + dt.timedelta(days=1), closes=LAST) is Refusal.LATE


@pytest.mark.parametrize(
    ("signature", "why"),
    [
        (Signature(By.ANONYMOUS, "虚构人", telephone="13800000000", typed="虚构人"), Refusal.ANONYMOUS),
        (Signature(By.PERSON, " ", telephone="13800000000"), Refusal.ANONYMOUS),
        (Signature(By.UNIT, "联系人", "", "0931-8000000", scan=True), Refusal.ANONYMOUS),
        (Signature(By.PERSON, "虚构人", telephone="123", typed="虚构人"), Refusal.NO_CONTACT),
        (Signature(By.PERSON, "虚构人", telephone="13800000000", typed="别人"), Refusal.NOT_SIGNED),
        (Signature(By.UNIT, "联系人", "虚构单位", "0931-8000000", typed="联系人"), Refusal.NOT_SIGNED),
    ],
)
def test_what_is_missing(signature: Signature, why: Refusal) -> None:
    assert missing(signature) is why


def test_a_scan_is_a_signature_too_and_spaces_in_a_name_do_not_matter() -> None:
    assert missing(Signature(By.PERSON, "虚构人", telephone="13800000000", scan=True)) is None
    assert missing(Signature(By.PERSON, "虚 构人", telephone="13800000000", typed="虚构 人")) is None


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("13800000000", True),
        ("+86 138 0000 0000", True),
        ("0931-8000000", True),
        ("（024）23400000", True),
        ("024-23400000 转 801", True),
        ("23400000", False),
        ("12345678901", False),
        ("", False),
        ("没有", False),
    ],
)
def test_a_telephone_that_can_be_called(text: str, valid: bool) -> None:
    assert is_telephone(text) is valid


def test_a_public_answer_does_not_give_away_who_objected() -> None:
    assert names_its_author("虚构 人反映的情况属实", PERSON)
    assert names_its_author("经向 138-0000-0000 核实", PERSON)
    assert names_its_author("虚构单位反映", UNIT)
    assert not names_its_author("经核实，反映的情况不属实。", PERSON)
