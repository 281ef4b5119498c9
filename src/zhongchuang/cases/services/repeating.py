"""What verbs of review and notice share: by whom, the next number of a year, once per request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db.models import Model
from django.db.models.functions import Length

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import exclusive

M = TypeVar("M", bound=Model)


def signed(actor: Actor) -> str:
    """How a row names who acted."""
    return f"{actor.kind}:{actor.user_id or actor.name}"


def next_number(prefix: str, model: type[Model]) -> str:
    """The next number of the year, `PS-2026-0001`. One at a time, so that none is given twice and none left out."""
    begins = f"{prefix}-{clock.today().year}-"
    with exclusive(f"cases.number.{prefix}"):
        rows: Any = model._default_manager
        found = rows.filter(number__startswith=begins)
        longest_first = found.order_by(
            Length("number").desc(), "-number"
        )  # the ten thousandth has a digit more
        latest = longest_first.values_list("number", flat=True).first()
        return f"{begins}{int(latest.rpartition('-')[2]) + 1 if latest else 1:04d}"


def once(
    actor: Actor,
    key: str | None,
    verb: str,
    request: Mapping[str, object],
    run: Callable[[], M],
    model: type[M],
) -> M:
    """Run a verb that answers with a row once per idempotency key."""
    rows: Any = model._default_manager

    def recalled(pk: Json) -> M:
        found: M = rows.get(pk=pk)
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request=request,
        run=run,
        remember=lambda row: row.pk,
        recall=recalled,
    )
