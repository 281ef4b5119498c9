"""What the tests of subscriptions are built from: somebody with a confirmed address, and what they want to hear of."""

from __future__ import annotations

from zhongchuang.parties.models import Account
from zhongchuang.parties.selectors import actor_for
from zhongchuang.parties.tests.factory import make_account
from zhongchuang.policy.models import Subscription
from zhongchuang.policy.selectors.subscriptions import Wish
from zhongchuang.policy.services.subscriptions import subscription_start

PROVINCE, CITY, OTHER_CITY, NATION = "990000", "990100", "990200", "000000"


def a_subscription(
    account: Account | None = None,
    *,
    place: str | None = None,
    instrument: str = "",
    words: str = "",
    by_mail: bool = True,
) -> Subscription:
    """A subscription by the verb, of somebody new where nobody is named."""
    owner = account or make_account()
    return subscription_start(actor=actor_for(owner), wish=Wish(place, instrument, words), by_mail=by_mail)
