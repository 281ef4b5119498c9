"""Experts are reminded two working days before the last, and when it is over; each once, and only who owes sheets."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.jobs.reminding import remind_experts
from zhongchuang.cases.models import Seat
from zhongchuang.cases.tests.review.scene import cases, drawn, expert, officer, scored, sheets
from zhongchuang.core.clock import FrozenClock
from zhongchuang.messages.models import Mail

pytestmark = pytest.mark.django_db


def run() -> int:
    return int(remind_experts.func("2026-12-03T09:00:00+08:00"))


def test_before_the_last_day_and_after_it_each_once(monday: FrozenClock) -> None:
    for _ in range(3):
        expert()
    panel = drawn(cases(1), officer())  # due on 7 December, a Monday
    scored(sheets(panel)[0], 50, 30)
    monday.move_to(dt.date(2026, 12, 2))
    assert run() == 0
    monday.move_to(dt.date(2026, 12, 3))
    assert run() == 2 and run() == 0
    assert Seat.objects.filter(panel=panel, reminded_at__isnull=False).count() == 2
    monday.move_to(dt.date(2026, 12, 7))
    assert run() == 0
    monday.move_to(dt.date(2026, 12, 8))
    assert run() == 2 and run() == 0
    assert Mail.objects.filter(key__contains=":late:").count() == 2
