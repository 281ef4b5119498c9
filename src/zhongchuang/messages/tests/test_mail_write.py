"""Writing a mail: with the transaction that causes it, and the same thing once."""

from __future__ import annotations

import pytest
from django.db import transaction

from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.audit.write import AuditMisuse
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.core.tests.factory import race
from zhongchuang.messages import services
from zhongchuang.messages.decisions import LONGEST_SUBJECT
from zhongchuang.messages.models import Mail, MailState
from zhongchuang.messages.tests.factory import SYSTEM, a_letter, written


def write(key: str = "tests:one", subject: str = "您好") -> Mail | None:
    return services.mail_write(
        actor=ANONYMOUS,
        key=key,
        account_id="7",
        address="reader@test.invalid",
        language="zh-hans",
        subject=subject,
        body="正文\n",
    )


@pytest.mark.django_db
def test_a_mail_waits_with_a_message_id_and_says_that_it_is_there() -> None:
    mail = write()
    assert mail is not None
    assert (mail.state, mail.attempts, mail.address) == (MailState.WAITING, 0, "reader@test.invalid")
    assert mail.message_id.startswith("<")
    assert mail.message_id.endswith("@localhost>")
    assert OutboxEvent.objects.get().payload == {"mails": 1}


@pytest.mark.django_db
def test_the_same_key_is_written_once() -> None:
    first, second = write(subject="第一次"), write(subject="第二次")
    assert first is not None
    assert second is None
    assert Mail.objects.get().subject == "第一次"
    assert OutboxEvent.objects.count() == AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_verb_that_fails_leaves_no_mail() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError("the verb went wrong after all")
    assert (Mail.objects.count(), OutboxEvent.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    with pytest.raises(AuditMisuse):
        write()


@pytest.mark.django_db
def test_many_are_written_at_once_and_those_known_are_left_out() -> None:
    written(a_letter("tests:1"))
    fresh = written(a_letter("tests:1"), a_letter("tests:2"), a_letter("tests:3"), a_letter("tests:3"))
    assert sorted(mail.key for mail in fresh) == ["tests:2", "tests:3"]
    assert Mail.objects.count() == 3
    assert AuditEntry.objects.order_by("id").last().after == {"keys": ["tests:2", "tests:3"]}  # type: ignore[union-attr]  # there are two


@pytest.mark.django_db
def test_the_log_says_nothing_personal() -> None:
    write()
    entry = AuditEntry.objects.get()
    assert "reader@test.invalid" not in str(entry.after)
    assert entry.verb == "messages.mail_write"


@pytest.mark.django_db(transaction=True)
def test_of_four_that_tell_the_same_thing_at_once_one_does() -> None:
    outcomes = race([lambda: len(written(a_letter("tests:same"))) for _ in range(4)])
    assert sorted(outcomes, key=str) == [0, 0, 0, 1]
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("value", ["a\nBcc: other@test.invalid", "a\r\nX: y", "a\u2028b"])
def test_a_header_cannot_begin_another_one(value: str) -> None:
    with pytest.raises(ValueError, match="邮件头"):
        services.Letter("k", None, "reader@test.invalid", "en", "s", "b", {"List-Id": value})


@pytest.mark.django_db
def test_a_subject_is_one_line_and_not_too_long() -> None:
    mail = write(subject="第一行\r\nBcc: other@test.invalid\n" + "长" * 300)
    assert mail is not None
    assert "\n" not in mail.subject
    assert len(mail.subject) == LONGEST_SUBJECT


@pytest.mark.django_db
def test_nothing_is_written_where_nothing_is_asked() -> None:
    assert services.mail_write_many(actor=SYSTEM, letters=[]) == []
    assert OutboxEvent.objects.count() == 0
