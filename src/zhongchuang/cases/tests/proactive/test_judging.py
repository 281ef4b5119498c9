"""Who would get it: judged by a worker for everybody of the place, kept with the packs and the facts it rested on."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.models import Case, ProactiveFinding, ProactiveRun
from zhongchuang.cases.programmes.offer_errors import NotProactive
from zhongchuang.cases.programmes.proactive import facts_digest
from zhongchuang.cases.services.proactive import proactive_judge, proactive_send, run_judge, run_send
from zhongchuang.cases.tests.factory import at_post
from zhongchuang.cases.tests.proactive import scene
from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.policy.models import PackVersion
from zhongchuang.policy.tests.factory import put_in_force, real_book, sample_book

pytestmark = pytest.mark.django_db


def test_everybody_of_the_place_is_judged_in_the_rules_words() -> None:
    call, by = scene.call(), scene.officer()
    scene.space(1)
    scene.space(2, tenants=0)
    scene.space(3, telephone="")
    scene.space(4, verified=False)
    run = scene.judged(by, call)
    assert (run.state, run.met, run.lacking, run.not_met, run.done_part) == ("judged", 1, 1, 1, 100)
    assert run.pack_version == real_book().version
    assert scene.finding(run, "虚构众创空间1").outcome == "met"
    refused = scene.finding(run, "虚构众创空间2")
    assert (refused.outcome, [False, "现有团队或企业入驻", "There are tenants"] in refused.reasons) == (
        "not_met",
        True,
    )
    lacking = scene.finding(run, "虚构众创空间3")
    assert lacking.outcome == "lacking" and any("联系电话" in zh for _holds, zh, _en in lacking.reasons)
    assert not ProactiveFinding.objects.filter(
        name="虚构众创空间4"
    ).exists()  # nobody vouches for its operator


def test_a_finding_keeps_its_facts_with_their_hash() -> None:
    call, by = scene.call(), scene.officer()
    scene.space(1, tenants=2)
    found = scene.finding(scene.judged(by, call), "虚构众创空间1")
    assert found.facts["tenants"] == 2
    assert found.facts_sha256 == facts_digest(found.facts)


def test_a_run_taken_up_twice_leaves_everybody_once() -> None:
    call, by = scene.call(), scene.officer()
    scene.space(1)
    run = proactive_judge(actor=by, round_id=call.pk)
    ProactiveRun.objects.update(state="judging", done_part=40)  # its worker died
    assert run_judge(actor=SYSTEM, key=run.key) == "judged"
    assert run_judge(actor=SYSTEM, key=run.key) is None
    assert ProactiveFinding.objects.count() == 1


def test_one_run_of_a_call_at_a_time_and_a_double_click_asks_once() -> None:
    call, by, key = scene.call(), scene.officer(), new_idempotency_key()
    first = proactive_judge(actor=by, round_id=call.pk, key=key)
    assert proactive_judge(actor=by, round_id=call.pk, key=key).pk == first.pk
    with pytest.raises(NotProactive):
        proactive_judge(actor=by, round_id=call.pk)


def test_a_call_that_is_applied_for_or_over_is_not_judged() -> None:
    applied = scene.call(scene.said(id="applied-for", proactive=None))
    by = scene.officer()
    with pytest.raises(NotProactive):
        proactive_judge(actor=by, round_id=applied.pk)
    over = scene.call(
        closes_on=clock.today() - dt.timedelta(days=1), opens_on=clock.today() - dt.timedelta(days=9)
    )
    with pytest.raises(NotProactive):
        proactive_judge(actor=by, round_id=over.pk)


def test_only_the_departments_officers_judge_and_send() -> None:
    call = scene.call()
    run = scene.judged(scene.officer(), call)
    for role in (Role.REVIEWER, Role.AUDITOR, Role.FINANCE):
        with pytest.raises(NotAllowed):
            proactive_judge(actor=actor(at_post(role, bound=True)), round_id=call.pk)
        with pytest.raises(NotAllowed):
            proactive_send(
                actor=actor(at_post(role, bound=True)), run_key=run.key, expected_version=run.row_version
            )
    with pytest.raises(NotAllowed):
        run_send(actor=scene.officer(), key=run.key)


def test_what_was_judged_by_other_packs_or_before_is_not_sent() -> None:
    call, by = scene.call(), scene.officer()
    old = scene.judged(by, call)
    scene.judged(by, call)
    with pytest.raises(NotProactive):
        proactive_send(actor=by, run_key=old.key, expected_version=old.row_version)
    latest = scene.judged(by, call)
    put_in_force(sample_book())
    assert PackVersion.objects.get(is_current=True).version != latest.pack_version
    with pytest.raises(NotProactive):
        proactive_send(actor=by, run_key=latest.key, expected_version=latest.row_version)


def test_who_lost_it_between_judging_and_sending_gets_no_offer() -> None:
    call, by = scene.call(), scene.officer()
    scene.space(1)
    run = scene.judged(by, call)
    Organisation.objects.filter(name="虚构运营公司1").update(telephone="")
    run = scene.sent(by, run)
    assert run.state == "sent" and not Case.objects.exists()
    assert scene.finding(run, "虚构众创空间1").unsent == "changed"
