"""The places of the packs against the table of GB/T 2260 that python-stdnum carries: right names, right parents."""

from __future__ import annotations

import re

import pytest
from stdnum import numdb

from zhongchuang.policy.packs.loader import load_rulebook
from zhongchuang.policy.packs.schema import Place

PLACES = load_rulebook().places
REGISTER = numdb.get("cn/loc")
_SPAN = re.compile(r"\[[^\]]*\]")


def registered(code: str) -> str:
    """The present name of a code: of `[1983-2013]东陵区,[2014-]浑南区` the last, 浑南区; of a province its own."""
    parts = REGISTER.info(code)
    held = parts[0][1]["province"] if code.endswith("0000") else parts[-1][1].get("county", "")
    return _SPAN.sub("", held.split(",")[-1])


@pytest.mark.parametrize("place", [p for p in PLACES.values() if p.code != "000000"], ids=lambda p: p.code)
def test_a_place_has_the_name_it_is_registered_under(place: Place) -> None:
    assert registered(place.code) == place.name.zh


@pytest.mark.parametrize("place", [p for p in PLACES.values() if p.code != "000000"], ids=lambda p: p.code)
def test_a_place_lies_in_what_its_code_says(place: Place) -> None:
    if place.code.endswith("0000"):
        above = "000000"
    elif place.code.endswith("00"):
        above = place.code[:2] + "0000"
    else:
        above = place.code[:4] + "00"
    assert place.parent == above


def test_counties_of_the_two_capitals_are_all_there() -> None:
    """Every code of the register under 沈阳 and 兰州 that still stands and is no heading."""
    for city in ("210100", "620100"):
        standing = {
            f"{city[:4]}{number:02d}"
            for number in range(2, 100)
            if re.search(r"(\[\d*-\]|^)[^\[\],]+$", _present(f"{city[:4]}{number:02d}"))
        }
        assert {p.code for p in PLACES.values() if p.parent == city} == standing


def _present(code: str) -> str:
    """The last entry of a code, with its span."""
    return str(REGISTER.info(code)[-1][1].get("county", "")).split(",")[-1]
