"""Moving what rows hold encrypted to the current master key, column by column, so that an old key can be put away.

A room names its columns in a function of its own; `project/sealed_data.py` lists the rooms, `keys rotate` runs them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from zhongchuang.core import crypto
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit.write import Target, audit_write
from zhongchuang.core.errors import NotAllowed

Row = TypeVar("Row", bound=Model)


@transaction.atomic
def column_rewrap(*, actor: Actor, rows: QuerySet[Row], column: str, purpose: Callable[[Row], str]) -> int:
    """Encrypt a column anew under the current master key where it is under an older one; how many rows that were.

    The rows are locked first. Nothing but the column changes: whoever has the row's page open has nothing to see anew.
    Raises NotAllowed for people, KeysUnusable where a key is missing (nothing is changed then).
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    moved = 0
    for row in rows.exclude(**{column: ""}).select_for_update(of=("self",)).order_by("pk"):
        token = str(getattr(row, column))
        if crypto.needs_rotation(token):
            rows.model._base_manager.filter(pk=row.pk).update(
                **{column: crypto.rotate(token, purpose=purpose(row))}
            )
            moved += 1
    if moved:
        rewrapped(actor, f"{rows.model._meta.label_lower}.{column}", moved)
    return moved


def rewrapped(actor: Actor, where: str, count: int) -> None:
    """Log that so many values of a place were moved to the current key."""
    audit_write(
        actor=actor,
        verb="core.column_rewrap",
        target=Target("keyring", crypto.keyring().current),
        before=None,
        after={"where": where, "rewrapped": count},
    )
