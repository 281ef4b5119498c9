"""Rank first, then place: never two promises of one topic to one subject."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.policy.matching.tests.asking_the_sample import IN_FORCE, verdicts
from zhongchuang.policy.matching.topics import superseded, winner
from zhongchuang.policy.matching.verdicts import Answer, Status
from zhongchuang.policy.packs.schema import Measure, Rank
from zhongchuang.policy.packs.tests.factory import sample_book

CHAIN = ("990100", "990000", "000000")


def measure(name: str, rank: Rank, place: str, leaves_room: bool = False) -> Measure:
    """A measure of the topic `t`."""
    some = sample_book().measure("province/share")
    assert some is not None
    return replace(some, id=name, rank=rank, place=place, leaves_room=leaves_room, topic="t")


LAW_WITH_ROOM = measure("law", Rank.LAW, "000000", leaves_room=True)
RULES = measure("rules", Rank.RULES, "000000")
PROVINCE = measure("province", Rank.NORMATIVE, "990000")
CITY = measure("city", Rank.NORMATIVE, "990100")


def test_the_higher_rank_wins_whatever_the_place() -> None:
    assert winner([CITY, RULES, PROVINCE], CHAIN) is RULES


def test_where_the_higher_text_leaves_room_the_place_decides() -> None:
    assert winner([LAW_WITH_ROOM, PROVINCE], CHAIN) is PROVINCE
    assert winner([LAW_WITH_ROOM, PROVINCE, CITY], CHAIN) is CITY


def test_room_left_by_the_law_does_not_open_what_the_rules_close() -> None:
    assert winner([LAW_WITH_ROOM, RULES, CITY], CHAIN) is RULES


def test_in_one_place_the_lower_text_fills_the_room() -> None:
    local = measure("local", Rank.NORMATIVE, "000000")
    assert winner([LAW_WITH_ROOM, local], CHAIN) is local


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Rank)), st.sampled_from(CHAIN), st.booleans()),
        min_size=1,
        max_size=4,
        unique_by=lambda found: found[:2],
    )
)
def test_one_winner_whatever_the_order(found: list[tuple[Rank, str, bool]]) -> None:
    measures = [measure(str(n), *parts) for n, parts in enumerate(found)]
    winners = {winner(order, CHAIN).id for order in permutations(measures)}
    assert len(winners) == 1
    first = winner(measures, CHAIN)
    for other in measures:  # nobody who yields outranks the winner without leaving room
        assert other is first or other.leaves_room or other.rank.order >= first.rank.order
    yields = superseded(measures, CHAIN)
    assert set(yields) == {m.id for m in measures} - {first.id}


def test_both_stay_visible_and_only_one_has_an_amount() -> None:
    found = verdicts(IN_FORCE, place="990100", in_space=True, in_zone=True, employer="university", income=100)
    city, province, nation = (found[name] for name in ("city/zone-share", "province/share", "nation/share"))
    assert {v.answer for v in (city, province, nation)} == {Answer.MET}
    assert (city.amount_fen, city.superseded_by) == (60, None)
    assert (province.amount_fen, province.superseded_by, province.status) == (
        None,
        "city/zone-share",
        Status.SUPERSEDED,
    )
    assert nation.superseded_by == "city/zone-share"
    order = list(found)
    assert order.index("city/zone-share") < order.index("province/share")


def test_what_is_not_met_supersedes_nothing() -> None:
    found = verdicts(
        IN_FORCE, place="990100", in_space=False, in_zone=False, employer="university", income=100
    )
    assert (found["nation/share"].amount_fen, found["nation/share"].superseded_by) == (50, None)
    assert found["province/share"].answer is Answer.NOT_MET


def test_a_province_cannot_vary_a_national_rate() -> None:
    found = verdicts(date(2021, 6, 1), kind="enterprise", expense=100, industry="C39")
    assert found["nation/extra-deduction"].amount_fen == 76
    assert found["province/local-deduction"].superseded_by == "nation/extra-deduction"
    assert found["province/local-deduction"].amount_fen is None
