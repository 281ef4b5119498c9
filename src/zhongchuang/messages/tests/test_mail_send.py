"""Sending: once, in time, again after a failure, and given up in the end with a sentence."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.core import mail as django_mail
from pytest_django import Settings

from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS, PersonActor
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.tests.factory import race
from zhongchuang.messages import services
from zhongchuang.messages.decisions import FIRST_WAIT, LONGEST_WAIT, MOST_ATTEMPTS, wait_after
from zhongchuang.messages.models import Mail, MailState
from zhongchuang.messages.tests.factory import SYSTEM, a_letter, lease_runs_out, wait_is_over, written

BACKENDS = "zhongchuang.messages.tests.backends"


def send(**options: Any) -> int:
    return services.mail_send_due(actor=SYSTEM, **options)


@pytest.mark.django_db
def test_what_is_due_goes_out_with_its_headers() -> None:
    letter = services.Letter(
        "tests:1",
        "7",
        "reader@test.invalid",
        "en",
        "Hello",
        "Body\n",
        {"List-Unsubscribe": "<https://x.invalid/>"},
    )
    (mail,) = written(letter)
    assert send() == 1
    (sent,) = django_mail.outbox
    message = sent.message()
    assert (sent.to, sent.subject, sent.body) == (["reader@test.invalid"], "Hello", "Body\n")
    assert message["Message-ID"] == mail.message_id
    assert message["List-Unsubscribe"] == "<https://x.invalid/>"
    assert (message["Content-Language"], message["Auto-Submitted"]) == ("en", "auto-generated")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.problem) == (MailState.SENT, 1, "")
    assert mail.sent_at is not None
    assert send() == 0


@pytest.mark.django_db
def test_a_pass_ends_at_its_limit_and_begins_with_the_oldest() -> None:
    keys = [mail.key for mail in written(*(a_letter() for _ in range(5)))]
    assert send(limit=2) == 2
    assert set(Mail.objects.filter(state=MailState.SENT).values_list("key", flat=True)) == set(keys[:2])


@pytest.mark.django_db
def test_a_server_that_is_away_costs_one_mail_an_attempt_and_the_others_nothing(settings: Settings) -> None:
    first, second = written(a_letter("tests:1"), a_letter("tests:2"))
    settings.EMAIL_BACKEND = f"{BACKENDS}.AbsentServer"
    assert send() == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts) == (MailState.WAITING, 1)
    assert "ConnectionRefusedError" in first.problem
    assert (second.state, second.attempts) == (MailState.WAITING, 0)
    assert first.next_attempt_at > clock.machine_now() + FIRST_WAIT / 2


@pytest.mark.django_db
def test_a_refused_address_is_given_up_at_once_a_full_box_is_tried_again_and_others_go_out(
    settings: Settings,
) -> None:
    written(
        a_letter("tests:gone", address="gone@test.invalid"),
        a_letter("tests:full", address="full@test.invalid"),
        a_letter("tests:fine", address="fine@test.invalid"),
    )
    settings.EMAIL_BACKEND = f"{BACKENDS}.RefusingServer"
    assert send() == 1
    found = {mail.key: mail for mail in Mail.objects.all()}
    assert found["tests:gone"].state == MailState.FAILED
    assert "拒收：550" in found["tests:gone"].problem
    assert "the recipient's server refused" in found["tests:gone"].problem
    assert "gone@test.invalid" not in found["tests:gone"].problem
    assert found["tests:full"].state == MailState.WAITING
    assert found["tests:fine"].state == MailState.SENT


@pytest.mark.django_db
def test_it_is_tried_so_often_and_no_more(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{BACKENDS}.AbsentServer"
    (mail,) = written()
    for _ in range(MOST_ATTEMPTS + 2):
        wait_is_over()
        send()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, MOST_ATTEMPTS)


@pytest.mark.django_db
def test_a_mail_that_kills_every_worker_is_given_up() -> None:
    (mail,) = written()
    Mail.objects.update(state=MailState.SENDING, attempts=MOST_ATTEMPTS, next_attempt_at=clock.machine_now())
    assert send() == 0
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
    assert "cut off each time" in mail.problem
    assert django_mail.outbox == []


def test_waits_grow_and_end() -> None:
    waits = [wait_after(attempt) for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (FIRST_WAIT, LONGEST_WAIT)
    assert sum(waits, dt.timedelta()) > dt.timedelta(hours=20)


@pytest.mark.django_db
def test_a_claimed_mail_is_left_alone_until_the_claim_runs_out() -> None:
    written()
    later = clock.machine_now() + dt.timedelta(minutes=5)
    Mail.objects.update(state=MailState.SENDING, attempts=1, next_attempt_at=later)
    assert send() == 0
    lease_runs_out()
    assert send() == 1
    assert Mail.objects.get().attempts == 2


@pytest.mark.django_db
def test_a_worker_that_wakes_up_late_notes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its claim ran out while the server was slow, and somebody else has sent the mail meanwhile."""
    written()

    def slow(_message: Any, *_: Any, **__: Any) -> int:
        monkeypatch.undo()
        lease_runs_out()
        assert send() == 1
        Mail.objects.update(sent_at=clock.as_moment(dt.date(2020, 1, 1)))
        return 1

    monkeypatch.setattr("django.core.mail.EmailMessage.send", slow)
    assert send() == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts) == (MailState.SENT, 2)
    assert mail.sent_at == clock.as_moment(dt.date(2020, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_mail_once() -> None:
    written(*(a_letter() for _ in range(12)))
    outcomes = race([send] * 4)
    assert sum(outcome for outcome in outcomes if isinstance(outcome, int)) == 12, outcomes
    ids = [message.message()["Message-ID"] for message in django_mail.outbox]
    assert (len(ids), len(set(ids))) == (12, 12)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_claim_four_workers_send_everything_four_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written(*(a_letter() for _ in range(3)))
    seen = race([lambda: list(Mail.objects.filter(state=MailState.WAITING))] * 4)

    def naive(mails: Any) -> int:
        for mail in mails:
            django_mail.send_mail(mail.subject, mail.body, None, [mail.address])
            Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT)
        return len(mails)

    race([partial(naive, mails) for mails in seen])
    assert len(django_mail.outbox) == 12


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [ANONYMOUS, PersonActor(user_id="7")])
def test_only_the_platform_sends(actor: Any) -> None:
    with pytest.raises(NotAllowed):
        services.mail_send_due(actor=actor)
