"""Delegations: somebody lets another act, for themselves or for an organisation, for a time and for some things."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.models.accounts import Account, Organisation


class Delegation(RowVersioned):
    """From one account to another, both days included; offered to an address, in force once accepted. Ended, never deleted."""

    giver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="delegations_given")
    receiver = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="delegations_held"
    )
    email = models.EmailField("受托人邮箱", max_length=254)  # in lower case; whom it was offered to
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    scopes = models.JSONField("范围", default=list)
    valid_from = models.DateField("自")
    valid_until = models.DateField("至")
    made_at = models.DateTimeField("委托时间")
    accepted_at = models.DateTimeField("接受时间", null=True)
    ended_at = models.DateTimeField("终止时间", null=True)
    ended_by = models.CharField("终止人", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "委托"
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")), name="parties_delegation_days"
            ),
            models.CheckConstraint(
                condition=Q(receiver__isnull=True, accepted_at__isnull=True)
                | Q(receiver__isnull=False, accepted_at__isnull=False),
                name="parties_delegation_accepted",
            ),
        )
