"""Balances of accounts by the beginning of their code: what is owed to providers, what they were paid."""

from __future__ import annotations

from django.db.models import F, Q

from zhongchuang.ledger.models import Account


def balances_beginning(*prefixes: str) -> dict[str, int]:
    """The balances in 分 of the accounts whose code begins with one of these, by code. One statement."""
    wanted = Q(pk__in=())
    for prefix in prefixes:
        wanted |= Q(code__startswith=prefix)
    rows = Account.objects.filter(wanted).annotate(left=F("posted_cr") - F("posted_dr"))
    return dict(rows.order_by("code").values_list("code", "left"))
