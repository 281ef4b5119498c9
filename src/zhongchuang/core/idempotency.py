"""A request repeated is a request answered once.

A form carries an idempotency key made when it was shown; an API client sends one. The first request under a
key runs the verb and remembers the answer in the same transaction; a repetition gets the remembered answer;
the same key with other content is a Conflict. Of two at the same moment one runs and the other waits for
its answer (the unique constraint holds it back on PostgreSQL, the IMMEDIATE transaction on SQLite).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TypeVar

from django.db import connection, models, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Conflict, InvalidInput
from zhongchuang.core.ids import new_id
from zhongchuang.core.json_values import Json, plain_json

T = TypeVar("T")
KEPT_FOR = dt.timedelta(days=30)
"""How long an answer is remembered; a form older than this is shown anew."""
_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,80}")


class IdempotencyKey(models.Model):
    """A key some actor has used, what was asked under it, and what was answered."""

    actor_ref = models.CharField("使用者", max_length=80)
    key = models.CharField("幂等键", max_length=80)
    verb = models.CharField("动作", max_length=80)
    request_hash = models.CharField("请求摘要", max_length=64)
    answer = models.JSONField("答复", null=True)
    created_at = models.DateTimeField("时间", default=clock.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "幂等键"
        constraints = [models.UniqueConstraint(fields=["actor_ref", "key"], name="core_idempotency_once")]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"


class KeyReused(Conflict):
    """The key was used before, for something else."""

    default_code = "core.key_reused"


_INSERT = (
    f"INSERT INTO {IdempotencyKey._meta.db_table} (actor_ref, key, verb, request_hash, created_at)"  # noqa: S608 - a name of ours
    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (actor_ref, key) DO NOTHING RETURNING id"
)

_UPDATE = f"UPDATE {IdempotencyKey._meta.db_table} SET answer = %s WHERE id = %s"  # noqa: S608 - a name of ours


def new_idempotency_key() -> str:
    """A key to put into a form when it is shown."""
    return new_id().hex


def idempotent(
    *,
    actor: Actor,
    key: str | None,
    verb: str,
    request: Mapping[str, object],
    run: Callable[[], T],
    remember: Callable[[T], Json],
    recall: Callable[[Json], T],
) -> T:
    """Run a verb once per key and actor.

    `request` is everything the answer depends on; `remember` turns the answer into JSON (usually a primary
    key) and `recall` turns that back. Without a key the verb simply runs. A verb that raises leaves no
    trace of the key, so the same request may be tried again. Visitors without an account share one actor,
    told apart by their random keys. Raises KeyReused if the key was used for another verb or other content,
    InvalidInput for a malformed key, and for text that no database can hold.
    """
    if key is None:
        with transaction.atomic():
            return run()
    if not _KEY.fullmatch(key):
        raise InvalidInput(
            "幂等键应为 8 至 80 个字母、数字或 _ . : - 。",
            "An idempotency key is 8 to 80 letters, digits or _ . : - characters.",
            code="core.idempotency_key",
        )
    actor_ref = f"{actor.kind}:{actor.user_id or actor.name}"
    request_hash = _digest(verb, request)
    with transaction.atomic():
        row = _first(actor_ref, key, verb, request_hash)
        if row is None:
            return recall(_answer_before(actor_ref, key, request_hash))
        result = run()
        _keep(row, remember(result))
        return result


def _first(actor_ref: str, key: str, verb: str, request_hash: str) -> int | None:
    """The row of a key used for the first time, None for one used before; waits for whoever uses it at the moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [actor_ref, key, verb, request_hash, connection.ops.adapt_datetimefield_value(clock.now())],
        )
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def _keep(row: int, answer: Json) -> None:
    written = IdempotencyKey._meta.get_field("answer").get_db_prep_save(answer, connection)
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [written, row])


def _answer_before(actor_ref: str, key: str, request_hash: str) -> Json:
    row = IdempotencyKey.objects.get(actor_ref=actor_ref, key=key)
    if row.request_hash != request_hash:
        raise KeyReused(
            "这个幂等键已用于另一项请求，本次没有执行。",
            "This idempotency key was already used for another request; nothing was done.",
            next_zh="请刷新页面（或换一个新的键）后重新提交。",
            next_en="Reload the page (or use a new key) and submit again.",
        )
    answer: Json = row.answer
    return answer


def _digest(verb: str, request: Mapping[str, object]) -> str:
    try:
        plain = plain_json(request)
    except ValueError:
        raise InvalidInput(
            "提交的文字里有空字符，无法保存。",
            "The text submitted holds a NUL character and cannot be stored.",
            next_zh="请去掉后重新提交。",
            next_en="Remove it and submit again.",
            code="core.unstorable_text",
        ) from None
    text = json.dumps([verb, plain], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def forget_old_keys(*, before: dt.datetime) -> int:
    """Delete answers older than a moment; returns how many. Run daily by the scheduler."""
    return IdempotencyKey.objects.filter(created_at__lt=before).delete()[0]
