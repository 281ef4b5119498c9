"""The pages: what to subscribe to, one's own subscriptions, and the link in a mail."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhongchuang.parties.selectors import actor_for
from zhongchuang.parties.tests.factory import make_account, signed_in
from zhongchuang.policy.models import Subscription
from zhongchuang.policy.selectors.subscriptions import subscriptions_of, unsubscribe_token
from zhongchuang.policy.tests.factory import english, words
from zhongchuang.policy.tests.packs_at_work import loaded_sample
from zhongchuang.policy.tests.subscribers import CITY, PROVINCE, a_subscription

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> None:
    """The synthetic packs in force."""
    loaded_sample()


def guard_of(page: str) -> dict[str, str]:
    """What the first guarded form of a page carries hidden."""
    return dict(re.findall(r'name="(idempotency_key|row_version)"\s+value="([^"]*)"', page))


def test_a_visitor_gets_the_feed_at_once_and_the_way_to_mail(client: Client) -> None:
    answer = client.get("/subscriptions/new/", {"place": PROVINCE, "instrument": "talent", "q": "收益"})
    page = answer.content.decode()
    assert "http://127.0.0.1:8000/feeds/changes.atom?place=990000&amp;instrument=talent&amp;q=%E6" in page
    login = re.search(r'href="(/accounts/login/[^"]+)"', page)
    assert login is not None
    assert "next=%2Fsubscriptions%2Fnew%2F%3Fplace%3D990000" in login[1]
    assert (
        client.post("/subscriptions/new/", {"place": PROVINCE})
        .headers["Location"]
        .startswith("/accounts/login/")
    )
    assert Subscription.objects.count() == 0


def test_a_visitor_with_a_wrong_address_is_told(client: Client) -> None:
    answer = client.get("/subscriptions/new/", {"place": "123456"})
    assert answer.status_code == 422
    assert "请从列出的地区里选一个。" in words(answer)
    assert "订阅阅读器" not in words(answer)


def test_an_account_subscribes_to_what_it_came_from() -> None:
    account = make_account()
    browser = signed_in(account)
    page = browser.get("/subscriptions/new/", {"place": CITY, "q": "试验区", "by": "x"}).content.decode()
    assert '<option value="990100" selected>' in page
    assert 'value="试验区"' in page
    form = {"place": CITY, "q": "试验区", "by_mail": "on", **guard_of(page)}
    first, second = browser.post("/subscriptions/new/", form), browser.post("/subscriptions/new/", form)
    assert first.status_code == second.status_code == 302
    (one,) = subscriptions_of(actor_for(account))
    assert (one.place_id, one.words, one.by_mail) == (CITY, "试验区", True)
    listed = words(browser.get("/subscriptions/"))
    assert "示例市 · “试验区”" in listed
    assert "邮件和订阅源" in listed
    assert f"/feeds/subscriptions/{one.secret}.atom" in listed


def test_what_is_typed_wrong_is_told_beside_its_field() -> None:
    browser = signed_in(make_account())
    page = browser.get("/subscriptions/new/").content.decode()
    answer = browser.post("/subscriptions/new/", {"q": "长" * 61, **guard_of(page)})
    assert answer.status_code == 422
    assert "最多 60 个字。" in words(answer)


def test_it_can_be_changed_and_ended() -> None:
    account = make_account()
    one, browser = a_subscription(account, place=PROVINCE), signed_in(account)
    page = browser.get(f"/subscriptions/{one.pk}/").content.decode()
    assert '<option value="990000" selected>' in page
    changed = browser.post(f"/subscriptions/{one.pk}/", {"place": CITY, **guard_of(page)})
    assert changed.status_code == 302
    one.refresh_from_db()
    assert (one.place_id, one.by_mail) == (CITY, False)
    stale = browser.post(
        f"/subscriptions/{one.pk}/", {"place": PROVINCE, **guard_of(page), "idempotency_key": "another-key"}
    )
    assert stale.status_code == 409
    page = browser.get("/subscriptions/").content.decode()
    ended = [browser.post(f"/subscriptions/{one.pk}/end", guard_of(page)).status_code for _ in range(2)]
    assert ended == [302, 302]
    assert "您还没有订阅" in words(browser.get("/subscriptions/"))
    assert browser.get(f"/subscriptions/{one.pk}/").status_code == 404


def test_who_has_no_confirmed_address_is_told() -> None:
    account = make_account()
    EmailAddress.objects.filter(user=account).update(verified=False)
    a_subscription(account)
    browser = signed_in(account)
    for page in ("/subscriptions/", "/subscriptions/new/"):
        assert "您的邮箱还没有确认" in words(browser.get(page))
    EmailAddress.objects.filter(user=account).update(verified=True)
    assert "您的邮箱还没有确认" not in words(browser.get("/subscriptions/"))


def has_ended(subscription: Subscription) -> bool:
    """As the database has it now."""
    return Subscription.objects.get(pk=subscription.pk).ended_at is not None


def test_looking_at_the_link_of_a_mail_ends_nothing_and_sending_does(client: Client) -> None:
    one = a_subscription(place=CITY)
    link = f"/subscriptions/unsubscribe/{unsubscribe_token([one])}/"
    look = client.get(link)
    assert "取消这些订阅？" in words(look)
    assert "示例市" in words(look)
    assert not has_ended(one)
    assert "订阅已经取消" in words(client.post(link))
    assert has_ended(one)
    assert "订阅已经取消" in words(client.get(link))
    assert client.get("/subscriptions/unsubscribe/forged/").status_code == 404


def test_the_button_of_a_mail_program_needs_no_page_of_ours() -> None:
    """RFC 8058: a POST of `List-Unsubscribe=One-Click` from anywhere, without cookies."""
    one = a_subscription()
    mail_program = Client(enforce_csrf_checks=True)
    link = f"/subscriptions/unsubscribe/{unsubscribe_token([one])}/"
    answer = mail_program.post(
        link, {"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.invalid"}
    )
    assert answer.status_code == 200
    assert has_ended(one)


def test_english_readers_read_english() -> None:
    account = make_account()
    a_subscription(account, place=CITY, instrument="talent")
    browser = english(signed_in(account))
    assert "Sample City · People and income shares" in words(browser.get("/subscriptions/"))
    visitor = words(english(Client()).get("/subscriptions/new/"))
    assert "Sign in to subscribe by e-mail" in visitor


def test_statements_do_not_grow_with_subscriptions() -> None:
    account = make_account()
    browser = signed_in(account)
    a_subscription(account, place=CITY)
    with CaptureQueriesContext(connection) as few:
        browser.get("/subscriptions/")
    for number in range(10):
        a_subscription(account, words=f"词{number}", place=CITY)
    with CaptureQueriesContext(connection) as many:
        browser.get("/subscriptions/")
    assert len(many) == len(few) <= 12
