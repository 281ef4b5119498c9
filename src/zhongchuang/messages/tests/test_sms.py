"""Short messages: once, through a real HTTP gateway, again while it is away, given up where it refuses for good."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from pytest_django import Settings

from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.tests.factory import race
from zhongchuang.messages import services
from zhongchuang.messages.models import MailState, Sms
from zhongchuang.messages.services import ShortText
from zhongchuang.messages.tests.factory import SYSTEM
from zhongchuang.messages.tests.gateway import Taken, a_gateway

NUMBER = "00000000007"


@pytest.fixture
def taken(settings: Settings) -> Iterator[Taken]:
    with a_gateway() as gateway:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = gateway.url, "token-1"
        yield gateway


def write(*keys: str) -> list[Sms]:
    texts = [ShortText(key, "7", NUMBER, f"办件 {key} 已受理") for key in keys]
    with transaction.atomic():
        return services.sms_write_many(actor=SYSTEM, texts=texts)


def send() -> int:
    return services.sms_send_due(actor=SYSTEM)


@pytest.mark.django_db
def test_a_message_goes_to_the_gateway_with_its_key_and_credential_and_the_number_is_forgotten(
    taken: Taken,
) -> None:
    (sms,) = write("a")
    assert NUMBER not in sms.telephone_sealed
    assert send() == 1
    assert taken.messages == [{"to": NUMBER, "text": "办件 a 已受理", "sign": "众创台"}]
    assert taken.headers[0]["Idempotency-Key"] == sms.reference
    assert taken.headers[0]["Authorization"] == "Bearer token-1"
    sms.refresh_from_db()
    assert (sms.state, sms.telephone_sealed, sms.text) == (MailState.SENT, "", "")
    assert send() == 0


@pytest.mark.django_db
def test_the_same_key_is_told_once(taken: Taken) -> None:
    write("a")
    assert write("a", "b") != []
    assert send() == 2
    assert len(taken.messages) == 2


@pytest.mark.django_db
def test_a_gateway_that_is_busy_is_asked_again_under_the_same_key(taken: Taken) -> None:
    taken.statuses = [503, 200]
    (sms,) = write("a")
    assert send() == 0
    sms.refresh_from_db()
    assert (sms.state, sms.attempts) == (MailState.WAITING, 1)
    assert NUMBER not in sms.problem
    assert send() == 0  # not before its time
    Sms.objects.update(next_attempt_at=clock.machine_now())
    assert send() == 1
    assert len({headers["Idempotency-Key"] for headers in taken.headers}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 401, 422, 302])
def test_a_refusal_is_final_and_the_next_message_goes_on(taken: Taken, status: int) -> None:
    taken.statuses = [status, 200]
    write("a", "b")
    assert send() == 1
    assert list(Sms.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "sent"]


@pytest.mark.django_db
def test_where_no_gateway_is_set_nothing_is_written(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = ""
    assert write("a") == []
    assert Sms.objects.count() == 0 and send() == 0


@pytest.mark.django_db
def test_a_gateway_that_is_away_ends_the_pass_and_an_address_that_is_none_is_refused(
    settings: Settings,
) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"
    write("a", "b")
    assert send() == 0
    assert sorted(Sms.objects.values_list("attempts", flat=True)) == [0, 1]
    settings.SMS_GATEWAY_URL = "ftp://gateway.invalid/"
    with pytest.raises(ImproperlyConfigured):
        send()


@pytest.mark.django_db
def test_only_the_platform_sends() -> None:
    with pytest.raises(NotAllowed):
        services.sms_send_due(actor=ANONYMOUS)


@pytest.mark.django_db
def test_an_account_that_is_erased_is_forgotten_here_too(taken: Taken) -> None:
    write("a")
    assert services.sms_forget_person(actor=SYSTEM, account_id="7") == 1
    assert send() == 0 and taken.messages == []
    assert Sms.objects.get().telephone_sealed == ""


@pytest.mark.django_db(transaction=True)
def test_two_workers_hand_each_message_over_once(taken: Taken) -> None:
    write(*"abcdef")
    assert sum(n for n in race([send, send]) if isinstance(n, int)) == 6
    assert len(taken.messages) == 6
