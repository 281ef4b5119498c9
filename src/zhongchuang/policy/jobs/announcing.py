"""Telling subscribers of a publication: one mail each with everything they want to hear of, told once.

Many subscribers are told in steps. A step writes its mails and puts the next step into the queue in one transaction, so a
worker killed in the middle leaves a step done or not begun; and should a step run twice, the key of each mail
(publication and account) lets nothing be written a second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.messages.services import Letter, letter_of, mail_write_many
from zhongchuang.parties.selectors.recipients import Recipient, recipients_among
from zhongchuang.policy.events import RulebookChanged
from zhongchuang.policy.models import Publication, Subscription
from zhongchuang.policy.packs.versions import ItemChange
from zhongchuang.policy.selectors.subscriptions import News, news_of, unsubscribe_token, wish_of
from zhongchuang.policy.views.news import lines_by_change, subscription_in_words

ACCOUNTS_A_STEP = 200
TOLD_IN_A_MAIL = 40
"""Changes a mail names; the rest is on the page of changes."""


def announce_soon(happened: RulebookChanged) -> None:
    """Listener: other policies are in force. The first packs of all are no news to anybody."""
    if happened.before is not None:
        announce.enqueue(happened.publication_id, "")


@task
def announce(publication_id: int, after: str) -> int:
    """Tell the next accounts behind `after` of a publication; returns how many mails were written."""
    news = news_of(publication_id)
    if news is None:
        return 0
    asked = _next_accounts(publication_id, after)
    if not asked:
        return 0
    letters = _letters(publication_id, news, asked)
    with transaction.atomic():
        written = mail_write_many(actor=SystemActor("policy.announce"), letters=letters)
        announce.enqueue(publication_id, max(asked))
    return len(written)


retryable(announce, attempts=8)


def _next_accounts(publication_id: int, after: str) -> dict[str, list[Subscription]]:
    """The next accounts with subscriptions by mail that stood when the publication came, in the order of their keys."""
    at = Publication.objects.values_list("at", flat=True).get(pk=publication_id)
    standing = Subscription.objects.filter(by_mail=True, ended_at=None, created_at__lte=at)
    accounts = (
        standing.filter(account_id__gt=after).order_by("account_id").values_list("account_id", flat=True)
    )
    chosen = list(accounts.distinct()[:ACCOUNTS_A_STEP])
    found: dict[str, list[Subscription]] = defaultdict(list)
    for subscription in standing.filter(account_id__in=chosen).select_related("place").order_by("pk"):
        found[subscription.account_id].append(subscription)
    return found


def _letters(publication_id: int, news: News, asked: dict[str, list[Subscription]]) -> list[Letter]:
    """A letter for each account that can be written to and wants to hear of anything there is."""
    letters: list[Letter] = []
    recipients = recipients_among(asked)
    for account_id, subscriptions in asked.items():
        recipient = recipients.get(account_id)
        heard = {one.pk: set(news.heard_by(wish_of(one))) for one in subscriptions}
        matching = [one for one in subscriptions if heard[one.pk]]
        if recipient is None or not matching:
            continue
        wanted = [change for change in news.changes if any(change in heard[one.pk] for one in matching)]
        letters.append(_letter(publication_id, news, recipient, matching, wanted))
    return letters


def _letter(
    publication_id: int,
    news: News,
    recipient: Recipient,
    subscriptions: Sequence[Subscription],
    changes: Sequence[ItemChange],
) -> Letter:
    one_click = _absolute("policy:unsubscribe", unsubscribe_token(subscriptions))
    with translation.override(recipient.language):
        context = {
            "name": recipient.name,
            "groups": lines_by_change(changes[:TOLD_IN_A_MAIL], news.book, site=settings.SITE_URL),
            "first": changes[0].title,
            "total": len(changes),
            "more": max(0, len(changes) - TOLD_IN_A_MAIL),
            "subscriptions": [
                (subscription_in_words(one), _absolute("policy:unsubscribe", unsubscribe_token([one])))
                for one in subscriptions
            ],
            "own_url": _absolute("policy:subscriptions"),
            "all_url": _absolute("policy:changes"),
        }
    return letter_of(
        key=f"policy.publication:{publication_id}:account:{recipient.account_id}",
        account_id=recipient.account_id,
        address=recipient.address,
        language=recipient.language,
        template="policy/mail/announcement",
        context=context,
        headers={
            # RFC 8058: the mail program's own button ends what this mail was sent for.
            "List-Unsubscribe": f"<{one_click}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<policy-changes.{settings.SITE_URL.partition('://')[2].partition(':')[0]}>",
            "Precedence": "bulk",
        },
    )


def _absolute(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
