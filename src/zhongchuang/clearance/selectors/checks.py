"""Checks, exceptions, and who was cleared with somebody else counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhongchuang.clearance.access.checking import visible_checks, visible_overrides
from zhongchuang.clearance.models import Check, Clearance, Override, OverrideState, StoredSupport
from zhongchuang.clearance.rules import Rule, Standing, Support
from zhongchuang.clearance.rules.binding import rule_digest
from zhongchuang.clearance.rules.facts import COMMITTED
from zhongchuang.core.actors import Actor
from zhongchuang.core.described import Described
from zhongchuang.core.errors import NotFound

CHECKED = "checked"
"""Under which name the facts of a clearance hold what the rules were asked about (`rules.facts_checked`)."""
NEEDS = ("blocked", "warned", "overrides")
"""Why somebody has to look: the filters of the list."""


def behind(
    ref: str, amount: int, others: Iterable[Support], rules: Iterable[Rule]
) -> dict[str, frozenset[str]]:
    """By rule, those of `others` that were cleared with this support counted, at no less than `amount` (分).

    They took what it left them. Only what a standing clearance says of the rule in its present words is believed; whatever
    has no such clearance (another department's award) counts as ever. One statement.
    """
    holders = [one.ref for one in others if one.standing in COMMITTED]
    if not holders:
        return {}
    digests = {rule.id: rule_digest(rule) for rule in rules}
    found: dict[str, set[str]] = {}
    rows = Clearance.objects.filter(holder__in=holders, voided_at=None).values_list("holder", "facts")
    for holder, facts in rows:
        checked = facts.get(CHECKED) or {}
        if checked.get("counted", {}).get(ref, -1) < amount:
            continue
        for name, said in checked["rules"].items():
            if ref in said["counted"] and said["rule"] == digests.get(name):
                found.setdefault(name, set()).add(holder)
    return {name: frozenset(refs) for name, refs in found.items()}


def counted_at_issue(facts: Mapping[str, object]) -> dict[str, frozenset[str]]:
    """By rule, the supports that counted when a clearance with these facts was issued."""
    checked = facts.get(CHECKED)
    if not isinstance(checked, dict):
        return {}
    return {name: frozenset(said["counted"]) for name, said in checked["rules"].items()}


def check_of(holder: str) -> Check | None:
    """The last check of a holder."""
    return _CHECK.one(holder=holder)


def _of_holder(holder: str) -> QuerySet[Check]:
    return Check.objects.filter(holder=holder).select_related("department")


_CHECK = Described(_of_holder, holder=str)


def warnings_unseen(clearance: Clearance) -> bool:
    """Whether the check a clearance rests on warns of something nobody has looked at; two officers looked where they made an
    exception.
    """
    rows = Check.objects.filter(holder=clearance.holder, warned=True, looked_at=None)
    return not clearance.overridden and rows.filter(facts_sha256=clearance.facts_sha256).exists()


def check_to_see(actor: Actor, holder: str) -> Check:
    """The last check of a holder, for the people of its department. Raises NotFound."""
    found = visible_checks(actor, Check.objects.select_related("department")).filter(holder=holder).first()
    if found is None:
        raise NotFound()
    return found


def overrides_of(holder: str) -> list[Override]:
    """The exceptions of a holder, the newest first."""
    rows = Override.objects.filter(holder=holder).select_related("department", "asked_by", "answered_by")
    return list(rows.order_by("-pk"))


def override_to_see(actor: Actor, number: str) -> Override:
    """One exception by its number, for the people of its department. Raises NotFound."""
    rows = visible_overrides(actor, Override.objects.select_related("department", "asked_by", "answered_by"))
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def checks_waiting(actor: Actor, needs: str = "") -> QuerySet[Check]:
    """Checks of one's departments that need somebody, of what is not decided yet: blocked, warned of, an exception waiting."""
    pending = StoredSupport.objects.filter(
        ref=OuterRef("holder"), standing__in=(Standing.WAITING, Standing.CLEARED)
    )
    asked = Override.objects.filter(holder=OuterRef("holder"), state=OverrideState.ASKED)
    excepted = Override.objects.filter(
        holder=OuterRef("holder"), state=OverrideState.CONFIRMED, facts_sha256=OuterRef("facts_sha256")
    )
    stands = Q(verdict__in=("blocked", "incomplete")) & ~Q(Exists(excepted))
    warns = Q(warned=True, looked_at=None)
    wanted = {"blocked": stands, "warned": warns, "overrides": Q(Exists(asked))}
    condition = wanted.get(needs) or stands | warns | Q(Exists(asked))
    rows = visible_checks(actor, Check.objects.filter(condition, Exists(pending)))
    return rows.annotate(override_waits=Exists(asked)).select_related("department").order_by("-at", "-pk")


def exceptions_published() -> QuerySet[Override]:
    """Exceptions as everybody reads them: confirmed ones, those whose facts changed afterwards among them."""
    rows = Override.objects.filter(confirmed_at__isnull=False).select_related("department")
    return rows.order_by("-confirmed_at", "-pk")


def exception_of(holder: str) -> Override | None:
    """The published exception a support rests on: the last that was confirmed for it."""
    return exceptions_published().filter(holder=holder).first()


def exceptions_before(number: str) -> int | None:
    """How many stand before one of them in their list; None where there is none of that number."""
    rows = exceptions_published()
    found = rows.filter(number=number).values_list("confirmed_at", "pk").first()
    if found is None:
        return None
    confirmed, pk = found
    return rows.filter(Q(confirmed_at__gt=confirmed) | Q(confirmed_at=confirmed, pk__gt=pk)).count()


def titles_of(refs: Iterable[str]) -> dict[str, tuple[str, int | None]]:
    """What supports are called where they are shown, and the key of the department that decides, by reference."""
    rows = StoredSupport.objects.filter(ref__in=list(refs))
    return {ref: (title, unit) for ref, title, unit in rows.values_list("ref", "title", "department_id")}
