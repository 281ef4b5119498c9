"""Names taken apart: places, forms, groups, branches; where 字号 ends is learnt from the names themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhongchuang.clearance.linking.codes import code_read
from zhongchuang.clearance.linking.names import plain, taken_apart, words
from zhongchuang.clearance.linking.places import gazetteer
from zhongchuang.clearance.linking.segmenting import Segmenter


@pytest.mark.parametrize(
    ("name", "places", "core", "form"),
    [
        ("沈阳市鑫岚木业有限责任公司", ("2101",), "鑫岚木业", "company"),
        ("沈阳鑫岚木业", ("2101",), "鑫岚木业", ""),
        ("鑫岚（沈阳）木业股份有限公司", ("2101",), "鑫岚木业", "company"),
        ("瀋陽鑫嵐木業有限公司", ("2101",), "鑫岚木业", "company"),
        ("遼寧省沈阳市浑南区鑫岚木业（普通合伙）", ("21", "2101", "210109"), "鑫岚木业", "partnership"),
        ("鑫岚木业有阴公司", (), "鑫岚木业", "company"),
        ("ＡＢＣ 木业[沈阳]有限公司", ("2101",), "ABC木业", "company"),
        ("内蒙古鑫岚木业厂", ("15",), "鑫岚木业", "works"),
        ("", (), "", ""),
    ],
)
def test_a_name_has_its_parts(name: str, places: tuple[str, ...], core: str, form: str) -> None:
    found = taken_apart(name, gazetteer())
    assert (len(found.places), found.core, found.form) == (len(places), core, form)
    assert all(code.startswith(known[:4]) for code, known in zip(found.places, places, strict=True))


def test_groups_branches_and_a_place_in_the_middle() -> None:
    group = taken_apart("沈阳鑫岚集团有限公司", gazetteer())
    assert group.group and group.core == "鑫岚"
    assert taken_apart("鑫岚木业（集团）有限公司", gazetteer()).group
    branch = taken_apart("沈阳鑫岚木业有限公司大连分公司", gazetteer())
    assert (branch.core, branch.branch) == ("鑫岚木业", "大连分公司")
    assert taken_apart("鑫岚沈阳木业有限公司", gazetteer(), "沈阳市").core == "鑫岚木业"


def test_a_mistyped_place_is_no_word_of_the_name_and_an_unknown_city_is_one() -> None:
    assert taken_apart("辽宇省鑫岚木业有限公司", gazetteer()).core == "鑫岚木业"
    known = gazetteer().with_cities(["云中市"])
    assert taken_apart("云中鑫岚木业", known).core == "鑫岚木业"
    assert known.code("云中") == known.code("云中市") == "~云中"
    assert gazetteer().code("沈阳市") == gazetteer().code("沈阳") == "2101"


def test_trades_nobody_knows_are_learnt_from_the_names() -> None:
    brands = ("鑫岚", "澄泓", "沐榆", "珩璟", "茉莘", "瑾璞")
    cores = [brand + trade for brand in brands for trade in ("菌菇栽培", "假发", "月子护理")]
    parts = Segmenter(cores, words()["trades"])
    assert parts.split("鑫岚菌菇栽培") == ("鑫岚", "菌菇栽培")
    assert parts.split("祺禾穆假发") == ("祺禾穆", "假发")
    assert parts.split("祺禾") == ("祺禾", "") and parts.split("") == ("", "")


def test_few_rows_are_split_by_the_common_trades() -> None:
    parts = Segmenter(["鑫岚科技", "澄泓商贸"], words()["trades"])
    assert parts.split("鑫岚科技") == ("鑫岚", "科技")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_taken_apart_and_written_in_one_way(text: str) -> None:
    found = taken_apart(text, gazetteer())
    assert plain(plain(text)) == plain(text)
    assert found.core == taken_apart(text.replace("　", " "), gazetteer()).core
    brand, trade = Segmenter([found.core], words()["trades"]).split(found.core)
    assert brand + trade == found.core


@pytest.mark.parametrize(
    ("text", "code", "proved"),
    [
        ("914403001922038216", "914403001922038216", True),
        (" 91440300-1922038216 ", "914403001922038216", True),
        ("9144O3OO1922O38216", "914403001922038216", True),
        ("914403001922038215", "914403001922038215", False),
        ("000000000000000000", "", False),
        ("无", "", False),
        ("", "", False),
        ("192203821", "192203821", False),
    ],
)
def test_a_code_is_read_and_proved(text: str, code: str, proved: bool) -> None:
    assert code_read(text) == (code, proved)
