"""Imports cut off anywhere, by real processes and SIGKILL: all of it is there, once; after each death all or nothing.

The control is a sheet written row by row, which shows that the danger is real.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.chaos import Process, endure, forked, statements_of, struck
from tests.concurrency.import_run import ROWS, TODAY, Import, answers, awards, endured, listed, roll
from tests.concurrency.naive import lines_written, naive_register, write_lines
from tests.concurrency.payment_run import LASTS, check_books
from zhongchuang.cases.tests.factory import organisation
from zhongchuang.cases.tests.office.factory import a_desk
from zhongchuang.core.clock import use_date
from zhongchuang.ledger.tests.payments import YUAN, make_year

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS = int(os.environ.get("ZHONGCHUANG_CHAOS", "20"))


def killed_anywhere(prepare: Callable[[int], Import], what: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each seed an import of its own. Two are not disturbed: the first makes what the first of all has to make, the second
    shows how many statements every other takes.
    """
    prepare(SEEDS).take()
    undisturbed = prepare(SEEDS + 1)
    statements = statements_of(undisturbed.take)
    undisturbed.check_whole()
    deaths = 0
    for seed in range(SEEDS):
        made = prepare(seed)
        deaths += endured(made, seed=seed, statements=statements)
        made.check_whole()
        made.take()  # and once more, as somebody would who does not know that it is done
        made.check_whole()
    assert deaths >= SEEDS
    if SEEDS > 20:
        with capsys.disabled():
            print(f"\n{SEEDS} 次{what}，进程被杀 {deaths} 次，每次要么全部、要么没有；最后一行不少、一行不重")


def test_the_banks_answers_killed_anywhere_are_booked_once(capsys: pytest.CaptureFixture[str]) -> None:
    year = make_year(10_000_000 * YUAN)
    killed_anywhere(lambda seed: answers(year, seed), "银行回单导入", capsys)
    check_books()


def test_earlier_awards_killed_anywhere_are_taken_in_once(capsys: pytest.CaptureFixture[str]) -> None:
    with use_date(TODAY):
        organisation(1)
        desk = a_desk()
    killed_anywhere(lambda seed: awards(desk, seed), "历史办件补录", capsys)


def test_awards_of_another_department_killed_anywhere_are_taken_in_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    killed_anywhere(listed, "其他部门支持导入", capsys)


def test_a_sheet_of_tenants_whose_worker_is_killed_anywhere_is_written_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    killed_anywhere(roll, "入驻名册导入（后台进程）", capsys)


def test_control_written_row_by_row_a_sheet_cut_off_is_there_in_part_and_then_more_than_once() -> None:
    half = ROWS // 2

    def in_part() -> Process:
        assert lines_written() == half
        return forked(lambda: write_lines(ROWS))()

    with naive_register():
        endure(
            in_part,
            seed=1,
            lasts=LASTS,
            most_deaths=1,
            doomed=forked(struck(lambda: write_lines(ROWS), at=half)),
        )
        assert lines_written() == half + ROWS
