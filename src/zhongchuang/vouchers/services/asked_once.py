"""A button pressed twice acts once: what the pages of the room call a verb through where it takes no key of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db.models import Model

from zhongchuang.core.actors import Actor
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json

M = TypeVar("M", bound=Model)


def asked_once(
    *,
    actor: Actor,
    key: str,
    verb: str,
    thing: Model | None,
    given: Mapping[str, object],
    model: type[M],
    run: Callable[[], M],
) -> M:
    """Run a verb once for the key of its form; a repetition gets the row that was answered the first time.

    `thing`: what it is about, where that is there already; `given`: everything of the form that the verb is handed; `model`: of
    what it answers with. Raises what the verb raises, and KeyReused.
    """

    about = f"{thing._meta.label}:{thing.pk}" if thing is not None else ""

    def remembered(row: M) -> Json:
        found: Json = row.pk
        return found

    def recalled(pk: Json) -> M:
        found: M = model._default_manager.get(pk=pk)
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"thing": about, **{name: str(told) for name, told in given.items()}},
        run=run,
        remember=remembered,
        recall=recalled,
    )
