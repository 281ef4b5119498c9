"""Linking: FEBRL4 against recordlinkage; Chinese firms nobody has seen, with and without codes, against Jaro-Winkler on names.

F1, not seconds. The peer on names gets the best threshold there is, found with the truth in hand; ours gets none.

Run alone: `python -m bench linking`.
"""

from __future__ import annotations

import time
import warnings
from statistics import mean

import duckdb
import pyarrow as pa

from bench.linking import febrl
from bench.linking.world import Row as Line
from bench.linking.world import two_lists
from bench.report import Row
from zhongchuang.clearance.linking.firms import Firm, firms_link

SIZE = 5_000
SEEDS = (11, 12, 13)
Pairs = set[tuple[str, str]]


def run(size: int = SIZE) -> list[Row]:
    """F1 of FEBRL4, of firms with codes and of firms without."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peer's, about its own libraries
        rows = [_people()]
    return [*rows, _firms(size, codes=True), _firms(size, codes=False)]


def f1(found: Pairs, truth: Pairs) -> float:
    """The harmonic mean of what share of the found is right and what share of the right was found."""
    return 2 * len(found & truth) / (len(found) + len(truth))


def _people() -> Row:
    left, right, truth = febrl.rows_and_truth()
    begun = time.perf_counter()
    ours = f1(febrl.ours(left, right), truth)
    between = time.perf_counter()
    peer = f1(febrl.theirs(), truth)
    ended = time.perf_counter()
    print(f"· FEBRL4: {between - begun:.1f} s, recordlinkage {ended - between:.1f} s")
    return ("linking: FEBRL4, F1", ours, peer, ours / peer)


def _firms(size: int, *, codes: bool) -> Row:
    ours, peers, spent = [], [], 0.0
    for seed in SEEDS:
        left, right, truth = two_lists(seed, size, codes=codes, repeated=0.03)
        begun = time.perf_counter()
        links = firms_link([Firm(**line) for line in left], [Firm(**line) for line in right])
        spent += time.perf_counter() - begun
        ours.append(f1({(link.left, link.right) for link in links}, truth))
        peers.append(_by_name(left, right, truth))
    kind = "codes partly missing and mistyped" if codes else "no codes"
    shown = "、".join(f"{value:.4f}" for value in ours)
    print(f"· firms, {kind}: {shown}; {spent / len(SEEDS):.1f} s each for two lists drawn from {size} firms")
    label = "with codes" if codes else "without codes"
    return (f"linking: Chinese firms {label}, F1", mean(ours), mean(peers), mean(ours) / mean(peers))


def _by_name(left: list[Line], right: list[Line], truth: Pairs) -> float:
    """Jaro-Winkler on the names as they stand: of each row the most alike, from the best threshold on."""
    con = duckdb.connect()
    for name, lines in (("l", left), ("r", right)):
        con.register(name, pa.Table.from_pylist([{"id": one["id"], "name": one["name"]} for one in lines]))
    pairs = con.execute(
        "SELECT l.id, arg_max(r.id, jaro_winkler_similarity(l.name, r.name)),"
        " max(jaro_winkler_similarity(l.name, r.name)) FROM l, r GROUP BY l.id"
    ).fetchall()
    return max(
        f1({(one, other) for one, other, alike in pairs if alike >= step / 100}, truth)
        for step in range(70, 101)
    )


if __name__ == "__main__":
    for row in run():
        print(row)
