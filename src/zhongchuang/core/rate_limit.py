"""How often somebody may ask: so many requests in a window of fixed length, counted across all processes.

One statement counts and reads, so that of two requests racing for the last place exactly one gets it. What is kept of an
address is a keyed hash, and for a day at most. The machine's own time counts: a demonstration whose clock
stands still must not stop answering.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil

from django.db import connection, models
from django.utils.crypto import salted_hmac

from zhongchuang.core import clock
from zhongchuang.core.errors import ZhongchuangError

KEPT_FOR = dt.timedelta(hours=1)
"""How old a window is when `forget_spent` deletes it."""


class RateWindow(models.Model):
    """How many requests somebody has made in one window."""

    bucket = models.CharField("计数对象", max_length=64)
    begins = models.BigIntegerField("窗口开始", db_index=True)  # seconds since 1970, in whole windows
    count = models.PositiveIntegerField("次数")

    class Meta:
        verbose_name = verbose_name_plural = "访问计数"
        constraints = [models.UniqueConstraint(fields=["bucket", "begins"], name="core_rate_window_once")]

    def __str__(self) -> str:
        return f"{self.begins}: {self.count}"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds."""

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands after a request: the limit, what is left, and in how many seconds it begins anew."""

    limit: Limit
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        """Requests left in this window."""
        return max(0, self.limit.requests - self.used)

    @property
    def exceeded(self) -> bool:
        """Whether this request was one too many."""
        return self.used > self.limit.requests


class TooManyRequests(ZhongchuangError):
    """More requests than the limit allows; `standing` tells when to come again."""

    default_code = "core.rate_limit"

    def __init__(self, standing: Standing) -> None:
        limit = standing.limit
        super().__init__(
            f"请求过于频繁：每 {limit.seconds} 秒最多 {limit.requests} 次。",
            f"Too many requests: at most {limit.requests} in {limit.seconds} seconds.",
            next_zh=f"请在 {standing.reset} 秒后再试。",
            next_en=f"Try again in {standing.reset} seconds.",
        )
        self.standing = standing


def bucket_of(kind: str, who: str) -> str:
    """Under which name somebody is counted: a keyed hash, so that the table tells no addresses."""
    return salted_hmac(f"core.rate_limit.{kind}", who, algorithm="sha256").hexdigest()


_COUNT = (
    "INSERT INTO core_ratewindow (bucket, begins, count) VALUES (%s, %s, 1)"
    " ON CONFLICT (bucket, begins) DO UPDATE SET count = core_ratewindow.count + 1 RETURNING count"
)
"""Counts and reads in one statement: the databases' own answer to two requests at the same moment."""


def count_request(bucket: str, limit: Limit) -> Standing:
    """Count one request. Raises TooManyRequests where it is one too many."""
    moment = clock.machine_now().timestamp()
    begins = int(moment // limit.seconds) * limit.seconds
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [bucket, begins])
        (used,) = cursor.fetchone()
    standing = Standing(limit, used, max(1, ceil(begins + limit.seconds - moment)))
    if standing.exceeded:
        raise TooManyRequests(standing)
    return standing


def forget_windows(*, before: dt.datetime) -> int:
    """Delete windows that began before a moment; returns how many. Run daily (`forget_spent`)."""
    return RateWindow.objects.filter(begins__lt=int(before.timestamp())).delete()[0]
