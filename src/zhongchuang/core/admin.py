"""A look at the ground floor's tables for administrators; nothing can be changed here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from zhongchuang.core.audit.models import AuditEntry, AuditSeal
from zhongchuang.core.calendar_years import CalendarYear
from zhongchuang.core.jobs.models import ScheduleState, TaskRetry, WorkerHeartbeat
from zhongchuang.core.outbox.models import Delivery, OutboxEvent


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Looking only: every write goes through a verb, so that it is checked and recorded."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Entries; personal values stay ciphertext."""

    list_display = ("written_at", "actor_kind", "actor_user_id", "verb", "target_type", "target_id")
    list_filter = ("actor_kind", "verb")
    search_fields = ("target_id", "actor_user_id", "request_id")
    date_hierarchy = "written_at"


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnlyAdmin):
    """Seals."""

    list_display = ("number", "day", "size", "root", "sealed_at")


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    """Events."""

    list_display = ("emitted_at", "name", "version", "request_id")
    list_filter = ("name",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Deliveries; those given up are filtered by state."""

    list_display = ("event", "listener", "state", "attempts", "due_at", "done_at")
    list_filter = ("state", "listener")
    list_select_related = ("event",)


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnlyAdmin):
    """Years that officers entered."""

    list_display = ("year", "known_on", "source")


@admin.register(ScheduleState)
class ScheduleStateAdmin(ReadOnlyAdmin):
    """How far each schedule got."""

    list_display = ("name", "done_until", "last_enqueued_at")


@admin.register(WorkerHeartbeat)
class WorkerHeartbeatAdmin(ReadOnlyAdmin):
    """Workers alive."""

    list_display = ("worker_id", "host", "started_at", "seen_at")


@admin.register(TaskRetry)
class TaskRetryAdmin(ReadOnlyAdmin):
    """Tasks that were tried again."""

    list_display = ("retried_at", "task_path", "attempt", "reason")
    list_filter = ("task_path",)
