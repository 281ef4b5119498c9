"""Numbers of people and codes of industries: what is read, what is refused, what of them is shown."""

from __future__ import annotations

import pytest

from zhongchuang.parties.decisions import (
    identity_checked,
    industry_checked,
    masked_name,
    masked_number,
    masked_telephone,
)
from zhongchuang.parties.errors import IdentityInvalid, IndustryInvalid
from zhongchuang.parties.models import IdentityKind
from zhongchuang.parties.tests.factory import a_number

RESIDENT = IdentityKind.RESIDENT_ID


@pytest.mark.parametrize(
    "written", ["360426199101010071", " 360426 19910101 0071 ", "３６０４２６１９９１０１０１００７１"]
)
def test_a_number_is_kept_in_one_form(written: str) -> None:
    assert identity_checked(RESIDENT, written) == "360426199101010071"


def test_the_last_may_be_an_x_in_either_case() -> None:
    ends_in_x = next(number for n in range(40) if (number := a_number(n)).endswith("X"))
    assert identity_checked(RESIDENT, ends_in_x.lower()) == ends_in_x


@pytest.mark.parametrize("position", range(17))
def test_one_wrong_digit_anywhere_is_found(position: int) -> None:
    number = a_number(7)
    other = "1" if number[position] != "1" else "2"
    with pytest.raises(IdentityInvalid) as caught:
        identity_checked(RESIDENT, number[:position] + other + number[position + 1 :])
    assert set(caught.value.fields) == {"number"}
    assert number[:8] not in caught.value.sentence  # the number is not repeated where others may read it


@pytest.mark.parametrize("number", ["", "36042619910101007", "360426199102300077", "众创台", "0" * 18])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(IdentityInvalid):
        identity_checked(RESIDENT, number)


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        (IdentityKind.HONG_KONG_MACAO, "H12345678", True),
        (IdentityKind.HONG_KONG_MACAO, "X12345678", False),
        (IdentityKind.TAIWAN, "12345678", True),
        (IdentityKind.TAIWAN, "1234567", False),
        (IdentityKind.PASSPORT, "ab1234567", True),
        (IdentityKind.PASSPORT, "ABCDEFG", False),
        (IdentityKind.FOREIGN_RESIDENT, "ABC123456789012", True),
        (IdentityKind.FOREIGN_RESIDENT, "360426199101010071", False),
    ],
)
def test_other_documents_have_forms_of_their_own(kind: IdentityKind, number: str, fits: bool) -> None:
    if fits:
        assert identity_checked(kind, number) == number.upper()
    else:
        with pytest.raises(IdentityInvalid):
            identity_checked(kind, number)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("C3562", "C3562"), ("3562", "C3562"), ("c35", "C35"), ("I65", "I65"), ("", ""), ("　R90", "R90")],
)
def test_an_industry_is_kept_with_its_section(written: str, kept: str) -> None:
    assert industry_checked(written) == kept


@pytest.mark.parametrize("written", ["A3562", "C", "C3", "98", "C35621", "软件"])
def test_what_is_no_industry_is_refused(written: str) -> None:
    with pytest.raises(IndustryInvalid):
        industry_checked(written)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张*"), ("欧阳娜娜", "欧***"), ("John Smith", "J*** S****"), ("王", "王*"), ("", "")],
)
def test_a_name_is_its_first_letter(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("210102199001011234", "2101**********1234"), ("H12345678", "H******78"), ("AB123", "A**23")],
)
def test_a_number_is_its_ends(number: str, shown: str) -> None:
    assert masked_number(number) == shown


def test_a_telephone_number_is_its_ends() -> None:
    assert masked_telephone("13800001234") == "138****1234"
    assert masked_telephone("12345") == "*****"
