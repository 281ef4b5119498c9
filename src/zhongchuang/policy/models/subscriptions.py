"""What somebody wants to hear of: a place, an instrument, a search."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce

from zhongchuang.core.locks import RowVersioned
from zhongchuang.policy.packs.schema import Instrument


class Subscription(RowVersioned):
    """A wish to hear of new versions. Empty fields narrow nothing; its feed is found by its secret, which only reads.

    Ended, never changed back: who wants it again subscribes again, and hears of nothing that came in between.
    """

    account_id = models.CharField("账户", max_length=40, db_index=True)
    secret = models.CharField("订阅源凭据", max_length=64, unique=True)
    place = models.ForeignKey(
        "parties.Place", verbose_name="地区", on_delete=models.PROTECT, null=True, related_name="+"
    )
    instrument = models.CharField(
        "政策工具", max_length=20, blank=True, choices=[(i.value, i.value) for i in Instrument]
    )
    words = models.CharField("搜索词", max_length=60, blank=True)
    by_mail = models.BooleanField("发邮件", default=True)
    created_at = models.DateTimeField("订阅时间")
    ended_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        verbose_name = "订阅"
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                "account_id",
                Coalesce("place", models.Value("")),
                "instrument",
                "words",
                condition=models.Q(ended_at=None),
                name="subscribed_once",
            ),
        )
