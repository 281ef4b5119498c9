"""Two people in the same moment: one draw, one successor for a seat; and that the tests would see otherwise."""

from __future__ import annotations

from collections.abc import Callable
from unittest import mock

import pytest

from zhongchuang.cases.models import Case, Panel, Seat
from zhongchuang.cases.services import panels
from zhongchuang.cases.tests.review.scene import arranged, cases, drawn, expert, officer
from zhongchuang.core.tests.factory import race

pytestmark = pytest.mark.django_db(transaction=True)


def drawing(panel: Panel, by: object) -> Callable[[], Panel]:
    return lambda: panels.panel_draw(actor=by, panel=panel, expected_version=panel.row_version)  # type: ignore[arg-type]  # an actor of any kind


def test_of_four_who_draw_at_once_one_does() -> None:
    for _ in range(5):
        expert()
    by = officer()
    panel = arranged(cases(1), by)
    outcomes = race([drawing(panel, by) for _ in range(4)])
    assert sum(isinstance(one, Panel) for one in outcomes) == 1
    assert Seat.objects.filter(panel=panel).count() == 3


def test_of_two_recusals_at_once_one_is_told_and_every_seat_has_one_successor() -> None:
    for _ in range(6):
        expert()
    by = officer()
    panel = drawn(cases(1), by)
    seats = list(Seat.objects.filter(panel=panel)[:2])

    def recusing(seat: Seat) -> Callable[[], Panel]:
        return lambda: panels.seat_recuse(
            actor=by, seat=seat, reason="有关系", expected_version=panel.row_version
        )

    outcomes = race([recusing(seat) for seat in seats])
    assert sum(isinstance(one, Panel) for one in outcomes) == 1
    assert Seat.objects.filter(panel=panel, state="seated").count() == 3


def test_of_two_panels_at_once_for_a_case_one_is_arranged() -> None:
    for _ in range(3):
        expert()
    by, held = officer(), cases(1)
    outcomes = race([lambda: arranged(held, by) for _ in range(3)])
    assert sum(isinstance(one, Panel) for one in outcomes) == 1
    assert Panel.objects.filter(cases=held[0], closed_at=None).count() == 1


def test_control_without_the_check_of_open_panels_a_case_comes_before_several() -> None:
    """The same with the check taken away: the test above would see it."""
    for _ in range(3):
        expert()
    by, held = officer(), cases(1)

    def unchecked(*_args: object) -> None:
        return None

    with mock.patch.object(panels, "_checked", unchecked):
        race([lambda: arranged(held, by) for _ in range(3)])
    assert Case.objects.get(pk=held[0].pk).panels.filter(closed_at=None).count() > 1
