"""Panels: committed before they are drawn, drawn as anybody can replay, seats passed on, nobody in conflict."""

from __future__ import annotations

import hashlib

import pytest

from zhongchuang.cases.errors import NotEnoughExperts, PanelNotReady
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Panel, Seat
from zhongchuang.cases.reviewing.conflicts import TieKind
from zhongchuang.cases.reviewing.drawing import drawn_order, key_in_panel
from zhongchuang.cases.services.experts import tie_declare
from zhongchuang.cases.services.panels import panel_arrange, panel_draw, panel_give_up, seat_recuse
from zhongchuang.cases.tests.factory import at_post, case_at, open_round, organisation
from zhongchuang.cases.tests.review.scene import (
    TODAY,
    arranged,
    as_actor,
    cases,
    drawn,
    expert,
    officer,
    scored,
    sheets,
)
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.messages.models import Mail
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Membership
from zhongchuang.parties.tests.factory import actor

pytestmark = pytest.mark.django_db


def test_the_seed_is_fixed_and_hidden_before_the_draw_and_shown_after() -> None:
    pool, by = [expert() for _ in range(5)], officer()
    panel = arranged(cases(), by)
    told = AuditEntry.objects.get(verb="cases.panel_arrange").after or {}
    assert panel.drawn_at is None and len(panel.seed) > 64
    assert hashlib.sha256(panel.seed.encode()).hexdigest() != panel.seed_hash
    done = panel_draw(actor=by, panel=panel, expected_version=panel.row_version)
    assert hashlib.sha256(done.seed.encode()).hexdigest() == panel.seed_hash == told["seed_hash"]
    assert len(panel.pool["candidates"]) == len(pool)


def test_the_draw_is_what_seed_and_list_say_and_takes_the_first() -> None:
    pool = {one.pk: one for one in (expert() for _ in range(6))}
    panel = drawn(cases(), officer())
    keys = {key_in_panel(panel.number, one.key): pk for pk, one in pool.items()}
    order = [keys[key] for key in drawn_order(panel.seed, list(keys))]
    assert list(Seat.objects.filter(panel=panel).values_list("expert_id", flat=True)) == order[:3]
    assert len(sheets(panel)) == 6
    assert str(panel.due_on) == "2026-12-07"  # ten working days after the 23rd


def test_who_is_in_conflict_is_no_candidate_and_the_path_is_kept() -> None:
    house = organisation(1)
    at_home, tied, member = expert(of=house), expert(), expert()
    free = [expert() for _ in range(3)]
    tie_declare(
        actor=as_actor(tied),
        expert=tied,
        organisation=house.uscc,
        kind=TieKind.MENTOR,
        since=TODAY,
        until=None,
        expected_version=tied.row_version,
    )
    Membership.objects.create(account=member.account, organisation=house, since=TODAY)
    panel = arranged(cases(), officer())
    assert set(panel.pool["candidates"].values()) == {one.pk for one in free}
    why = {one["expert"]: one["why"][0][1] for one in panel.pool["excluded"]}
    assert why == {at_home.pk: "same_employer", tied.pk: "mentor", member.pk: "acts_for"}
    (first, *_rest) = next(one["why"] for one in panel.pool["excluded"] if one["expert"] == at_home.pk)
    assert first[2] == [[at_home.account.name, "works_at", house.name]]


def test_too_few_are_told_with_how_many_are_left_out() -> None:
    expert(of=organisation(1))
    expert()
    with pytest.raises(NotEnoughExperts, match="只有 1 位（另有 1 位"):
        arranged(cases(), officer())


def test_only_experts_of_the_fields_wanted() -> None:
    inside = [expert(fields=("农业",)) for _ in range(3)]
    expert(fields=("文旅",))
    held = cases(1)
    panel = panel_arrange(actor=officer(), round=held[0].round, cases=[held[0].pk], seats=3, fields=["农业"])
    assert set(panel.pool["candidates"].values()) == {one.pk for one in inside}


def test_who_came_into_conflict_between_list_and_draw_is_passed_over() -> None:
    pool = [expert() for _ in range(5)]
    by = officer()
    panel = arranged(cases(), by)
    late = pool[0]
    Membership.objects.create(account=late.account, organisation=organisation(1), since=TODAY)
    done = panel_draw(actor=by, panel=panel, expected_version=panel.row_version)
    sitting = set(Seat.objects.filter(panel=done).values_list("expert_id", flat=True))
    assert late.pk not in sitting and len(sitting) == 3
    assert done.pool["passed"][key_in_panel(done.number, late.key)][0][1] == "acts_for"


def test_a_recused_expert_is_followed_by_the_next_of_the_draw() -> None:
    for _ in range(5):
        expert()
    panel = drawn(cases(1), officer())
    order = [panel.pool["candidates"][key] for key in drawn_order(panel.seed, list(panel.pool["candidates"]))]
    first = Seat.objects.get(panel=panel, order=1)
    scored(sheets(panel)[0], 60, 40)
    after = seat_recuse(
        actor=as_actor(first.expert), seat=first, reason="与申请人合作过", expected_version=panel.row_version
    )
    seats = Seat.objects.filter(panel=panel)
    assert [s.expert_id for s in seats.filter(state="seated").order_by("order")] == order[1:4]
    assert seats.get(state="recused").recused_for == "与申请人合作过"
    assert after.pool["passed"]
    assert len(sheets(panel)) == 3 and not any(one.submitted_at for one in sheets(panel))


def test_recusal_needs_a_reason_and_the_own_seat() -> None:
    pool = [expert() for _ in range(4)]
    panel = drawn(cases(1), officer())
    seat = Seat.objects.filter(panel=panel)[0]
    with pytest.raises(InvalidInput, match="理由"):
        seat_recuse(actor=as_actor(seat.expert), seat=seat, reason=" ", expected_version=panel.row_version)
    other = next(one for one in pool if one.pk != seat.expert_id)
    with pytest.raises(NotAllowed):
        seat_recuse(actor=as_actor(other), seat=seat, reason="换人", expected_version=panel.row_version)


def test_a_case_is_before_one_panel_at_a_time() -> None:
    for _ in range(3):
        expert()
    by, held = officer(), cases()
    panel = arranged(held, by)
    with pytest.raises(PanelNotReady, match="别的评审组"):
        arranged(held, by)
    panel_give_up(actor=by, panel=panel, reason="名单有误", expected_version=panel.row_version)
    assert arranged(held, by).number != panel.number
    assert Panel.objects.get(pk=panel.pk).result == {"given_up": "名单有误"}


def test_only_cases_under_review_of_the_round_are_taken() -> None:
    for _ in range(3):
        expert()
    by, call = officer(), open_round()
    held = cases(1, call)
    elsewhere = case_at(State.SUBMITTED, round=call)
    with pytest.raises(PanelNotReady):
        arranged([*held, elsewhere], by)
    with pytest.raises(NotFound):
        arranged([*held, *cases(1)], by)
    with pytest.raises(InvalidInput):
        arranged(held, by, seats=16)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.FINANCE, Role.AUDITOR, Role.EXPERT, Role.RECOMMENDER])
def test_who_may_not_arrange(role: Role) -> None:
    held = cases(1)
    with pytest.raises(NotAllowed):
        arranged(held, actor(at_post(role)))


def test_it_is_drawn_once_and_an_old_page_is_told() -> None:
    for _ in range(3):
        expert()
    by = officer()
    panel = drawn(cases(1), by)
    with pytest.raises(PanelNotReady):
        panel_draw(actor=by, panel=panel, expected_version=panel.row_version)
    with pytest.raises(StaleVersion):
        panel_draw(actor=by, panel=panel, expected_version=panel.row_version - 1)


def test_everybody_drawn_is_told_once() -> None:
    pool = [expert() for _ in range(3)]
    panel = drawn(cases(1), officer())
    assert Mail.objects.filter(key__startswith=f"cases.panel:{panel.number}:drawn").count() == len(pool)
