"""A stored verdict can be asked again, and says what changed."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from zhongchuang.expressions import LANGUAGE_VERSION
from zhongchuang.policy.matching.errors import StoredVerdictError
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.stored import StoredVerdict, replay, store
from zhongchuang.policy.matching.subject import Source
from zhongchuang.policy.matching.tests.asking_the_sample import FULL_SPACE, IN_FORCE, subject
from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.tests.factory import changed, sample_book

BOOK = sample_book()


def stored(measure: str = "province/space-grant") -> StoredVerdict:
    asked = subject("space", source=Source.IMPORTED, facts=FULL_SPACE)
    (found,) = [v for v in match(BOOK, asked, IN_FORCE) if v.measure.id == measure]
    return StoredVerdict.from_json(json.loads(json.dumps(store(found, BOOK, asked).to_json())))


def test_it_keeps_packs_language_day_and_facts() -> None:
    kept = stored()
    assert (kept.pack_version, kept.language_version, kept.on) == (BOOK.version, LANGUAGE_VERSION, IN_FORCE)
    assert kept.facts["area"] == {"value": "500", "source": "imported"}
    assert kept.facts["cost"] == {"value": 100_000_000, "source": "imported"}
    assert kept.verdict["amount"] == 300_000


def test_it_replays_to_the_same() -> None:
    assert replay(stored(), BOOK) == ()
    assert stored().subject(BOOK).facts["area"].value == Decimal(500)


def test_it_says_what_another_version_would_have_answered() -> None:
    other = rulebook_of(
        changed(
            (
                "province/measures.yaml",
                "value: 0.30, quote: 按建设费用的30%给予补助",
                "value: 0.20, quote: 按建设费用的20%给予补助",
            ),
            (
                "province/measures.yaml",
                "quote: 按建设费用的30%给予补助，",
                "quote: 按建设费用的20%给予补助，",
            ),
            ("province/documents/shi-2020-1.txt", "按建设费用的30%给予补助", "按建设费用的20%给予补助"),
        )
    )
    parts = {d.part: (d.then, d.now) for d in replay(stored(), other)}
    assert parts["amount"] == (300_000, 200_000)
    assert "verdict" not in parts


def test_a_measure_that_is_gone_is_a_difference() -> None:
    kept = stored().to_json()
    kept["verdict"]["measure"] = "province/gone"
    assert [d.part for d in replay(StoredVerdict.from_json(kept), BOOK)] == ["measure"]


def test_a_date_comes_back_as_a_date() -> None:
    asked = subject("enterprise", founded=date(2019, 2, 3))
    found = next(v for v in match(BOOK, asked, date(2020, 6, 1)) if v.measure.id == "province/voucher")
    kept = StoredVerdict.from_json(json.loads(json.dumps(store(found, BOOK, asked).to_json())))
    assert kept.subject(BOOK).facts["founded"].value == date(2019, 2, 3)
    assert replay(kept, BOOK) == ()


@pytest.mark.parametrize("damage", [{"format": 9}, {"on": "gestern"}, {"facts": 3}])
def test_damage_is_a_sentence(damage: dict[str, object]) -> None:
    with pytest.raises(StoredVerdictError, match="备份"):
        StoredVerdict.from_json(stored().to_json() | damage)


@pytest.mark.parametrize("value", ["x", None, [1]])
def test_a_fact_of_another_form_is_a_sentence(value: object) -> None:
    kept = stored().to_json()
    kept["facts"]["area"]["value"] = value
    with pytest.raises(StoredVerdictError, match="area"):
        replay(StoredVerdict.from_json(kept), BOOK)
