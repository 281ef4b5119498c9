"""Lists kept under a name."""

from __future__ import annotations

from django.db import transaction

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.models import SavedView
from zhongchuang.cases.services.repeating import once
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording

MOST = 30


def view_save(*, actor: Actor, name: str, query: str, key: str | None = None) -> SavedView:
    """Keep a list under a name; the same name is this list from now on. Raises NotAllowed, InvalidInput."""
    if not may_case(actor, CaseAction.WORK) or actor.user_id is None:
        raise NotAllowed()
    called = name.strip()
    if not called:
        wording = Wording("请给它起个名字", "Give it a name")
        raise InvalidInput("没有保存。", "Nothing was saved.", fields={"name": wording})

    def run() -> SavedView:
        account = int(str(actor.user_id))
        if SavedView.objects.filter(account_id=account).exclude(name=called).count() >= MOST:
            wording = Wording(f"至多存 {MOST} 个，请先删掉不用的", f"At most {MOST}; delete one first")
            raise InvalidInput("没有保存。", "Nothing was saved.", fields={"name": wording})
        row, created = SavedView.objects.update_or_create(
            account_id=account, name=called[:60], defaults={"query": query[:500]}
        )
        audit_write(
            actor=actor,
            verb="cases.view_save",
            target=row,
            before=None if created else {},
            after={"name": row.name, "query": row.query},
        )
        return row

    return once(actor, key, "cases.view_save", {"name": called, "query": query}, run, SavedView)


@transaction.atomic
def view_delete(*, actor: Actor, pk: int) -> None:
    """Delete one's own list. Raises NotFound."""
    row = SavedView.objects.filter(pk=pk, account_id=actor.user_id).first() if actor.user_id else None
    if row is None:
        raise NotFound()
    audit_write(actor=actor, verb="cases.view_delete", target=row, before={"name": row.name})
    row.delete()
