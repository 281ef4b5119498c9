"""Who is related to whom: chains, sums, circles, the same hand behind two; without a database."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from zhongchuang.parties.decisions.related import Edge, Party, RelatedKind, organisation, person, related
from zhongchuang.parties.models import RelationKind

A, B, C, D = 1, 2, 3, 4
ZHANG, LI = person(1), person(2)


def holds(party: Party, target: int, share: str) -> Edge:
    return Edge(party, target, RelationKind.SHAREHOLDER, Decimal(share))


def controls(party: Party, target: int) -> Edge:
    return Edge(party, target, RelationKind.CONTROLLER)


def represents(party: Party, target: int) -> Edge:
    return Edge(party, target, RelationKind.REPRESENTATIVE)


def kinds(root: int, *edges: Edge) -> dict[Party, RelatedKind]:
    return {one.party: one.kind for one in related(root, edges)}


def test_the_same_controller() -> None:
    found = related(A, [controls(ZHANG, A), controls(ZHANG, B)])
    assert {one.party: one.kind for one in found} == {
        ZHANG: RelatedKind.CONTROLLED_BY,
        organisation(B): RelatedKind.SAME_CONTROLLER,
    }
    path = next(one.path for one in found if one.party == organisation(B))
    assert path == (controls(ZHANG, A), controls(ZHANG, B))


def test_the_same_representative_and_one_person_in_two_offices() -> None:
    assert kinds(A, represents(ZHANG, A), represents(ZHANG, B), controls(ZHANG, C)) == {
        ZHANG: RelatedKind.REPRESENTED_BY,
        organisation(B): RelatedKind.SAME_REPRESENTATIVE,
        organisation(C): RelatedKind.SAME_PERSON,
    }
    assert kinds(A, controls(LI, A), represents(LI, B))[organisation(B)] is RelatedKind.SAME_PERSON


@pytest.mark.parametrize(("share", "is_related"), [("24.9999", False), ("25", True), ("100", True)])
def test_a_quarter_is_the_line(share: str, is_related: bool) -> None:
    assert (organisation(B) in kinds(A, holds(organisation(A), B, share))) is is_related
    assert (organisation(A) in kinds(B, holds(organisation(A), B, share))) is is_related


def test_a_chain_of_quarters_reaches_down_and_up() -> None:
    chain = [
        holds(organisation(A), B, "30"),
        holds(organisation(B), C, "26"),
        holds(organisation(C), D, "10"),
    ]
    assert kinds(A, *chain) == {organisation(B): RelatedKind.HOLDS, organisation(C): RelatedKind.HOLDS}
    assert kinds(C, *chain) == {organisation(B): RelatedKind.HELD_BY, organisation(A): RelatedKind.HELD_BY}


def test_small_parts_over_several_ways_are_added() -> None:
    """15 % directly and 12 % through a firm one holds 60 % of: of that firm's part everything counts (27 %)."""
    ways = [holds(ZHANG, A, "15"), holds(ZHANG, B, "60"), holds(organisation(B), A, "12")]
    assert kinds(A, *ways)[ZHANG] is RelatedKind.HELD_BY
    assert ZHANG not in kinds(A, ways[0], holds(ZHANG, B, "20"), ways[2])


def test_the_same_shareholder() -> None:
    assert kinds(A, holds(ZHANG, A, "40"), holds(ZHANG, B, "30"), holds(ZHANG, C, "5")) == {
        ZHANG: RelatedKind.HELD_BY,
        organisation(B): RelatedKind.SAME_HOLDER,
    }


def test_a_circle_ends() -> None:
    circle = [
        holds(organisation(A), B, "51"),
        holds(organisation(B), C, "51"),
        holds(organisation(C), A, "51"),
    ]
    assert kinds(A, *circle) == {organisation(B): RelatedKind.HOLDS, organisation(C): RelatedKind.HOLDS}
    assert kinds(A, holds(organisation(A), A, "51")) == {}


def test_two_records_of_one_share_are_not_added() -> None:
    assert ZHANG not in kinds(A, holds(ZHANG, A, "15"), holds(ZHANG, A, "15"))


def test_who_works_there_is_not_related() -> None:
    works = [Edge(ZHANG, one, RelationKind.EMPLOYEE) for one in (A, B)]
    assert kinds(A, *works) == {}


def test_it_holds_both_ways_whatever_the_order() -> None:
    """Two organisations are related or not, whoever asks; and the order in which relations are told does not count."""
    chance = random.Random(4)
    for _ in range(60):
        parties = [person(n) for n in range(4)] + [organisation(n) for n in range(6)]
        edges = [
            Edge(
                chance.choice(parties),
                chance.randrange(6),
                RelationKind.SHAREHOLDER,
                Decimal(chance.randrange(5, 60)),
            )
            for _ in range(10)
        ] + [controls(chance.choice(parties[:4]), chance.randrange(6)) for _ in range(2)]
        answers = {root: set(kinds(root, *edges)) for root in range(6)}
        shuffled = chance.sample(edges, len(edges))
        for one in range(6):
            assert answers[one] == set(kinds(one, *shuffled))
            for other in range(6):
                assert (organisation(other) in answers[one]) == (organisation(one) in answers[other])
