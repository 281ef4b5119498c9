"""Tables of the outbox."""

from __future__ import annotations

import uuid

from django.db import models

from zhongchuang.core import clock
from zhongchuang.core.ids import new_id


class OutboxEvent(models.Model):
    """An event as it was emitted."""

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    name = models.CharField("事件", max_length=80)
    version = models.PositiveSmallIntegerField("版本")
    payload = models.JSONField("内容")
    emitted_at = models.DateTimeField("时间", default=clock.now, db_index=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事件"
        ordering = ["-emitted_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", "待投递"
    CLAIMED = "claimed", "投递中"
    DONE = "done", "已送达"
    DEAD = "dead", "已放弃"


class Delivery(models.Model):
    """One event on its way to one listener."""

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries", verbose_name="事件")
    listener = models.CharField("听者", max_length=120)
    state = models.CharField("状态", max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    due_at = models.DateTimeField("最早时间", default=clock.now)
    claim = models.UUIDField("认领号", null=True, blank=True)
    last_error = models.TextField("最近的错误", blank=True)
    done_at = models.DateTimeField("送达时间", null=True, blank=True)

    event_id: uuid.UUID

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        ordering = ["-due_at"]
        constraints = [models.UniqueConstraint(fields=["event", "listener"], name="core_delivery_once")]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="core_delivery_due",
                condition=models.Q(state__in=["waiting", "claimed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listener} {self.get_state_display()}"
