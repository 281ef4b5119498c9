"""More of everything: the rows of every table of the platform copied, so that a page can be asked again with more data.

Generic on purpose: a table that a later room adds grows without a line here.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError, IntegrityError, models, transaction

COPIES = 25
"""More than a page of a list holds."""
STILL = {
    # copies of these say something else than “more data”: which version is in force, what was sealed, who is signed in
    *(
        "PackVersion",
        "AuditEntry",
        "AuditSeal",
        "IdempotencyKey",
        "Session",
        "WorkerHeartbeat",
        "ScheduleState",
    ),
}


def grown() -> dict[str, int]:
    """Copies every row of every table of ours; how many were added to each."""
    found: dict[str, int] = {}
    for model in own_models():
        for row in list(model._default_manager.order_by("pk")[:3]):
            added = sum(_copied(row, number) for number in range(COPIES))
            found[model.__name__] = found.get(model.__name__, 0) + added
    return found


def own_models() -> Iterator[type[models.Model]]:
    """The tables of our rooms, those others point at first."""
    for config in reversed(list(apps.get_app_configs())):
        if config.name.startswith("zhongchuang."):
            yield from (model for model in config.get_models() if model.__name__ not in STILL)


def _copied(row: models.Model, number: int) -> bool:
    """One more of it, its unique words and numbers made its own; False where the table does not bear a second one."""
    twin = copy.copy(row)
    twin._state = copy.copy(row._state)
    twin._state.adding = True
    for field in row._meta.concrete_fields:
        if field.primary_key and isinstance(field, models.AutoField | models.BigAutoField):
            setattr(twin, field.attname, None)
        elif not field.is_relation and _told_apart(row, field):
            setattr(twin, field.attname, _other(field, getattr(row, field.attname), number))
    try:
        with transaction.atomic():
            models.Model.save_base(twin, force_insert=True)
    except (IntegrityError, DatabaseError, ValueError):
        return False  # counted: the test asserts that the tables it knows have grown
    return True


def _told_apart(row: models.Model, field: models.Field[object, object]) -> bool:
    """Whether the copy needs another value here: it may stand once, and it is no word of a fixed list."""
    if field.choices:
        return False
    constrained = {
        name
        for constraint in row._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        for name in constraint.fields
    }
    return field.unique or field.name in constrained


def _other(field: models.Field[object, object], value: object, number: int) -> object:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value + 1000 + number
    if isinstance(value, str):
        suffix = f"-{number}"
        if "@" in value:
            return f"{number}.{value}"
        longest = field.max_length or 60
        return value[: longest - len(suffix)] + suffix
    return value
