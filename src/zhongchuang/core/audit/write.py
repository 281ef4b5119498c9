"""Writing an entry: inside the transaction of the verb that acts, so that what happened and its record
stand or fall together."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, models

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit.leaves import CONTENT_FIELDS, entry_content, leaf_hash
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.audit.people import encrypt_personal
from zhongchuang.core.ids import new_id
from zhongchuang.core.json_values import Json, plain_json
from zhongchuang.core.request_id import request_id
from zhongchuang.core.written import add

SALT_BYTES = 32


class AuditMisuse(Exception):
    """A verb calls the log wrongly: a mistake in the program, never shown to people."""


@dataclass(frozen=True)
class Target:
    """The thing an act is about, where it is no row: `type` as `room.thing`, and its key."""

    type: str
    id: str


def target_of(thing: models.Model | Target) -> Target:
    """How the log names a thing: a row is `app.model` and its primary key."""
    return thing if isinstance(thing, Target) else Target(thing._meta.label_lower, str(thing.pk))


def audit_write(
    *,
    actor: Actor,
    verb: str,
    target: models.Model | Target,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    personal: Mapping[str, Mapping[str, object]] | None = None,
) -> AuditEntry:
    """Record one act.

    `verb` is `room.verb_name`; `before` and `after` hold the fields that changed (`before` None: it was
    made; `after` None: it was removed). Whatever tells something about a person - name, telephone, identity
    number, bank account - goes into `personal` under that person's id instead, and is encrypted under their
    own key.

    Raises AuditMisuse outside a transaction, or where a personal value also stands in `before` or `after`;
    TypeError for floats and other values that JSON cannot carry exactly.
    """
    if not connection.in_atomic_block:
        raise AuditMisuse(
            f"{verb}: audit_write 要在动作的事务里调用 / call audit_write inside the verb's transaction"
        )
    plain_before, plain_after = plain_json(before), plain_json(after)
    _refuse_leak(verb, (plain_before, plain_after), plain_json(personal or {}))
    named = target_of(target)
    entry = AuditEntry(
        id=new_id(),
        written_at=clock.now(),
        actor_kind=actor.kind.value,
        actor_user_id=actor.user_id or "",
        actor_organisation_id=actor.organisation_id or "",
        actor_name=actor.name,
        verb=verb,
        target_type=named.type,
        target_id=named.id,
        before=plain_before,
        after=plain_after,
        request_id=request_id(),
        salt=secrets.token_hex(SALT_BYTES),
    )
    entry.personal = encrypt_personal(entry.id, personal or {})
    entry.leaf_hash = leaf_hash(
        entry.salt, entry_content({name: getattr(entry, name) for name in CONTENT_FIELDS})
    )
    return add(entry)


def _refuse_leak(verb: str, open_values: tuple[Json, Json], personal: Json) -> None:
    """A personal value must not also stand in the open part, where erasing the person would not reach it."""
    secret = {text for text in _texts(personal) if len(text) > 1}
    for text in _texts(list(open_values)):
        if text in secret:
            raise AuditMisuse(
                f"{verb}: 同一个值既在 personal 又在 before/after 中，个人信息只能放在 personal"
                " / a personal value also stands in before or after; keep it in personal only"
            )


def _texts(value: Json) -> Iterator[str]:
    """Every text inside a JSON value, keys left out."""
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for item in value.values():
                yield from _texts(item)
        case _:
            return
