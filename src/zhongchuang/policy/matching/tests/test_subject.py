"""Facts as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.expressions import Value
from zhongchuang.policy.matching.errors import SubjectError
from zhongchuang.policy.matching.subject import (
    FactValue,
    checked_subject,
    fact_from,
    read_day,
    read_fact,
    read_facts_file,
    read_kind,
)
from zhongchuang.policy.packs.tests.factory import sample_book

BOOK = sample_book()


@pytest.mark.parametrize(
    ("written", "name", "value"),
    [
        ("income=1000000", "income", 100_000_000),
        ("income=0.01", "income", 1),
        (" income = 1e6 ", "income", 100_000_000),
        ("in_space=true", "in_space", True),
        ("in_space=False", "in_space", False),
        ("in_space=否", "in_space", False),
        ("employer=firm", "employer", "firm"),
        ("area=500.25", "area", Decimal("500.25")),
        ("months=18", "months", 18),
        ("founded=2020-02-29", "founded", date(2020, 2, 29)),
        ("industry=C39", "industry", "C39"),
    ],
)
def test_a_fact_is_read(written: str, name: str, value: Value) -> None:
    assert read_fact(written, BOOK.vocabulary) == (name, value)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("incom=1", "是不是 income？"),
        ("income", "名称=值"),
        ("income=abc", "以元为单位"),
        ("income=0.001", "至多两位小数"),
        ("income=-1", "-1 元不在 0 至 100,000,000,000 元之间"),
        ("income=1e300", "以元为单位"),
        ("income=NaN", "以元为单位"),
        ("income=true", "以元为单位"),
        ("income=", "以元为单位"),
        ("in_space=maybe", "true 或 false"),
        ("in_space=1", "true 或 false"),
        ("employer=univercity", "是不是 university？"),
        ("area=12.345", "不是小数"),
        ("area=-1", "超出"),
        ("months=1.5", "请写整数"),
        ("months=1201", "超出"),
        ("founded=2020-02-30", "2026-11-01"),
        ("founded=20200229", "2026-11-01"),
        ("industry=Z99", "国民经济行业"),
    ],
)
def test_a_wrong_fact_is_a_sentence_with_near_names(written: str, words: str) -> None:
    with pytest.raises(SubjectError) as caught:
        read_fact(written, BOOK.vocabulary)
    assert caught.value.option == "fact"
    assert words in caught.value.zh
    assert caught.value.en


def test_a_file_of_facts_is_exact_and_null_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text('{"income": 0.1, "area": 0.1, "in_space": true, "months": null}', encoding="utf-8")
    assert read_facts_file(path, BOOK.vocabulary) == {"income": 10, "area": Decimal("0.1"), "in_space": True}


@pytest.mark.parametrize("content", ["[1]", "{", '{"in_space": 1}', '{"months": true}', '{"income": {}}'])
def test_a_wrong_file_is_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "facts.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SubjectError):
        read_facts_file(path, BOOK.vocabulary)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SubjectError, match="读不了"):
        read_facts_file(tmp_path / "none.json", BOOK.vocabulary)


@pytest.mark.parametrize(
    ("place", "words"),
    [("990101", "是不是 990100、"), ("示例市", "是不是 990100（示例市）？"), ("", "没有区划代码")],
)
def test_an_unknown_place_names_near_ones(place: str, words: str) -> None:
    with pytest.raises(SubjectError, match=words) as caught:
        checked_subject(BOOK, place, "team", {})
    assert caught.value.option == "place"


def test_an_unknown_kind_names_the_kinds() -> None:
    with pytest.raises(SubjectError, match=r"是不是 team？") as caught:
        read_kind("teem")
    assert caught.value.option == "kind"


@pytest.mark.parametrize("written", ["2026-13-01", "20261101", "heute", "2026-W01-1"])
def test_a_wrong_day_is_a_sentence(written: str) -> None:
    with pytest.raises(SubjectError, match="不是日期") as caught:
        read_day(written)
    assert caught.value.option == "on"


def test_a_subject_is_checked_against_the_vocabulary() -> None:
    with pytest.raises(SubjectError, match="没有事实"):
        checked_subject(BOOK, "990000", "team", {"colour": FactValue("red")})


@given(st.integers(min_value=0, max_value=10**13))
def test_every_amount_up_to_the_fen_is_exact(fen: int) -> None:
    written = f"{fen // 100}.{fen % 100:02d}"
    assert fact_from("income", written, BOOK.vocabulary) == fen


@given(st.text(max_size=12))
def test_no_text_is_worse_than_a_sentence(written: str) -> None:
    for name in BOOK.vocabulary:
        try:
            value = fact_from(name, written, BOOK.vocabulary)
        except SubjectError as error:
            assert error.zh
        else:
            BOOK.vocabulary[name].encode(value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" * 100_000, "读不了"),
        (b'{"area":' * 100_000, "读不了"),
        (b'{"seats": ' + b"9" * 10_000 + b"}", "不是整数"),
        (b'{"area": 0.' + b"1" * 5_000 + b"}", "不是小数"),
        (b'{"area": 1e99999999999999999999}', "读不了"),
        (b'{"area": 1, "area": 2}', "“area”写了两次"),
        (b" " * (1024 * 1024 + 1), "超过 1 MB"),
        (b"\xff\xfe{\x00", "读不了"),
    ],
)
def test_a_hostile_file_of_facts_is_a_short_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "f.json"
    path.write_bytes(content)
    with pytest.raises(SubjectError) as caught:
        read_facts_file(path, BOOK.vocabulary)
    assert words in caught.value.zh
    assert len(caught.value.zh) < 300


def test_a_device_is_read_no_further_than_facts_reach() -> None:
    with pytest.raises(SubjectError, match="超过 1 MB"):
        read_facts_file(Path("/dev/zero"), BOOK.vocabulary)


def test_the_mark_of_a_spreadsheet_is_no_part_of_the_facts(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_bytes(b'\xef\xbb\xbf{"seats": 3, "area": 2.0}')
    assert read_facts_file(path, BOOK.vocabulary) == {"seats": 3, "area": Decimal("2.0")}


@pytest.mark.parametrize(
    "written", ["x" * 100_000, f"income={'9' * 100_000}", f"{'长' * 100_000}=1", "income=1_0"]
)
def test_what_makes_no_sense_is_not_repeated_at_length(written: str) -> None:
    with pytest.raises(SubjectError) as caught:
        read_fact(written, BOOK.vocabulary)
    assert len(caught.value.zh) < 300
