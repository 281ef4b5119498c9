"""A publication is told: one mail an account with everything it asked for, once, in its language."""

from __future__ import annotations

import threading

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as django_mail
from django_tasks_db.models import DBTaskResult

from zhongchuang.core.jobs.worker import run_worker
from zhongchuang.messages.models import Mail
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import make_account
from zhongchuang.policy.jobs import announcing
from zhongchuang.policy.models import Publication, Subscription
from zhongchuang.policy.packs.tests.factory import sample_files
from zhongchuang.policy.tests.packs_at_work import edited, loaded_sample, published, repealed, retitled
from zhongchuang.policy.tests.subscribers import CITY, OTHER_CITY, PROVINCE, a_subscription

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def loaded() -> None:
    """The synthetic packs in force, and nothing left to do."""
    loaded_sample()
    work()


def work() -> None:
    """What the worker does until nothing is left."""
    run_worker(threading.Event(), until_idle=True)


def publish(title: str = "团队收益的下限", number: int = 2) -> None:
    published(retitled(sample_files(), "share", title, number))


def test_the_first_packs_of_all_are_no_news() -> None:
    assert Publication.objects.count() == 1
    assert Mail.objects.count() == DBTaskResult.objects.count() == 0


def test_a_subscriber_gets_one_mail_with_what_changed() -> None:
    account = make_account(name="张三（虚构）")
    subscription = a_subscription(account, place=CITY)
    publish()
    work()
    (sent,) = django_mail.outbox
    assert sent.to == [account.email]
    assert sent.subject == "众创台：“团队收益的下限”有变化"
    assert "张三（虚构），您好！" in sent.body
    assert "- 措施 团队收益的下限（示例省）" in sent.body
    assert "http://127.0.0.1:8000/measures/province/share/" in sent.body
    assert "- 示例市\n" in sent.body
    headers = sent.message()
    link = headers["List-Unsubscribe"].replace("\n", "").replace(" ", "").strip("<>")
    assert link.startswith("http://127.0.0.1:8000/subscriptions/unsubscribe/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.body.count("/subscriptions/unsubscribe/") == 1
    assert (
        Mail.objects.get().key
        == f"policy.publication:{Publication.objects.latest('pk').pk}:account:{account.pk}"
    )
    assert subscription.ended_at is None


def test_an_english_reader_gets_it_in_english() -> None:
    account = make_account(name="A. Reader (invented)")
    Account.objects.filter(pk=account.pk).update(language="en")
    a_subscription(account, instrument="talent", words="收益")
    publish()
    work()
    (sent,) = django_mail.outbox
    assert sent.subject == "Zhongchuang: “Floor for the team's share” has changed"
    chinese = [line for line in sent.body.splitlines() if any("\u4e00" <= sign <= "\u9fff" for sign in line)]
    assert chinese == ["- People and income shares · “收益”"]  # only what the reader typed


def test_several_subscriptions_of_one_account_are_one_mail() -> None:
    account = make_account()
    a_subscription(account, place=PROVINCE)
    a_subscription(account, instrument="talent")
    a_subscription(account, place=OTHER_CITY, words="哪里都没有")
    publish()
    work()
    (sent,) = django_mail.outbox
    assert sent.body.count("/subscriptions/unsubscribe/") == 2
    assert "哪里都没有" not in sent.body
    assert sent.body.count("团队收益的下限") == 1


def test_everything_of_a_publication_is_in_the_one_mail_by_what_became_of_it() -> None:
    a_subscription()
    files = edited(
        repealed(sample_files()), ("city/measures.yaml", "- id: zone-share", "- id: zone-share\n  version: 2")
    )
    published(files)
    work()
    (sent,) = django_mail.outbox
    assert "有变化\n- 措施 试验区收益" in sent.body
    assert "不再有效\n- 文件 《" in sent.body


def test_who_did_not_ask_for_it_hears_nothing() -> None:
    a_subscription(words="哪里都没有")
    a_subscription(instrument="loan")
    a_subscription(by_mail=False)
    ended = a_subscription()
    Subscription.objects.filter(pk=ended.pk).update(ended_at=ended.created_at)
    publish()
    work()
    assert django_mail.outbox == []


def test_nothing_is_sent_to_an_unconfirmed_or_closed_account() -> None:
    unconfirmed, closed = make_account(), make_account(active=False)
    EmailAddress.objects.filter(user=unconfirmed).update(verified=False)
    for account in (unconfirmed, closed):
        a_subscription(account)
    publish()
    work()
    assert django_mail.outbox == []


def test_who_subscribes_after_a_publication_does_not_hear_of_it() -> None:
    publish()
    a_subscription()
    work()
    assert django_mail.outbox == []


def test_each_publication_is_told_and_none_twice() -> None:
    a_subscription()
    publish("第一个新名", 2)
    work()
    publish("第二个新名", 3)
    work()
    announced = Publication.objects.order_by("pk").last()
    assert announced is not None
    assert (
        announcing.announce.call(announced.pk, "") == 0
    )  # a step that runs twice writes nothing the second time
    work()
    assert [sent.subject for sent in django_mail.outbox] == [
        "众创台：“第一个新名”有变化",
        "众创台：“第二个新名”有变化",
    ]


def test_many_subscribers_are_told_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "ACCOUNTS_A_STEP", 2)
    owners = {a_subscription().account_id for _ in range(5)}
    publish()
    work()
    assert {mail.account_id for mail in Mail.objects.all()} == owners
    assert len(django_mail.outbox) == 5


def test_a_long_list_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "TOLD_IN_A_MAIL", 1)
    a_subscription()
    published(
        edited(
            retitled(sample_files(), "share", "新名"),
            ("city/measures.yaml", "- id: zone-share", "- id: zone-share\n  version: 2"),
        )
    )
    work()
    (sent,) = django_mail.outbox
    assert "还有 1 项" in sent.body
    assert "等 2 项政策有变化" in sent.subject
