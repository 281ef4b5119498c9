"""Names of natural persons come down after their term, and with the account when a person asks to be forgotten.

What is taken down is taken out of the rows, not only hidden: no list, export or index can show it again. The award itself stays,
with amount, clause and department.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from zhongchuang.clearance.models import (
    Award,
    AwardCorrection,
    CorrectionRequest,
    ImportedAward,
    ImportedChange,
    RequestState,
    StoredSupport,
)
from zhongchuang.clearance.services.changes import Change, ChangeKind, change_write
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.json_values import Json

TAKEN_DOWN = "（已撤下）"
NAMING = ("name", "representative")
"""The fields of a row of another department's file that name a person."""
SHORTEST_NAME = 2
"""A name of one character cannot be told from the words around it; in the title it is left alone."""


def names_take_down(*, actor: Actor) -> int:
    """Take down every name whose day has come, each in its own transaction; returns how many. Raises NotAllowed for people."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    due = Award.objects.filter(personal=True, taken_down_at=None, down_on__lte=clock.today())
    return sum(
        name_take_down(actor=actor, award_id=pk)
        for pk in list(due.order_by("pk").values_list("pk", flat=True))
    )


@transaction.atomic
def name_take_down(*, actor: Actor, award_id: int) -> bool:
    """Take one name down, whatever its day; whether there was one to take. Raises NotAllowed for people."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    row = Award.objects.select_for_update().get(pk=award_id)
    if not row.personal or row.taken_down_at is not None:
        return False
    corrections = list(AwardCorrection.objects.filter(award=row))
    names = _names(row, corrections)
    row.recipient_name, row.person, row.taken_down_at = TAKEN_DOWN, "", clock.now()
    row.title = without_names(row.title, names)
    row.row_version += 1
    row.save(update_fields=["recipient_name", "person", "taken_down_at", "title", "row_version"])
    for one in corrections:
        one.before, one.after = _cleared(one, one.before, names), _cleared(one, one.after, names)
        one.reason = without_names(one.reason, names)
        one.save(update_fields=["before", "after", "reason"])
    _source_cleared(row, names)
    audit_write(
        actor=actor,
        verb="clearance.name_take_down",
        target=row,
        before={"shown": True},
        after={"shown": False, "down_on": row.down_on},
    )
    if row.published_at is not None:
        change_write(Change(row, ChangeKind.TAKEN_DOWN))
    return True


def awards_forget(*, actor: Actor, person: str) -> int:
    """Take down the name of a person wherever it stands, public or not, when their account is erased; returns how many there
    were. `person` is the platform's reference, empty: none. Raises NotAllowed for people.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    own = (
        Award.objects.filter(personal=True, person=person, taken_down_at=None)
        if person
        else Award.objects.none()
    )
    return sum(
        name_take_down(actor=actor, award_id=pk)
        for pk in list(own.order_by("pk").values_list("pk", flat=True))
    )


@transaction.atomic
def requests_forget(*, actor: Actor, account_id: int) -> int:
    """The words of requests that an account wrote, when it is erased; that something was asked and answered stays. Raises
    NotAllowed for people.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    rows = CorrectionRequest.objects.filter(account=account_id, organisation=None)
    open_ones = rows.filter(state=RequestState.OPEN)
    open_ones.update(state=RequestState.DECLINED, answered_at=clock.now(), answer="账户已注销，不再答复。")
    count = rows.update(says="")
    if count:
        audit_write(
            actor=actor,
            verb="clearance.requests_forget",
            target=Target("parties.account", str(account_id)),
            after={"forgotten": count},
        )
    return count


def imported_content(told: Mapping[str, Json], names: Sequence[str]) -> dict[str, Json]:
    """What a row of another department's file says, as it is kept of a person whose name is down."""
    found: dict[str, Json] = dict(told)
    for field in NAMING:
        if found.get(field):
            found[field] = TAKEN_DOWN
    if isinstance(title := found.get("title"), str):
        found["title"] = without_names(title, names)
    return found


def _source_cleared(row: Award, names: Sequence[str]) -> None:
    """The same where the award came in a file: what its row said, what later files changed, and the title of its support. The
    digest of the row stays, so that the same row again is no correction.
    """
    imported = ImportedAward.objects.filter(award=row).first()
    if imported is None:
        return
    changes = list(ImportedChange.objects.filter(imported=imported))
    told = (imported.content, *(one.before for one in changes), *(one.after for one in changes))
    known = {*names, *(name for one in told for field in NAMING if (name := str(one.get(field) or "")))}
    every = sorted((name for name in known if len(name) >= SHORTEST_NAME), key=len, reverse=True)
    row.title = without_names(row.title, every)
    row.save(update_fields=["title"])
    imported.content, imported.name_key = imported_content(imported.content, every), ""
    imported.save(update_fields=["content", "name_key"])
    for one in changes:
        one.before, one.after = imported_content(one.before, every), imported_content(one.after, every)
        one.save(update_fields=["before", "after"])
    StoredSupport.objects.filter(ref=row.ref).update(title=row.title)


def _names(row: Award, corrections: Sequence[AwardCorrection]) -> list[str]:
    """Every name the person stood there under, the longest first: one may begin another."""
    own = {row.recipient_name}
    for one in corrections:
        if one.field == "recipient_name":
            own |= {one.before, one.after}
    return sorted((name for name in own if len(name) >= SHORTEST_NAME), key=len, reverse=True)


def _cleared(correction: AwardCorrection, text: str, names: Sequence[str]) -> str:
    if correction.field == "recipient_name":
        return TAKEN_DOWN if text else ""
    return without_names(text, names)


def without_names(text: str, names: Sequence[str]) -> str:
    """A text with these names taken down."""
    for name in names:
        text = text.replace(name, TAKEN_DOWN)
    return text
