"""The verbs of subscriptions: one's own, once each, so many and no more, logged without telling."""

from __future__ import annotations

import pytest

from zhongchuang.core.actors import ANONYMOUS, SYSTEM, PersonActor
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.tests.factory import race
from zhongchuang.parties.selectors import actor_for
from zhongchuang.parties.tests.factory import make_account
from zhongchuang.policy.errors import SubscribedAlready, TooManySubscriptions
from zhongchuang.policy.models import Subscription
from zhongchuang.policy.selectors import subscriptions as reads
from zhongchuang.policy.selectors.subscriptions import Wish
from zhongchuang.policy.services import subscriptions as services
from zhongchuang.policy.tests.packs_at_work import loaded_sample
from zhongchuang.policy.tests.subscribers import CITY, PROVINCE, a_subscription

STRANGER = PersonActor(user_id="999999")


@pytest.fixture
def loaded(db: None) -> None:
    """The synthetic packs in force, and so their places."""
    loaded_sample()


@pytest.mark.usefixtures("loaded")
def test_a_subscription_is_kept_as_it_was_asked_for_and_has_a_secret_of_its_own() -> None:
    one = a_subscription(place=PROVINCE, instrument="talent", words="  收益   团队 ")
    two = a_subscription(place=PROVINCE)
    assert (one.place_id, one.instrument, one.words, one.by_mail) == (PROVINCE, "talent", "收益 团队", True)
    assert len(one.secret) >= 32
    assert one.secret != two.secret


@pytest.mark.usefixtures("loaded")
def test_the_same_wish_twice_is_one_subscription() -> None:
    account = make_account()
    first, second = a_subscription(account, words="收益"), a_subscription(account, words=" 收益 ")
    assert first.pk == second.pk
    assert Subscription.objects.count() == 1
    services.subscription_end(actor=actor_for(account), subscription=first, expected_version=1)
    assert a_subscription(account, words="收益").pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_of_four_tabs_one_subscribes_and_all_see_the_same() -> None:
    loaded_sample()
    account = make_account()
    outcomes = race([lambda: a_subscription(account, words="收益").pk] * 4)
    assert len(set(map(str, outcomes))) == 1, outcomes
    assert Subscription.objects.count() == 1


@pytest.mark.usefixtures("loaded")
def test_a_visitor_has_no_subscriptions() -> None:
    with pytest.raises(NotAllowed):
        services.subscription_start(actor=ANONYMOUS, wish=Wish(), by_mail=True)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("wish", "field"),
    [(Wish("123456"), "place"), (Wish(None, "gold"), "instrument"), (Wish(None, "", "长" * 61), "words")],
)
def test_what_cannot_be_chosen_is_told_by_field(wish: Wish, field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        services.subscription_start(actor=actor_for(make_account()), wish=wish, by_mail=True)
    assert list(told.value.fields) == [field]


@pytest.mark.usefixtures("loaded")
def test_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    account = make_account()
    for words in ("一", "二"):
        a_subscription(account, words=words)
    with pytest.raises(TooManySubscriptions):
        a_subscription(account, words="三")
    assert a_subscription(account, words="一")  # the one there is, not a new one


@pytest.mark.usefixtures("loaded")
def test_it_can_be_changed_from_the_version_that_was_seen() -> None:
    account = make_account()
    one = a_subscription(account, place=PROVINCE)
    changed = services.subscription_change(
        actor=actor_for(account), subscription=one, wish=Wish(CITY), by_mail=False, expected_version=1
    )
    assert (changed.place_id, changed.by_mail, changed.row_version) == (CITY, False, 2)
    with pytest.raises(StaleVersion):
        services.subscription_change(
            actor=actor_for(account), subscription=one, wish=Wish(), by_mail=True, expected_version=1
        )


@pytest.mark.usefixtures("loaded")
def test_two_cannot_become_the_same() -> None:
    account = make_account()
    one, _two = a_subscription(account, words="甲"), a_subscription(account, words="乙")
    with pytest.raises(SubscribedAlready):
        services.subscription_change(
            actor=actor_for(account),
            subscription=one,
            wish=Wish(None, "", "乙"),
            by_mail=True,
            expected_version=1,
        )
    one.refresh_from_db()
    assert (one.words, one.row_version) == ("甲", 1)


@pytest.mark.usefixtures("loaded")
def test_anothers_is_not_there() -> None:
    one = a_subscription()
    with pytest.raises(NotFound):
        reads.subscription_of(STRANGER, one.pk)
    with pytest.raises(NotFound):
        services.subscription_end(actor=STRANGER, subscription=one, expected_version=1)
    with pytest.raises(NotFound):
        services.subscription_change(
            actor=STRANGER, subscription=one, wish=Wish(), by_mail=True, expected_version=1
        )
    assert list(reads.subscriptions_of(STRANGER)) == list(reads.subscriptions_of(ANONYMOUS)) == []


@pytest.mark.usefixtures("loaded")
def test_ended_once_and_its_feed_is_gone() -> None:
    account = make_account()
    one = a_subscription(account)
    ended = services.subscription_end(
        actor=actor_for(account), subscription=one, expected_version=1, key="a-form-pressed-twice"
    )
    again = services.subscription_end(
        actor=actor_for(account), subscription=one, expected_version=1, key="a-form-pressed-twice"
    )
    assert ended.pk == again.pk
    assert AuditEntry.objects.filter(verb="policy.subscription_end").count() == 1
    with pytest.raises(NotFound):
        reads.subscription_by_secret(one.secret)


@pytest.mark.usefixtures("loaded")
def test_the_link_of_a_mail_ends_just_what_it_is_for_and_nothing_else_makes_such_a_link() -> None:
    one, two, three = a_subscription(), a_subscription(), a_subscription()
    token = reads.unsubscribe_token([one, two])
    found = reads.subscriptions_by_token(token)
    assert [row.pk for row in found] == [one.pk, two.pk]
    assert services.subscriptions_end_by_link(actor=ANONYMOUS, subscriptions=found) == 2
    assert services.subscriptions_end_by_link(actor=ANONYMOUS, subscriptions=found) == 0
    assert list(Subscription.objects.filter(ended_at=None)) == [three]
    for forged in ("x", token[:-1], one.secret, str(one.pk)):
        with pytest.raises(NotFound):
            reads.subscriptions_by_token(forged)


@pytest.mark.usefixtures("loaded")
def test_the_log_does_not_tell_in_the_open_what_somebody_wants_to_hear() -> None:
    a_subscription(words="很私人的词")
    entry = AuditEntry.objects.get(verb="policy.subscription_start")
    assert "很私人的词" not in f"{entry.before}{entry.after}"
    assert entry.personal


@pytest.mark.usefixtures("loaded")
def test_an_erased_account_leaves_no_subscription() -> None:
    account = make_account()
    one = a_subscription(account)
    a_subscription(account, words="收益")
    other = a_subscription()
    services.subscription_end(actor=actor_for(account), subscription=one, expected_version=1)
    assert services.subscriptions_forget(actor=SYSTEM, account_id=str(account.pk)) == 2
    assert list(Subscription.objects.all()) == [other]
    with pytest.raises(NotAllowed):
        services.subscriptions_forget(actor=STRANGER, account_id=str(other.account_id))
