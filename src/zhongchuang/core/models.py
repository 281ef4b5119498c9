"""All tables of the ground floor, gathered where Django looks for them; each is defined beside what it
serves."""

from zhongchuang.core.audit.models import AuditEntry, AuditPublication, AuditSeal, AuditSealMember, PersonKey
from zhongchuang.core.calendar_years import CalendarYear
from zhongchuang.core.idempotency import IdempotencyKey
from zhongchuang.core.jobs.models import ScheduleState, TaskRetry, WorkerHeartbeat
from zhongchuang.core.outbox.models import Delivery, OutboxEvent
from zhongchuang.core.rate_limit import RateWindow
from zhongchuang.core.search.models import SearchEntry, SearchLabel, SearchText

__all__ = [
    "AuditEntry",
    "AuditPublication",
    "AuditSeal",
    "AuditSealMember",
    "CalendarYear",
    "Delivery",
    "IdempotencyKey",
    "OutboxEvent",
    "PersonKey",
    "RateWindow",
    "ScheduleState",
    "SearchEntry",
    "SearchLabel",
    "SearchText",
    "TaskRetry",
    "WorkerHeartbeat",
]
