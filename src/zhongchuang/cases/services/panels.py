"""Panels: arranged (the seed's digest and the list are fixed), drawn, seats passed on where somebody is recused, closed."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence

from zhongchuang.cases.access import ReviewAction, may_panel, may_score, reach_of, visible_cases
from zhongchuang.cases.errors import NotEnoughExperts, PanelNotReady
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Expert, Panel, Round, Seat, Sheet
from zhongchuang.cases.reviewing.conflicts import Conflict
from zhongchuang.cases.reviewing.drawing import drawn_order, key_in_panel, pool_digest, seated, seed_digest
from zhongchuang.cases.selectors.conflicts import gathered
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.inviting import tell_drawn
from zhongchuang.cases.services.repeating import next_number, once, signed
from zhongchuang.cases.services.sides import refuse_behind_applicant
from zhongchuang.core import clock, crypto
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.working_days import add_working_days
from zhongchuang.parties.access import Role

SEED_BYTES = 32
SEATED, RECUSED = "seated", "recused"
LONGEST_REASON = 300


def panel_arrange(
    *,
    actor: Actor,
    round: Round,
    cases: Collection[int],
    seats: int,
    fields: Sequence[str] = (),
    key: str | None = None,
) -> Panel:
    """Fix who may be drawn for some cases, and a seed that nobody sees before the draw; publish the digests of both.

    Only experts of one of the `fields`, where any are named. Raises NotAllowed, InvalidInput, PanelNotReady, NotEnoughExperts.
    """
    reach = reach_of(actor)

    def run() -> Panel:
        rows = visible_cases(actor, Case.objects.all(), reach).filter(round=round, pk__in=cases)
        held = list(rows.select_for_update(of=("self",)).select_related("organisation").order_by("pk"))
        for case in held:
            refuse_behind_applicant(actor, case)
        _checked(held, cases, seats, round)
        number = next_number("PS", Panel)
        seed = secrets.token_hex(SEED_BYTES)
        pool = _pool(number, held, fields)
        candidates = pool["candidates"]
        excluded = pool["excluded"]
        assert isinstance(candidates, dict) and isinstance(excluded, list)
        if len(candidates) < seats:
            raise NotEnoughExperts(len(candidates), seats, len(excluded))
        review = version_content(round.version_id).review
        assert review is not None  # a case under review has rules for it
        panel: Panel = Panel.objects.create(
            number=number,
            round=round,
            seats=seats,
            seed=crypto.encrypt(seed.encode(), purpose=seed_purpose(number)),
            seed_hash=seed_digest(seed),
            pool=pool,
            pool_hash=pool_digest(candidates),
            days=review.days,
            arranged_at=clock.now(),
            arranged_by=signed(actor),
        )
        panel.cases.set(held)
        audit_write(
            actor=actor,
            verb="cases.panel_arrange",
            target=panel,
            after={
                "cases": [case.number for case in held],
                "seats": seats,
                "seed_hash": panel.seed_hash,
                "pool_hash": panel.pool_hash,
            },
        )
        return panel

    if not may_panel(actor, ReviewAction.ARRANGE, Panel(round=round), reach):
        raise NotAllowed()
    request = {"round": round.pk, "cases": sorted(cases), "seats": seats, "fields": list(fields)}
    return once(actor, key, "cases.panel_arrange", request, run, Panel)


def panel_draw(*, actor: Actor, panel: Panel, expected_version: int, key: str | None = None) -> Panel:
    """Open the seed and seat the experts in the order it gives. Who came into conflict meanwhile is passed over.

    Raises NotAllowed, StaleVersion, PanelNotReady, NotEnoughExperts.
    """

    def run() -> Panel:
        held = _held(actor, panel, expected_version)
        if held.drawn_at is not None or held.closed_at is not None:
            raise _not_ready("这个评审组已经抽取过，或已取消。", "This panel was drawn, or given up, before.")
        held.seed = crypto.decrypt(held.seed, purpose=seed_purpose(held.number)).decode()
        held.drawn_at, held.drawn_by = clock.now(), signed(actor)
        held.due_on = add_working_days(clock.today(), held.days, calendar=working_calendar())
        sitting = _seat(held)
        if len(sitting) < held.seats:
            candidates = held.pool["candidates"]
            raise NotEnoughExperts(len(sitting), held.seats, len(candidates) - len(sitting))
        save_versioned(
            held,
            expected_version=expected_version,
            fields=("seed", "drawn_at", "drawn_by", "due_on", "pool"),
        )
        audit_write(
            actor=actor,
            verb="cases.panel_draw",
            target=held,
            after={"seed": held.seed, "experts": [seat.expert_id for seat in sitting]},
        )
        tell_drawn(held, sitting)
        return held

    request = {"panel": panel.pk, "row_version": expected_version}
    return once(actor, key, "cases.panel_draw", request, run, Panel)


def seat_recuse(
    *, actor: Actor, seat: Seat, reason: str, expected_version: int, key: str | None = None
) -> Panel:
    """An expert steps back, or an officer recuses one; the next of the draw takes the seat. What was scored counts no more.

    `expected_version` is the panel's. Raises NotAllowed, StaleVersion, PanelNotReady, InvalidInput without a reason.
    """

    def run() -> Panel:
        panel: Panel = lock_row(
            Panel.objects.select_related("round"), seat.panel_id, expected_version=expected_version
        )
        held = Seat.objects.select_related("expert", "panel").get(pk=seat.pk)
        if not may_score(actor, held):
            if not may_panel(actor, ReviewAction.ARRANGE, panel):
                raise NotAllowed()
            _refuse_own(actor, panel)
        if held.state != SEATED or panel.closed_at is not None:
            raise _not_ready(
                "这个席位已经回避，或评审已经结束。", "The seat is given up, or the review over."
            )
        held.state, held.recused_for = RECUSED, _reason(reason)
        held.row_version += 1
        held.save(update_fields=["state", "recused_for", "row_version"])
        panel.pool["passed"][_key_of(panel, held.expert_id)] = [["", "recused", []]]
        sitting = _seat(panel)
        save_versioned(panel, expected_version=expected_version, fields=("pool",))
        audit_write(
            actor=actor,
            verb="cases.seat_recuse",
            target=held,
            before={"state": SEATED},
            after={"state": RECUSED, "reason": held.recused_for, "next": [s.expert_id for s in sitting]},
        )
        tell_drawn(panel, sitting)
        return panel

    request = {"seat": seat.pk, "reason": reason, "row_version": expected_version}
    return once(actor, key, "cases.seat_recuse", request, run, Panel)


def panel_give_up(
    *, actor: Actor, panel: Panel, reason: str, expected_version: int, key: str | None = None
) -> Panel:
    """End a panel without a result, so that its cases can go to another. It stays on the public page, with the reason.

    Raises NotAllowed, StaleVersion, PanelNotReady, InvalidInput without a reason.
    """

    def run() -> Panel:
        held = _held(actor, panel, expected_version)
        if held.closed_at is not None:
            raise _not_ready("这个评审组已经结束。", "This panel is over.")
        held.closed_at, held.closed_by = clock.now(), signed(actor)
        held.result = {"given_up": _reason(reason)}
        save_versioned(held, expected_version=expected_version, fields=("closed_at", "closed_by", "result"))
        audit_write(actor=actor, verb="cases.panel_give_up", target=held, after=dict(held.result))
        return held

    request = {"panel": panel.pk, "reason": reason, "row_version": expected_version}
    return once(actor, key, "cases.panel_give_up", request, run, Panel)


def _held(actor: Actor, panel: Panel, expected_version: int) -> Panel:
    held: Panel = lock_row(Panel.objects.select_related("round"), panel.pk, expected_version=expected_version)
    if not may_panel(actor, ReviewAction.ARRANGE, held):
        raise NotAllowed()
    _refuse_own(actor, held)
    return held


def _refuse_own(actor: Actor, panel: Panel) -> None:
    """Who stands behind an applicant has no hand in who judges them. Raises BothSides."""
    for case in panel.cases.select_related("organisation", "employer").order_by("pk"):
        refuse_behind_applicant(actor, case)


def _checked(held: Sequence[Case], asked: Collection[int], seats: int, round: Round) -> None:
    fields: dict[str, Wording] = {}
    if not asked:
        fields["cases"] = Wording("至少选一件", "Choose at least one case")
    if not 1 <= seats <= 15:
        fields["seats"] = Wording("1 至 15 位", "1 to 15 experts")
    review = version_content(round.version_id).review
    if review is not None and seats <= 2 * review.trim:
        told = f"去掉最高、最低各 {review.trim} 份后要有评分，至少 {2 * review.trim + 1} 位"
        fields["seats"] = Wording(
            told, f"At least {2 * review.trim + 1}: {review.trim} are left out on either side"
        )
    if fields:
        raise InvalidInput("评审组没有建立。", "The panel was not arranged.", fields=fields)
    if len(held) != len(set(asked)):
        raise NotFound()
    if any(case.state != State.REVIEWING for case in held):
        raise _not_ready("所选办件中有的不在评审中。", "Some of the cases are not under review.")
    if Panel.objects.filter(cases__in=[case.pk for case in held], closed_at=None).exists():
        raise _not_ready("所选办件中有的已在别的评审组里。", "Some of the cases are before another panel.")


def _pool(number: str, cases: Sequence[Case], fields: Sequence[str]) -> dict[str, Json]:
    """Who may be drawn, by key; who not, with every reason and its path."""
    held = Expert.objects.filter(
        active=True,
        account__is_active=True,
        account__grants__role=Role.EXPERT.value,
        account__grants__revoked_at=None,
    )
    experts = list(held.select_related("account").order_by("pk"))
    wanted = {field.strip() for field in fields if field.strip()}
    sides = gathered(experts, cases)
    candidates: dict[str, Json] = {}
    excluded: list[Json] = []
    for expert in experts:
        key = key_in_panel(number, expert.key)
        reasons = _plain(sides.against(expert.pk))
        if wanted and not wanted & set(expert.fields):
            reasons.append(["", "other_field", []])
        if reasons:
            excluded.append({"key": key, "expert": expert.pk, "why": reasons})
        else:
            candidates[key] = expert.pk
    return {"candidates": candidates, "excluded": excluded, "passed": {}, "fields": [*sorted(wanted)]}


def _seat(panel: Panel) -> list[Seat]:
    """Seat whoever the order gives and who does not sit yet; returns the new seats. Conflicts are asked anew."""
    candidates: dict[str, int] = panel.pool["candidates"]
    passed: dict[str, Json] = panel.pool["passed"]
    order = drawn_order(panel.seed, list(candidates))
    seats = Seat.objects.filter(panel=panel)
    sat = set(seats.values_list("expert_id", flat=True))
    experts = {
        expert.pk: expert
        for expert in Expert.objects.filter(pk__in=candidates.values()).select_related("account")
    }
    cases = list(panel.cases.select_related("organisation").order_by("pk"))
    sides = gathered(list(experts.values()), cases)
    for key in order:
        expert = experts[candidates[key]]
        if expert.pk in sat or key in passed:
            continue
        reasons = _plain(sides.against(expert.pk))
        if not expert.active or not expert.account.is_active:
            reasons.append(["", "left", []])
        if reasons:
            passed[key] = reasons
    new: list[Seat] = []
    for key in seated(order, panel.seats, passed):
        if candidates[key] not in sat:
            seat = Seat.objects.create(
                panel=panel, expert=experts[candidates[key]], order=order.index(key) + 1
            )
            Sheet.objects.bulk_create([Sheet(seat=seat, case=case) for case in cases])
            new.append(seat)
    return new


def _key_of(panel: Panel, expert: int) -> str:
    candidates: dict[str, int] = panel.pool["candidates"]
    return next(key for key, pk in candidates.items() if pk == expert)


def _plain(found: Sequence[tuple[str, Conflict]]) -> list[Json]:
    return [[number, one.kind.value, [list(link.plain()) for link in one.path]] for number, one in found]


def _reason(reason: str) -> str:
    told = " ".join(reason.split())
    if not told:
        raise InvalidInput(
            "还没有写理由。",
            "The reason is missing.",
            fields={"reason": Wording("请写明理由", "Give the reason")},
        )
    return told[:LONGEST_REASON]


def seed_purpose(number: str) -> str:
    """What the seed of a panel is encrypted for: no other panel's seed opens in its place."""
    return f"cases.panel-seed:{number}"


def _not_ready(zh: str, en: str) -> PanelNotReady:
    return PanelNotReady(zh, en)
