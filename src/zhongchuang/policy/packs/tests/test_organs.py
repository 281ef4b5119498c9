"""Who answers today for an organ a text names."""

from __future__ import annotations

from datetime import date

from zhongchuang.policy.packs.organs import Succession
from zhongchuang.policy.packs.tests.factory import sample_book


def test_the_name_stays_until_its_last_day() -> None:
    unit = Succession(sample_book()).on("省地税局", "990000", date(2018, 6, 14))
    assert (unit.today, unit.is_succeeded) == (("省地税局",), False)


def test_the_successor_answers_from_the_day_after() -> None:
    unit = Succession(sample_book()).on("省地税局", "990000", date(2018, 6, 15))
    assert (unit.today, unit.is_succeeded) == (("省税务局",), True)
    assert [note.zh for note in unit.notes] == ["国税地税合并"]


def test_successors_are_followed_to_the_day_asked_for() -> None:
    succession = Succession(sample_book())
    assert succession.on("省农委", "990000", date(2019, 6, 1)).today == ("省农业厅",)
    later = succession.on("省农委", "990000", date(2021, 1, 1))
    assert later.today == ("省农业农村厅",)
    assert later.unconfirmed


def test_a_city_knows_the_organs_of_its_province_but_not_the_reverse() -> None:
    succession = Succession(sample_book())
    assert succession.knows("省农委", "990100")
    assert not succession.knows("省农委", "000000")


def test_an_organ_nobody_recorded_keeps_its_name() -> None:
    assert Succession(sample_book()).on("省科技厅", "990000", date(2026, 1, 1)).today == ("省科技厅",)
