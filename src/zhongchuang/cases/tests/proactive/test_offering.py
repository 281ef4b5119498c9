"""One offer each and call, whoever sends it how often; told to whom it concerns; seen by the department."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.events import CaseMoved
from zhongchuang.cases.flow import State
from zhongchuang.cases.jobs.telling import tell_moved
from zhongchuang.cases.models import Case, CaseMove, HonestyRecord, ProactiveFinding, ProactiveRun
from zhongchuang.cases.selectors.rounds import visible_rounds
from zhongchuang.cases.services.proactive import proactive_send, run_send
from zhongchuang.cases.tests.factory import case_at
from zhongchuang.cases.tests.proactive import scene
from zhongchuang.core import clock
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.clock import use_date
from zhongchuang.core.working_days import add_working_days
from zhongchuang.messages.models import Mail, Note
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 7)


def test_an_offer_is_filled_from_the_register_and_says_so() -> None:
    case, who = scene.offered()
    assert (case.state, case.origin, case.account_id) == (State.OFFERED, "offered", None)
    assert case.answers == {"name": "虚构众创空间1", "tenants": 1, "telephone": "024-00000000"}
    assert case.origins["telephone"] == {"source": "organisation.telephone", "answer": "024-00000000"}
    assert case.number.startswith("CG-")  # it takes a number when it is confirmed
    move = CaseMove.objects.get(case=case)
    run = ProactiveRun.objects.get()
    assert (move.move, move.details["run"]) == ("offer", run.key)
    assert ProactiveFinding.objects.get().case == case
    assert visible_cases(who, Case.objects.all()).get() == case
    assert not visible_cases(actor(make_account()), Case.objects.all()).exists()


def test_the_last_day_is_counted_in_working_days_and_lies_within_the_call() -> None:
    with use_date(DAY):
        case, _who = scene.offered()
        assert case.due_on == add_working_days(DAY, 10, calendar=working_calendar())
    with use_date(DAY):
        case, _who = scene.offered(
            2, programme=scene.said(id="shorter"), closes_on=DAY + dt.timedelta(days=3)
        )
        assert case.due_on == DAY + dt.timedelta(days=3)


def test_sent_again_nobody_gets_a_second_one() -> None:
    of, by = scene.call(), scene.officer()
    scene.space(1)
    first = scene.sent(by, scene.judged(by, of))
    again = scene.sent(by, scene.judged(by, of))
    assert first.pk != again.pk and Case.objects.count() == 1
    assert {one.case_id for one in ProactiveFinding.objects.all()} == {Case.objects.get().pk}
    assert run_send(actor=SYSTEM, key=again.key) is None  # it is done


def test_a_worker_that_died_half_way_is_gone_on_with() -> None:
    of, by = scene.call(), scene.officer()
    for number in (1, 2):
        scene.space(number)
    run = scene.judged(by, of)
    proactive_send(actor=by, run_key=run.key, expected_version=run.row_version)
    run_send(actor=SYSTEM, key=run.key)
    ProactiveRun.objects.update(state="sending")
    ProactiveFinding.objects.filter(name="虚构众创空间2").update(case=None)  # made, and not yet noted
    assert run_send(actor=SYSTEM, key=run.key) == "sent"
    assert Case.objects.count() == 2 and not ProactiveFinding.objects.filter(case=None).exists()


def test_who_applied_already_or_is_barred_gets_none() -> None:
    of, by = scene.call(), scene.officer()
    one, account = scene.space(1)
    _other, second = scene.space(2)
    run = scene.judged(by, of)
    mine = scene.finding(run, one.name).organisation
    case_at(State.SUBMITTED, of=account, round=of, organisation=mine, space=one.public_id)
    barred = scene.finding(run, "虚构众创空间2").organisation
    old = case_at(State.REFUSED, of=second, organisation=barred)
    today = clock.today()
    HonestyRecord.objects.create(
        number="CX-1",
        case=old,
        organisation=barred,
        state="recorded",
        finding="虚构",
        evidence="虚构",
        clause="虚构",
        quote="虚构",
        months=12,
        remedies="虚构",
        opened_by="system:a",
        opened_at=clock.now(),
        answer_by=today,
        decided_by="system:b",
        decided_at=clock.now(),
        since=today,
        until=today + dt.timedelta(days=300),
    )
    run = scene.sent(by, run)
    assert not Case.objects.filter(origin="offered").exists()
    assert {f.name: f.unsent for f in ProactiveFinding.objects.filter(run=run)} == {
        "虚构众创空间1": "applied",
        "虚构众创空间2": "barred",
    }


def test_whoever_runs_the_space_is_told_once_by_note_and_mail() -> None:
    case, who = scene.offered()
    move = CaseMove.objects.get(case=case)
    event = CaseMoved(case_id=case.pk, move_id=move.pk, move="offer", source="draft", target="offered")
    tell_moved(event)
    tell_moved(event)
    note = Note.objects.get(account_id=who.user_id)
    assert (
        "不用申请" in note.text_zh
        and case.number in note.text_zh
        and note.url.endswith(f"/my/cases/{case.number}/")
    )
    assert Mail.objects.filter(account_id=who.user_id).count() == 1


def test_offers_count_as_nothing_handed_in() -> None:
    case, _who = scene.offered()
    seen = visible_rounds(scene.officer()).get(pk=case.round_id)
    assert getattr(seen, "handed_in") == 0  # noqa: B009 - an annotation of the query
