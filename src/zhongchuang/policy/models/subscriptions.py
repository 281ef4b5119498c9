"""What somebody wants to hear of: a place, an instrument, a search."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce

from zhongchuang.policy.models.rulebook import PackVersion


class Subscription(models.Model):
    """A wish to hear of new versions. Empty fields narrow nothing; the feed is found by its secret."""

    account_id = models.CharField("账户", max_length=40, db_index=True)
    secret = models.CharField("凭据", max_length=64, unique=True)
    place = models.ForeignKey(
        "parties.Place", verbose_name="地区", on_delete=models.PROTECT, null=True, related_name="+"
    )
    instrument = models.CharField("政策工具", max_length=20, blank=True)
    words = models.CharField("搜索词", max_length=100, blank=True)
    by_mail = models.BooleanField("发邮件", default=True)
    language = models.CharField("语言", max_length=8, default="zh-hans")
    created_at = models.DateTimeField("订阅时间")
    ended_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        verbose_name = "订阅"
        ordering = ("-created_at",)
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


class Announcement(models.Model):
    """One publication as subscribers hear of it: what is new, what changed, what went."""

    pack_version = models.OneToOneField(PackVersion, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField("变化")  # a list: kind, slug, number, change, title, place, instrument
    announced_at = models.DateTimeField("公布时间")

    class Meta:
        verbose_name = "更新公布"
        ordering = ("-announced_at",)
