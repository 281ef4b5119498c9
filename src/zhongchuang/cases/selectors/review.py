"""What pages of review read: the pool, panels with their progress, an expert's own sheets, the minutes to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhongchuang.cases.access import Reach, ReviewAction, may_expert, may_panel, may_score, reach_of
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseFile, Expert, Panel, Round, Seat, Sheet
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound

UNDER_REVIEW = Q(case__state=State.REVIEWING.value)


def pool(actor: Actor, words: str = "", *, active: bool | None = None) -> QuerySet[Any]:
    """The experts the actor may see, with how many panels each sits in now. Raises NotFound for who may not see the pool."""
    if not may_expert(actor, ReviewAction.VIEW):
        raise NotFound()
    seats = Seat.objects.filter(expert=OuterRef("pk"), state="seated", panel__closed_at=None)
    counted = seats.order_by().values("expert").annotate(sitting=Count("pk")).values("sitting")
    rows: QuerySet[Any] = Expert.objects.select_related("account", "organisation").annotate(
        sitting=Coalesce(Subquery(counted), 0), ties_told=Count("ties")
    )
    if words:
        like = Q(account__name__icontains=words) | Q(organisation__name__icontains=words)
        rows = rows.filter(like | Q(fields__icontains=words) | Q(title__icontains=words))
    return (rows if active is None else rows.filter(active=active)).order_by("-active", "pk")


def expert_get(actor: Actor, pk: int) -> Expert:
    """An expert of the pool. Raises NotFound where the actor may not see it."""
    expert: Expert | None = Expert.objects.select_related("account", "organisation").filter(pk=pk).first()
    if expert is None or not may_expert(actor, ReviewAction.VIEW, expert):
        raise NotFound()
    return expert


def own_expert(actor: Actor) -> Expert | None:
    """Who the actor is in the pool."""
    if actor.user_id is None:
        return None
    rows = Expert.objects.select_related("account", "organisation")
    found: Expert | None = rows.filter(account_id=actor.user_id).first()
    return found


def ties_of(expert: Expert) -> list[Any]:
    """What an expert declared, the standing ones first."""
    return list(expert.ties.select_related("organisation").order_by("until", "-since", "pk"))


def panels(actor: Actor, reach: Reach) -> QuerySet[Any]:
    """The panels of the actor's departments with their progress, the newest first. Raises NotFound for others."""
    if not may_panel(actor, ReviewAction.VIEW, reach=reach):
        raise NotFound()
    rows: QuerySet[Any] = Panel.objects.select_related("round__programme")
    if not reach.everything:
        rows = rows.filter(round__department_id__in=reach.departments)
    here = Sheet.objects.filter(UNDER_REVIEW, seat__panel=OuterRef("pk"), seat__state="seated")
    counted: QuerySet[Any] = rows.annotate(
        of_cases=Count("cases", distinct=True), waiting=Exists(here.filter(submitted_at=None))
    )
    return counted.order_by("-pk")


def panel_get(actor: Actor, number: str, reach: Reach | None = None) -> Panel:
    """A panel with names. Raises NotFound where the actor may not see it."""
    panel: Panel | None = Panel.objects.select_related("round__programme").filter(number=number).first()
    if panel is None or not may_panel(actor, ReviewAction.VIEW, panel, reach):
        raise NotFound()
    return panel


def public_panel(number: str) -> Panel:
    """A panel as the public may see it: whoever shows it leaves names and cases out. Raises NotFound."""
    panel: Panel | None = Panel.objects.select_related("round__programme").filter(number=number).first()
    if panel is None:
        raise NotFound()
    return panel


def seats_of(panel: Panel) -> list[Any]:
    """The members in the order drawn, with how many of their sheets are in."""
    done = Count("sheets", filter=Q(sheets__submitted_at__isnull=False))
    left = Count("sheets", filter=Q(sheets__submitted_at=None, sheets__case__state=State.REVIEWING.value))
    rows = Seat.objects.filter(panel=panel).select_related("expert__account", "expert__organisation")
    return list(rows.annotate(done=done, left=left, all=Count("sheets")).order_by("order"))


def experts_by_pk(pks: Sequence[int]) -> dict[int, Expert]:
    """Experts with their accounts, by key."""
    rows = Expert.objects.filter(pk__in=pks).select_related("account", "organisation")
    return {expert.pk: expert for expert in rows}


def rounds_under_review(reach: Reach) -> list[Any]:
    """Rounds of somebody's departments with cases that no panel has."""
    rows = Round.objects.select_related("programme")
    if not reach.everything:
        rows = rows.filter(department_id__in=reach.departments)
    waiting = Case.objects.filter(round=OuterRef("pk"), state=State.REVIEWING.value).exclude(
        pk__in=_with_open_panel()
    )
    return list(rows.filter(Exists(waiting)).order_by("-opens_on", "-pk"))


def _with_open_panel() -> QuerySet[Any]:
    return Case.objects.filter(panels__isnull=False, panels__closed_at=None).values("pk")


def cases_to_review(round: Round, *, free: bool = True) -> list[Case]:
    """The cases of a round under review: those that no panel has, or all (a form sent twice still names its cases)."""
    rows = Case.objects.filter(round=round, state=State.REVIEWING.value)
    if free:
        rows = rows.exclude(pk__in=_with_open_panel())
    return list(rows.select_related("place", "organisation").order_by("submitted_at", "pk"))


def round_of(actor: Actor, pk: int) -> Round:
    """A round of the actor's department. Raises NotFound."""
    reach = reach_of(actor)
    rows = Round.objects.select_related("programme").filter(pk=pk)
    if not reach.everything:
        rows = rows.filter(department_id__in=reach.departments)
    found: Round | None = rows.first()
    if found is None or not (may_panel(actor, ReviewAction.VIEW, Panel(round=found), reach)):
        raise NotFound()
    return found


def fields_of_pool() -> list[str]:
    """Every field experts have, sorted."""
    rows = Expert.objects.filter(active=True).values_list("fields", flat=True)
    return sorted({field for fields in rows for field in fields})


def own_sheets(actor: Actor) -> list[Any]:
    """The sheets of panels that run in which the actor sits, by deadline."""
    if actor.user_id is None:
        return []
    rows = Sheet.objects.filter(
        seat__expert__account_id=actor.user_id,
        seat__state="seated",
        seat__panel__closed_at=None,
        seat__panel__drawn_at__isnull=False,
    )
    related = rows.select_related("case__organisation", "seat__panel__round__programme", "seat__expert")
    return list(related.order_by("seat__panel__due_on", "seat__panel_id", "case_id"))


def sheet_of(actor: Actor, panel: str, case: str) -> Sheet:
    """The actor's own sheet of a case. Raises NotFound for anything that was not drawn for them."""
    if actor.user_id is None:
        raise NotFound()
    rows = Sheet.objects.select_related(
        "case__organisation", "case__place", "seat__panel__round__programme", "seat__expert__account"
    )
    found: Sheet | None = rows.filter(
        seat__expert__account_id=actor.user_id, seat__panel__number=panel, case__number=case
    ).first()
    if found is None or not may_score(actor, found.seat):
        raise NotFound()
    return found


def seat_of(actor: Actor, panel: str, *, given_up_too: bool = False) -> Seat:
    """The actor's own seat in a panel; one already given up only where it is asked for. Raises NotFound."""
    if actor.user_id is None:
        raise NotFound()
    rows = Seat.objects.select_related("expert__account", "panel__round__programme")
    found: Seat | None = rows.filter(expert__account_id=actor.user_id, panel__number=panel).first()
    if found is None or not (given_up_too or may_score(actor, found)):
        raise NotFound()
    return found


def materials_of(case: Case) -> list[Any]:
    """The files of a case that stand, by material."""
    return list(case.files.filter(removed_at=None).select_related("file"))


def material_of(case: Case, key: str) -> CaseFile:
    """A file of this very case. Raises NotFound for one of another."""
    found: CaseFile | None = (
        CaseFile.objects.select_related("file").filter(case=case, removed_at=None, file__key=key).first()
    )
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class MinutesDraft:
    """What the minutes say beside the officer's own words: facts, members, scores, the rule, the draw."""

    facts: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[str, str, str, str, str], ...]
    rule: str
    draw: tuple[tuple[str, str], ...]


def minutes_draft(panel: Panel) -> MinutesDraft:
    """The minutes of a panel as its result stands."""
    review = version_content(panel.round.version_id).review
    assert review is not None
    members = [seat for seat in seats_of(panel) if seat.state == "seated"]
    names = dict(panel.cases.values_list("number", "applicant_name"))
    ranked = sorted(panel.result.items(), key=lambda item: (item[1]["rank"], item[0])) if panel.result else []
    trim = f"去掉 {review.trim} 个最高分和 {review.trim} 个最低分后" if review.trim else "各专家总分"
    return MinutesDraft(
        facts=(
            ("评审组", panel.number),
            ("项目", panel.round.programme.title),
            ("批次", panel.round.name),
            ("评审期限", f"{panel.due_on:%Y-%m-%d}" if panel.due_on else ""),
        ),
        members=tuple(
            (
                str(seat.order),
                seat.expert.account.name,
                seat.expert.organisation.name if seat.expert.organisation else "",
            )
            for seat in members
        ),
        rows=tuple(
            (
                str(found["rank"]),
                names.get(number, number),
                "、".join(
                    f"（{total}）" if at in found["left_out"] else str(total)
                    for at, total in enumerate(found["totals"])
                ),
                str(found["mean"]),
                "是" if found["passed"] else "否",
            )
            for number, found in ranked
        ),
        rule=f"得分为{trim}的平均，四舍五入到百分位；同分并列，其后名次顺延。及格 {review.pass_mark.normalize():f} 分。",
        draw=(
            ("种子摘要", panel.seed_hash),
            ("名单摘要", panel.pool_hash),
            ("种子", panel.seed if panel.drawn_at else ""),
        ),
    )


def minutes_text(panel: Panel, seats: Sequence[Seat], cases: int) -> str:
    """What an officer begins the minutes with."""
    recused = sum(seat.state == "recused" for seat in seats)
    told = f"评审组由随机抽取的 {panel.seats} 位专家组成，独立评阅 {cases} 件申请。"
    return told + (f"有 {recused} 位专家回避，由抽取顺序中的下一位递补。" if recused else "")
