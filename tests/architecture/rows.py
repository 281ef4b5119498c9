"""Whether a request changed a row that carries a version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.apps import apps
from django.db import connection

from zhongchuang.core.locks import RowVersioned


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row that carries a version, as it stands."""
    models = [model for model in apps.get_models() if issubclass(model, RowVersioned)]
    assert len(models) >= 3
    return {
        model._meta.label: list(cast(Any, model)._default_manager.order_by("pk").values()) for model in models
    }


READING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@contextmanager
def unchanged(before: object, where: object) -> Iterator[None]:
    """Fails where a row that carries a version is another afterwards. Rows are compared where anything but reading was done:
    without a statement that writes there is nothing to compare."""
    others: list[str] = []

    def watched(
        execute: Callable[..., object], statement: str, params: object, many: bool, context: object
    ) -> object:
        if not statement.lstrip("( ").upper().startswith(READING):
            others.append(statement)
        return execute(statement, params, many, context)

    with connection.execute_wrapper(watched):
        yield
    assert not others or snapshot() == before, where
