"""Putting back the triggers of the append-only tables, and saying so in the log: that they were gone is itself news."""

from __future__ import annotations

from django.db import connection, transaction

from zhongchuang.core.actors import Actor
from zhongchuang.core.append_only import guards
from zhongchuang.core.audit.write import Target, audit_write


@transaction.atomic
def guards_restore(*, actor: Actor) -> list[str]:
    """Install whatever trigger is missing; returns their names. What was changed meanwhile only a verification tells."""
    missing = [name for guard in guards() for name in guard.missing(connection)]
    if missing:
        for guard in guards():
            guard.install(connection)
        audit_write(
            actor=actor,
            verb="core.guards_restore",
            target=Target("core.guards", "append_only"),
            before={"missing": missing},
            after={"missing": []},
        )
    return missing
