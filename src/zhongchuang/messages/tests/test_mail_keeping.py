"""What was given up can be put back; what need not be kept is forgotten, but for the key."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner
from django.core import mail as django_mail
from django_tasks_db.models import DBTaskResult

from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.errors import NotAllowed
from zhongchuang.messages import cli, jobs, selectors, services
from zhongchuang.messages.decisions import BODY_KEPT_FOR
from zhongchuang.messages.errors import MailNotFailed
from zhongchuang.messages.models import Mail, MailState
from zhongchuang.messages.tests.factory import SYSTEM, a_letter, written

pytestmark = pytest.mark.django_db


def given_up(key: str = "tests:failed") -> Mail:
    (mail,) = written(a_letter(key))
    Mail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, attempts=12, problem="没有发出 / not sent")
    return mail


def test_what_was_given_up_is_put_back_and_goes_out() -> None:
    mail = given_up()
    assert services.mail_retry(actor=SYSTEM, mail_ids=[mail.pk]) == 1
    assert services.mail_send_due(actor=SYSTEM) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 1)


def test_only_what_was_given_up_can_be_put_back_and_all_or_nothing() -> None:
    failed, (waiting,) = given_up(), written()
    with pytest.raises(MailNotFailed):
        services.mail_retry(actor=SYSTEM, mail_ids=[failed.pk, waiting.pk])
    failed.refresh_from_db()
    assert failed.state == MailState.FAILED


def test_words_and_address_are_forgotten_after_their_time_and_the_key_is_not() -> None:
    now = clock.now()
    for key, age in (
        ("tests:old", BODY_KEPT_FOR + dt.timedelta(days=1)),
        ("tests:new", dt.timedelta(days=1)),
    ):
        written(a_letter(key))
        Mail.objects.filter(key=key).update(state=MailState.SENT, sent_at=now - age)
    written(a_letter("tests:waiting"))
    Mail.objects.filter(key="tests:waiting").update(written_at=now - 2 * BODY_KEPT_FOR)
    assert jobs.forget_mails.call(now.isoformat()) == 1
    old, new = Mail.objects.get(key="tests:old"), Mail.objects.get(key="tests:new")
    assert (old.address, old.subject, old.body, old.headers) == ("", "", "", {})
    assert new.address != ""
    assert Mail.objects.get(key="tests:waiting").body != ""
    assert written(a_letter("tests:old")) == []
    assert jobs.forget_mails.call(now.isoformat()) == 0


def test_passes_are_not_remembered_for_ever() -> None:
    jobs.send_mails.enqueue("2026-11-21T00:00:00+00:00")
    DBTaskResult.objects.update(
        status="SUCCESSFUL", finished_at=clock.machine_now() - jobs.RUNS_KEPT_FOR - dt.timedelta(hours=1)
    )
    jobs.forget_mails.call(clock.now().isoformat())
    assert DBTaskResult.objects.count() == 0


def test_a_person_erased_gets_no_more_mail_and_none_remembers_them() -> None:
    sent, waiting = a_letter("tests:sent"), a_letter("tests:waiting")
    for letter in (sent, waiting):
        written(services.Letter(letter.key, "77", "erased@test.invalid", "en", "Hello", "Body"))
    Mail.objects.filter(key="tests:sent").update(state=MailState.SENT, sent_at=clock.now())
    (other,) = written()
    assert selectors.mails_of("77").count() == 2
    assert services.mail_forget_person(actor=SYSTEM, account_id="77") == 2
    assert selectors.mails_of("77").count() == 0
    assert services.mail_send_due(actor=SYSTEM) == 1
    assert [message.to for message in django_mail.outbox] == [[other.address]]
    kept = Mail.objects.filter(key__in=["tests:sent", "tests:waiting"])
    assert "erased@test.invalid" not in str(list(kept.values()))


def test_a_mail_forgotten_is_not_put_back() -> None:
    mail = given_up()
    Mail.objects.filter(pk=mail.pk).update(address="")
    with pytest.raises(MailNotFailed):
        services.mail_retry(actor=SYSTEM, mail_ids=[mail.pk])


def test_only_the_platform_retries_and_forgets() -> None:
    person = PersonActor(user_id="7")
    with pytest.raises(NotAllowed):
        services.mail_retry(actor=person, mail_ids=[1])
    with pytest.raises(NotAllowed):
        services.mail_forget_old(actor=person, before=clock.now())
    with pytest.raises(NotAllowed):
        services.mail_forget_person(actor=person, account_id="7")


def test_the_command_tells_how_mails_stand() -> None:
    written()
    mail = given_up()
    told = CliRunner().invoke(cli.status).output
    assert "待发 1 封" in told
    assert "发不出 1 封" in told
    assert "最早的一封写于" in told
    listed = CliRunner().invoke(cli.failed).output
    assert f"{mail.pk}  " in listed
    assert "not sent" in listed
    assert mail.address not in listed
    assert "已放回 1 封" in CliRunner().invoke(cli.retry, [str(mail.pk)]).output
    assert "共 0 封发不出" in CliRunner().invoke(cli.failed).output


def test_the_command_retries_all_or_says_that_there_is_nothing() -> None:
    assert "没有要重发的邮件" in CliRunner().invoke(cli.retry, ["--all"]).output
    given_up("tests:1")
    given_up("tests:2")
    assert "已放回 2 封" in CliRunner().invoke(cli.retry, ["--all"]).output
