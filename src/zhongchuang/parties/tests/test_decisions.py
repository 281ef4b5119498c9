"""Codes of organisations and places: pure decisions."""

from __future__ import annotations

import pytest

from zhongchuang.parties.decisions import browser_name, place_ancestry, uscc_checked
from zhongchuang.parties.errors import UsccInvalid
from zhongchuang.parties.tests.factory import USCC


@pytest.mark.parametrize("written", [USCC, USCC.lower(), f" {USCC[:4]} {USCC[4:10]}\t{USCC[10:]} "])
def test_a_code_is_kept_in_one_form(written: str) -> None:
    assert uscc_checked(written) == USCC


@pytest.mark.parametrize("position", range(17))
def test_one_wrong_character_anywhere_is_found(position: int) -> None:
    other = "1" if USCC[position] != "1" else "2"
    with pytest.raises(UsccInvalid):
        uscc_checked(USCC[:position] + other + USCC[position + 1 :])


@pytest.mark.parametrize("text", ["", "123", USCC[:17], USCC + "0", "9199999900000000IE", "众创台"])
def test_what_is_no_code_is_refused_with_the_words_that_were_given(text: str) -> None:
    with pytest.raises(UsccInvalid, match="末位为校验码") as caught:
        uscc_checked(text)
    assert set(caught.value.fields) == {"uscc"}


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("210102", ("210102", "210100", "210000", "000000")),
        ("210100", ("210100", "210000", "000000")),
        ("210000", ("210000", "000000")),
        ("000000", ("000000",)),
    ],
)
def test_places_above_a_place(code: str, above: tuple[str, ...]) -> None:
    assert place_ancestry(code) == above


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome · Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Safari/537.36 MicroMessenger/8.0", "微信 · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_user_knows_it(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name
