"""Tables of the jobs."""

from __future__ import annotations

from django.db import models

from zhongchuang.core import clock


class WorkerHeartbeat(models.Model):
    """When a worker was last seen alive, by the machine's clock."""

    worker_id = models.CharField("后台进程", max_length=64, primary_key=True)
    host = models.CharField("主机", max_length=120, blank=True)
    started_at = models.DateTimeField("启动时间", default=clock.machine_now)
    seen_at = models.DateTimeField("最近心跳", default=clock.machine_now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台进程"

    def __str__(self) -> str:
        return self.worker_id


class TaskRetry(models.Model):
    """Why and when a task was put back into its queue: the visible history of a retry."""

    task_id = models.UUIDField("任务", db_index=True)
    task_path = models.CharField("任务名", max_length=200)
    attempt = models.PositiveSmallIntegerField("第几次")
    reason = models.TextField("原因")
    retried_at = models.DateTimeField("时间", default=clock.machine_now)

    class Meta:
        verbose_name = verbose_name_plural = "任务重试"
        ordering = ["-retried_at"]

    def __str__(self) -> str:
        return f"{self.task_path} {self.attempt}"


class ScheduleState(models.Model):
    """Up to which moment a schedule has been enqueued."""

    name = models.CharField("定时任务", max_length=120, primary_key=True)
    done_until = models.DateTimeField("已排到")
    last_enqueued_at = models.DateTimeField("最近一次排入", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.name
