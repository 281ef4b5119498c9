"""Categories in words: an id by its name, what departments write as they wrote it; a file says it too."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from zhongchuang.clearance.disclosing.categories import CATEGORIES, category_words
from zhongchuang.clearance.disclosing.giving import grant
from zhongchuang.clearance.disclosing.sheets import COLUMNS, as_data, cells
from zhongchuang.clearance.disclosing.tests.test_giving import ROW


def test_an_id_is_told_in_the_readers_language() -> None:
    assert category_words("innovation_voucher") == "创新券"
    assert category_words("innovation_voucher", "zh-hans") == "创新券"
    assert category_words("innovation_voucher", "en-gb") == "Innovation voucher"


@pytest.mark.parametrize("written", ["", "技术改造补助", "research_boost"])
def test_what_is_no_id_of_ours_stays_as_it_is(written: str) -> None:
    assert category_words(written) == category_words(written, "en") == written


def test_every_name_says_something_else_than_its_id() -> None:
    for key, named in CATEGORIES.items():
        assert re.fullmatch(r"[a-z_]+", key)
        assert named.zh and not re.search("[a-z_]", named.zh) and named.en and "_" not in named.en


def test_a_table_and_a_grant_have_the_words_and_programs_keep_the_id() -> None:
    row = type(ROW)(
        **{name: getattr(ROW, name) for name in ROW.__slots__} | {"category": "innovation_voucher"}
    )
    assert "创新券" in cells(row) and "innovation_voucher" not in cells(row)
    assert len(cells(row)) == len(COLUMNS)
    assert as_data(row)["category"] == "innovation_voucher"
    made = grant(
        row, recipient="k", personal=False, programme="", modified=dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    )
    assert {
        "vocabulary": "zhongchuang category",
        "code": "innovation_voucher",
        "title": "创新券",
    } in made["classifications"]
