"""Several workers make the offers of a call at once: one each. The control, without the constraint, makes more."""

from __future__ import annotations

import threading

import pytest

from zhongchuang.cases.models import Case, ProactiveFinding, ProactiveRun
from zhongchuang.cases.services.proactive import proactive_send, run_send
from zhongchuang.cases.tests.proactive import scene
from zhongchuang.core.tests.factory import race
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, SPACES = 4, 3


def sending() -> ProactiveRun:
    """A run of several makerspaces that was told to be sent."""
    of, by = scene.call(), scene.officer()
    for number in range(SPACES):
        scene.space(number)
    run = scene.judged(by, of)
    return proactive_send(actor=by, run_key=run.key, expected_version=run.row_version)


def test_workers_at_once_make_one_offer_each() -> None:
    run = sending()
    ready = threading.Barrier(WORKERS)

    def work() -> object:
        ready.wait(20)
        return run_send(actor=SYSTEM, key=run.key)

    outcomes = race([work] * WORKERS)
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    assert Case.objects.filter(origin="offered").count() == SPACES
    assert not ProactiveFinding.objects.filter(case=None).exists()
    run.refresh_from_db()
    assert run.state == "sent"


def test_control_what_looks_first_and_then_writes_makes_several() -> None:
    run = sending()
    finding = ProactiveFinding.objects.select_related("run__round__programme").order_by("pk")[0]
    call = finding.run.round
    looked = threading.Barrier(WORKERS)

    def look_and_write() -> object:
        rows = Case.objects.filter(round=call, organisation=finding.organisation, space=finding.space)
        free = not rows.exists()
        looked.wait(20)
        if free:
            Case.objects.create(
                number=f"CG-{threading.get_ident()}",
                programme=call.programme,
                version_id=call.version_id,
                round=call,
                title=run.key,
                organisation=finding.organisation,
                space=finding.space,
                applicant_name=finding.name,
                place_id=finding.place_id,
                origin="control",  # the constraint looks at offers alone
                created_at=run.asked_at,
                changed_at=run.asked_at,
            )
        return free

    race([look_and_write] * WORKERS)
    assert Case.objects.filter(origin="control").count() > 1
