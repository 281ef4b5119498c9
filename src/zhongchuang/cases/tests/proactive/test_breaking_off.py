"""A run that breaks off: it never stays at work for ever, what was done stays, and the page says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from zhongchuang.cases.models import Case, ProactiveFinding, ProactiveRun
from zhongchuang.cases.services.proactive import proactive_judge, proactive_send, run_judge, run_send
from zhongchuang.cases.tests.proactive import scene
from zhongchuang.core.actors import PersonActor
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import SYSTEM
from zhongchuang.policy.tests.factory import words

pytestmark = pytest.mark.django_db
MODULE = "zhongchuang.cases.services.proactive"
BROKE_OFF = "发送中断：已送达的保留，其余请再发送一次"


class Broken(Exception):
    """What goes wrong here."""


def broken(*_given: Any, **_named: Any) -> Any:
    raise Broken


def page(by: PersonActor, round_pk: int) -> str:
    client = Client()
    client.force_login(Account.objects.get(pk=by.user_id))
    return words(client.get(f"/office/rounds/{round_pk}/proactive/"))


@pytest.mark.parametrize("step", ["rulebook_at", "_findings", "_keep"])
def test_judging_that_breaks_off_says_so_and_can_be_begun_again(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, by = scene.call(), scene.officer()
    scene.space(1)
    run = proactive_judge(actor=by, round_id=of.pk)
    with monkeypatch.context() as bad:
        bad.setattr(f"{MODULE}.{step}", broken)
        with pytest.raises(Broken):
            run_judge(actor=SYSTEM, key=run.key)
    run.refresh_from_db()
    assert run.state == "failed" and not ProactiveFinding.objects.exists()
    assert "没有算成，请再核算一次" in page(by, of.pk)
    assert scene.judged(by, of).met == 1


@pytest.mark.parametrize("step", ["rulebook_at", "to_send"])
def test_sending_that_breaks_off_before_the_first_says_so_and_goes_on(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, by = scene.call(), scene.officer()
    scene.space(1)
    run = scene.judged(by, of)
    assert BROKE_OFF not in page(by, of.pk)
    proactive_send(actor=by, run_key=run.key, expected_version=run.row_version)
    with monkeypatch.context() as bad:
        bad.setattr(f"{MODULE}.{step}", broken)
        with pytest.raises(Broken):
            run_send(actor=SYSTEM, key=run.key)
    run.refresh_from_db()
    assert run.state == "judged" and BROKE_OFF in page(by, of.pk)
    assert scene.sent(by, run).state == "sent" and Case.objects.count() == 1
    assert BROKE_OFF not in page(by, of.pk)


def test_sending_that_breaks_off_half_way_keeps_what_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    of, by = scene.call(), scene.officer()
    for number in (1, 2, 3):
        scene.space(number)
    run = scene.judged(by, of)
    proactive_send(actor=by, run_key=run.key, expected_version=run.row_version)
    with monkeypatch.context() as bad:
        module = __import__(MODULE, fromlist=["case_offer"])
        plain = module.case_offer

        def once(**named: Any) -> Any:
            if Case.objects.exists():
                raise Broken
            return plain(**named)

        bad.setattr(f"{MODULE}.case_offer", once)
        with pytest.raises(Broken):
            run_send(actor=SYSTEM, key=run.key)
    assert Case.objects.count() == 1
    told = page(by, of.pk)
    assert BROKE_OFF in told and "送给2个符合的" in told.replace(" ", "")
    run.refresh_from_db()
    assert scene.sent(by, run).state == "sent"
    assert Case.objects.count() == 3 and ProactiveRun.objects.count() == 1
