"""Places and organisations."""

from __future__ import annotations

from django.db.models import QuerySet

from zhongchuang.parties.models import Account, Organisation, Place


def organisations_of(account: Account) -> QuerySet[Organisation]:
    """The organisations an account acts for."""
    return Organisation.objects.filter(memberships__account=account, memberships__until=None).select_related(
        "place"
    )


def places() -> QuerySet[Place]:
    """All places, by code."""
    return Place.objects.order_by("code")
