"""Who works on awards hears once a day how many wait for their 公开属性审查: nothing is public before somebody has looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from zhongchuang.clearance.models import Award, AwardState
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.errors import NotAllowed
from zhongchuang.messages.services import NoteText, note_write_many
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors.posts import holders_of

CHINESE, ENGLISH = "zh-hans", "en"


@transaction.atomic
def reviews_remind(*, actor: Actor) -> int:
    """Tell the officers and reviewers of every department how many of its awards wait; returns how many notes were new.

    One note a day for a person, whatever departments they work for, and none where nothing waits. Safe to call again. Raises
    NotAllowed for people.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    waiting = Award.objects.filter(state=AwardState.WAITING).order_by().values_list("department")
    counts: dict[int | None, int] = dict(waiting.annotate(count=Count("pk")))
    if not counts:
        return 0
    today, address = clock.today().isoformat(), reverse("clearance:office_awards")
    notes = [
        NoteText(
            f"clearance.reviews_waiting:{today}:{account}",
            str(account),
            _said(count, CHINESE),
            _said(count, ENGLISH),
            address,
        )
        for account, count in _by_account(counts).items()
    ]
    return len(note_write_many(actor=actor, notes=notes))


def _by_account(counts: Mapping[int | None, int]) -> dict[int, int]:
    """How many wait for each person: those of their departments; all of them for a post that is bound to none."""
    departments = [one for one in counts if one is not None]
    units: defaultdict[int, set[int | None]] = defaultdict(set)
    for one in holders_of([Role.OFFICER, Role.REVIEWER], organisations=departments):
        if one.organisation is not None:
            units[one.account].add(one.organisation)
        elif one.place is None:
            units[one.account] |= counts.keys()
    return {account: sum(counts[unit] for unit in own) for account, own in units.items() if own}


def _said(count: int, language: str) -> str:
    with translation.override(language):
        return ngettext(
            "有 %(n)s 项支持等待公开属性审查，审查后即公开。",
            "有 %(n)s 项支持等待公开属性审查，审查后即公开。",
            count,
        ) % {"n": count}
