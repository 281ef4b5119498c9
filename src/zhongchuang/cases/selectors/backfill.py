"""Reads of the taking in of earlier awards."""

from __future__ import annotations

from django.db.models import QuerySet

from zhongchuang.cases.access import Reach, of_department, reach_of
from zhongchuang.cases.models import Backfill, Programme, Round
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound, Refused
from zhongchuang.parties.selectors.organisations import department_of, places


def programmes_to_fill() -> list[Programme]:
    """Programmes into which earlier awards can be taken: all that have a version."""
    return list(Programme.objects.exclude(current=None).select_related("place").order_by("place", "title"))


def programme_to_fill(pk: int) -> Programme:
    """One of them. Raises NotFound."""
    found: Programme | None = (
        Programme.objects.exclude(current=None).select_related("current").filter(pk=pk).first()
    )
    if found is None:
        raise NotFound()
    return found


def known_codes() -> frozenset[str]:
    """Every place there is."""
    return frozenset(places().values_list("pk", flat=True))


def department_for(programme: Programme, reach: Reach) -> int:
    """Whose earlier awards these are: one's own department, else that of the programme's rounds. Raises Refused."""
    if reach.departments:
        return min(reach.departments)
    latest = Round.objects.filter(programme=programme).order_by("-pk").first()
    if latest is not None:
        return int(latest.department_id)
    own = department_of(programme.place_id)
    if own is None:
        raise Refused(
            "不知道这个项目归哪个部门。",
            "No department is known for this programme.",
            next_zh="请先登记主管部门，或为这个项目发布一个批次。",
            next_en="Register the department, or open a round of the programme first.",
            code="cases.no_department",
        )
    return own


def sheets_for(actor: Actor) -> QuerySet[Backfill]:
    """The sheets of one's departments, the latest first."""
    reach = reach_of(actor)
    rows = Backfill.objects.select_related("programme", "account").defer("rows", "problems").order_by("-pk")
    return rows if reach.everything else rows.filter(department_id__in=reach.departments)


def sheet_of(actor: Actor, key: str) -> Backfill:
    """One sheet. Raises NotFound."""
    row: Backfill | None = Backfill.objects.select_related("programme", "account").filter(key=key).first()
    if row is None or not of_department(row.department_id, reach_of(actor)):
        raise NotFound()
    return row
