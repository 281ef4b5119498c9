"""Identifiers: ordered, readable, and safe against a slip of the pen."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.ids import ALPHABET, PUBLIC_ID_LENGTH, moment_of, new_id, new_public_id, read_public_id

BODIES = st.text(ALPHABET, min_size=16, max_size=16)


def test_primary_keys_are_version_7_and_rise_even_while_time_stands_still() -> None:
    with clock.use_date(dt.date(2099, 1, 1)):
        made = [new_id() for _ in range(2000)]
    assert made == sorted(set(made))
    assert {identifier.version for identifier in made} == {7}
    assert {identifier.variant for identifier in made} == {uuid.RFC_4122}
    assert moment_of(made[0]).date() == dt.date(2099, 1, 1)


def test_the_moment_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="7"):
        moment_of(uuid.uuid4())


def test_a_public_id_reads_back_however_it_is_typed() -> None:
    made = new_public_id("SQ")
    assert len(made) <= PUBLIC_ID_LENGTH
    for typed in (made, made.lower(), made.replace("-", " "), made.replace("-", ""), made.replace("0", "O")):
        assert read_public_id(typed, prefix="SQ") == made


def test_public_ids_sort_by_the_second_they_were_made() -> None:
    with clock.use_date(dt.date(2026, 1, 1)) as frozen:
        made = []
        for _ in range(50):
            made.append(new_public_id("SQ"))
            frozen.advance(dt.timedelta(seconds=1))
    assert made == sorted(made)
    assert len(set(made)) == 50


@given(st.integers(0, 15), st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_is_caught(place: int, symbol: str) -> None:
    body = new_public_id("SQ").removeprefix("SQ-").replace("-", "")
    wrong = body[:place] + symbol + body[place + 1 :]
    if wrong != body:
        with pytest.raises(InvalidInput, match="校验位不符"):
            read_public_id("SQ" + wrong, prefix="SQ")


@given(st.integers(0, 14))
def test_every_swap_of_neighbours_is_caught(place: int) -> None:
    body = new_public_id("SQ").removeprefix("SQ-").replace("-", "")
    wrong = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    if wrong != body:
        with pytest.raises(InvalidInput, match="校验位不符"):
            read_public_id("SQ" + wrong, prefix="SQ")


@pytest.mark.parametrize(
    ("text", "says"), [("AB-1234", "应以 SQ 开头"), ("SQ-1234", "16 位"), ("SQ-" + "U" * 16, "16 位")]
)
def test_what_is_no_public_id_is_told_why(text: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        read_public_id(text, prefix="SQ")


@given(st.text(max_size=40))
def test_reading_never_fails_otherwise(text: str) -> None:
    try:
        assert read_public_id(text, prefix="SQ").startswith("SQ-")
    except InvalidInput as error:
        assert error.code == "core.public_id"


def test_a_prefix_is_capital_letters() -> None:
    with pytest.raises(ValueError, match="大写字母"):
        new_public_id("sq")
