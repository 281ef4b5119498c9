"""Two at the same moment: a firm in one space, an event corrected once, a period closed once, a sheet written once.

Each race has a control, the same act without its guard, which shows that the race is real and the test can fail.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence

import pytest

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.errors import Refused, ZhongchuangError
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.tests.factory import race
from zhongchuang.parties.errors.spaces import PeriodClosed, ResidentElsewhere
from zhongchuang.parties.models import (
    ImportState,
    Organisation,
    PeriodClose,
    ResidencyEvent,
    Space,
    Tenant,
)
from zhongchuang.parties.selectors.residency import knowledge_of
from zhongchuang.parties.services.periods import period_close
from zhongchuang.parties.services.residency import event_correct
from zhongchuang.parties.services.tenants import import_confirm, import_run, import_upload
from zhongchuang.parties.spaces.periods import Period, period_bytes, period_content, quarter
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.tests.factory import SYSTEM
from zhongchuang.parties.tests.sheets import row, workbook
from zhongchuang.parties.tests.space_factory import ADMITTED, a_code, happens, make_space, make_tenant

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4
LEFT = dt.date(2025, 6, 2)


def together(act: Callable[[int], object], *, look: Callable[[], object] = lambda: None) -> Sequence[object]:
    """Everybody looks, then everybody acts: the moment in which a check before the act is worth nothing."""
    looked = threading.Barrier(RACERS)

    def task(number: int) -> Callable[[], object]:
        def run() -> object:
            look()
            looked.wait(20)
            return act(number)

        return run

    return race([task(number) for number in range(RACERS)])


def winners(outcomes: Sequence[object], *refusals: type[ZhongchuangError]) -> int:
    """How many got through; everybody else must have been refused in the words meant for that."""
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(outcome, refusals) for outcome in refused), refused
    return len(outcomes) - len(refused)


def test_a_firm_that_four_spaces_admit_at_once_is_in_one() -> None:
    code, spaces = a_code(), [make_space(f"空间{n}") for n in range(RACERS)]
    outcomes = together(
        lambda number: make_tenant(spaces[number], uscc=code),
        look=lambda: Tenant.objects.filter(organisation__uscc=code).exists(),
    )
    assert winners(outcomes, ResidentElsewhere) == 1
    assert Tenant.objects.filter(organisation__uscc=code, stay="resident").count() == 1
    assert ResidencyEvent.objects.count() == 1


def test_control_without_lock_and_constraint_all_four_admit_it() -> None:
    """Everybody sees that it is nowhere; with a reason on each row the constraint does not hold them either."""
    spaces = [make_space(f"空间{n}") for n in range(RACERS)]
    firm = Organisation.objects.order_by("pk")[0]
    nowhere: list[bool] = []

    def look() -> None:
        nowhere.append(not Tenant.objects.filter(organisation=firm).exists())

    def act(number: int) -> object:
        assert nowhere[number]
        return Tenant.objects.create(
            space=spaces[number], organisation=firm, stay="resident", admitted_on=ADMITTED, justified=True
        )

    outcomes = together(act, look=look)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Tenant.objects.filter(organisation=firm, stay="resident").count() == RACERS


def test_an_event_is_corrected_once() -> None:
    tenant = make_tenant(make_space())
    happens(tenant, EventKind.LEFT, LEFT)
    tenant.refresh_from_db()
    event = ResidencyEvent.objects.get(kind="left")

    def correct(_number: int) -> object:
        return event_correct(
            actor=SYSTEM,
            tenant=tenant,
            event=event,
            to=None,
            reason="误记",
            expected_version=tenant.row_version,
        )

    assert winners(together(correct), StaleVersion, Refused) == 1
    assert ResidencyEvent.objects.filter(corrects=event).count() == 1


def test_a_period_is_closed_once() -> None:
    space = make_space()
    make_tenant(space)

    def close(_number: int) -> object:
        return period_close(
            actor=SYSTEM, space=space, period=quarter(2025, 1), expected_version=space.row_version
        )

    assert winners(together(close), StaleVersion, PeriodClosed) == 1
    assert PeriodClose.objects.count() == 1


def test_what_is_recorded_while_a_period_is_closed_is_known_to_it_or_is_later() -> None:
    """Whichever comes first: run again over what was known, the closed period gives the bytes it kept."""
    space = make_space()
    tenants = [make_tenant(space, f"企业{n}") for n in range(RACERS)]

    def act(number: int) -> object:
        if number == 0:
            return period_close(
                actor=SYSTEM,
                space=space,
                period=quarter(2025, 1),
                expected_version=Space.objects.get(pk=space.pk).row_version,
            )
        return happens(tenants[number], EventKind.LEFT, dt.date(2025, 3, 3))

    outcomes = together(act)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    closed = PeriodClose.objects.get()
    again = period_content(knowledge_of(space), Period(closed.starts, closed.ends), closed.closed_at)
    assert period_bytes(again) == bytes(closed.content)
    moments = list(ResidencyEvent.objects.values_list("recorded_at", flat=True))
    assert len({*moments, closed.closed_at}) == len(moments) + 1, "every record has a moment of its own"


def test_an_import_that_four_workers_take_up_is_written_once() -> None:
    space = make_space()
    found = import_upload(
        actor=SYSTEM,
        space=space,
        filename="名册.xlsx",
        data=workbook([row(a_code(), "虚构甲", "2025-02-03", staff=3), row("", "虚构队", "2025-02-03")]),
        on=dt.date(2025, 6, 30),
    )
    import_confirm(actor=SYSTEM, found=found, expected_version=1)
    outcomes = together(lambda _number: import_run(actor=SystemActor("worker"), key=found.key))
    assert [one for one in outcomes if one is not None] == [
        ImportState.DONE
    ]  # the others found nothing to do
    assert (Tenant.objects.count(), ResidencyEvent.objects.count()) == (2, 2)
