"""Firms: rows made ready and the model for them (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
from pypinyin import lazy_pinyin

from zhongchuang.clearance.linking.codes import code_read
from zhongchuang.clearance.linking.competing import accepted, rivals_to_ask, settled
from zhongchuang.clearance.linking.engine import Engine, Link
from zhongchuang.clearance.linking.names import Name, plain, taken_apart, words
from zhongchuang.clearance.linking.places import Gazetteer, gazetteer
from zhongchuang.clearance.linking.segmenting import Segmenter
from zhongchuang.clearance.linking.spec import Comparison, Level, Spec

THRESHOLD = 0.5
"""From here on two rows count as one firm: more likely than not."""
CROWDED_PHONE = 6
"""A telephone of more rows of one list is an agent's: it says nothing."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A row of a list; everything but the id may be empty."""

    id: str
    name: str = ""
    uscc: str = ""
    representative: str = ""
    phone: str = ""
    city: str = ""


PLACE = Comparison(
    "place",
    "len(provinces_l) = 0 OR len(provinces_r) = 0",
    (
        Level("list_has_any(cities_l, cities_r)", 0.0, rarity="city"),
        Level("list_has_any(provinces_l, provinces_r) AND (len(cities_l) = 0 OR len(cities_r) = 0)", 1.5),
    ),
    -5.0,
)
BRAND = Comparison(
    "brand",
    "brand_l IS NULL OR brand_r IS NULL",
    (
        Level("core_l = core_r AND brand_l = brand_r", 0.0, rarity="brand"),
        Level("brand_l = brand_r", 0.0, rarity="brand"),
        Level(
            "length(brand_l) >= 2 AND length(brand_r) >= 2"
            " AND (starts_with(core_l, brand_r) OR starts_with(core_r, brand_l))",
            0.0,
            rarity="brand",
        ),
        Level("pinyin_l = pinyin_r AND length(brand_l) >= 2", 6.0),
        Level(
            "(length(brand_l) >= 3 AND length(brand_r) >= 3 AND list_has_any(wild_l, wild_r))"
            " OR list_contains(gone_l, brand_r) OR list_contains(gone_r, brand_l)"
            " OR (letters_l = letters_r AND length(brand_l) >= 2)",
            4.0,
        ),
        Level("list_has_any(wild_l, wild_r)", 0.0),
        Level(
            "len(list_intersect(grams_l, grams_r)) * 2 > greatest(len(grams_l), len(grams_r))"
            " AND len(list_intersect(grams_l, grams_r)) > 2"
            # What is alike is the 字号, taken apart in two ways, not a long trade alone.
            " AND trade_l IS DISTINCT FROM trade_r",
            2.0,
        ),
    ),
    -9.0,
)
TRADE = Comparison(
    "trade",
    "trade_l IS NULL OR trade_r IS NULL",
    (
        Level("trade_l = trade_r", 0.0, rarity="trade"),
        Level("contains(trade_l, trade_r) OR contains(trade_r, trade_l)", 2.5),
        Level("special_l = special_r", 3.0),
        Level(
            "special_l IS NOT NULL AND special_r IS NOT NULL"
            " AND len(list_intersect(letters_of_trade_l, letters_of_trade_r)) * 2"
            " >= least(len(letters_of_trade_l), len(letters_of_trade_r))",
            0.5,
        ),
        Level(
            "special_l IS NULL AND special_r IS NULL AND list_has_any(letters_of_words_l, letters_of_words_r)",
            0.5,
        ),
        Level("special_l IS NULL AND special_r IS NULL", -3.0),
    ),
    -11.0,
)
FORM = Comparison(
    "form",
    "FALSE",
    (
        # Of a short name without trade and form nobody knows whether it is the group's.
        Level("is_group_l <> is_group_r AND NOT short_l AND NOT short_r", -5.0),
        Level("branch_l <> branch_r", -3.0),
    ),
    0.0,
)
CONTACT = Comparison(
    "contact",
    "(phone_l IS NULL OR phone_r IS NULL) AND (person_l IS NULL OR person_r IS NULL)",
    (
        Level("phone_l = phone_r AND person_l = person_r", 11.0),
        Level("phone_l = phone_r AND (person_l IS NULL OR person_r IS NULL)", 9.5),
        Level("phone_l = phone_r", 7.5),
        Level("person_l = person_r AND (phone_l IS NULL OR phone_r IS NULL)", 6.5),
        Level("person_l = person_r", 5.0),
        Level("list_has_any(person_wild_l, person_wild_r) AND (phone_l IS NULL OR phone_r IS NULL)", 2.0),
        Level("list_has_any(person_wild_l, person_wild_r)", -1.0),
        Level("phone_l <> phone_r AND person_l <> person_r", -5.0),
    ),
    -2.5,
)
REGISTERED = Comparison(
    "registered",
    "FALSE",
    (
        # 企业名称登记管理规定: within one authority's reach no two firms of a trade are given the same 字号.
        Level(
            "core_l = core_r AND trade_l = trade_r AND list_has_any(cities_l, cities_r)"
            # A group's name says no trade.
            " AND NOT is_group_l AND NOT is_group_r AND branch_l = branch_r",
            2.0,
        ),
    ),
    0.0,
)
USUAL = {"trade": 1 / 30, "city": 1 / 10}
"""How often two firms share a trade or a city as a rule: what lists of some hundred firms show."""
POPULATION = 100
"""A list shorter than this does not tell by itself how rare a city or a trade is."""


def code_comparison(*, proved: bool) -> Comparison:
    """Codes. `proved`: the check digits of the list are right as a rule, so that one that is wrong was mistyped."""
    return Comparison(
        "code",
        "code_l IS NULL OR code_r IS NULL",
        (
            Level("code_l = code_r AND length(code_l) >= 15", 45.0),
            Level("code_l = code_r OR contains(code_l, code_r) OR contains(code_r, code_l)", 20.0),
            Level("code_good_l AND code_good_r", -25.0),
            Level("levenshtein(code_l, code_r) <= 2", 10.0),
        ),
        -6.0 if proved else -14.0,
    )


def firm_spec(*, proved: bool) -> Spec:
    """The model for firms."""
    return Spec(
        (code_comparison(proved=proved), BRAND, TRADE, PLACE, REGISTERED, FORM, CONTACT),
        naming=frozenset({"brand"}),
        usual=USUAL,
        population=POPULATION,
        always=frozenset({"u", "b", "t"}),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    firm: Firm
    name: Name
    brand: str
    trade: str
    code: str
    good: bool
    person: str
    phone: str
    cities: tuple[str, ...]
    provinces: tuple[str, ...]


def firms_link(
    left: Sequence[Firm], right: Sequence[Firm], *, threshold: float = THRESHOLD, threads: int | None = None
) -> list[Link]:
    """The pairs of two lists that are one firm, in the order of their ids."""
    if not left or not right:
        return []
    return _linked([*left, *right], len(left), threshold, threads)


def firms_repeated(
    firms: Sequence[Firm], *, threshold: float = THRESHOLD, threads: int | None = None
) -> list[Link]:
    """The pairs within a list that are one firm."""
    return _linked(list(firms), len(firms), threshold, threads) if len(firms) > 1 else []


def _linked(firms: Sequence[Firm], first: int, threshold: float, threads: int | None) -> list[Link]:
    rows = _ready(firms, first)
    codes = [row for row in rows if row.code]
    proved = sum(row.good for row in codes) * 2 >= len(codes)
    engine = Engine(_table(rows, first), _keys(rows), firm_spec(proved=proved), threads=threads)
    weights = engine.cross()
    if engine.one_list:
        found = {pair: 1 / (1 + 2.0 ** -max(-60.0, min(60.0, weight))) for pair, weight in weights.items()}
    else:
        within = engine.within(rivals_to_ask(weights))
        found = settled(weights, lambda one, other: within.get((min(one, other), max(one, other)), -1.0) > 0)
    links = [
        Link(firms[int(one)].id, firms[int(other)].id, round(value, 6))
        for (one, other), value in accepted(found, threshold)
    ]
    return sorted(links, key=lambda link: (link.left, link.right))


def _ready(firms: Sequence[Firm], first: int) -> list[_Row]:
    known = gazetteer()
    said = {plain(firm.city) for firm in firms if firm.city}
    guessed = Counter(known.guess(plain(firm.name)) for firm in firms)
    places = known.with_cities(said | {city for city, seen in guessed.items() if city and seen > 1})
    names = [taken_apart(firm.name, places, firm.city) for firm in firms]
    parts = Segmenter((name.core for name in names), words()["trades"])
    phones = [_phone(firm.phone) for firm in firms]
    often = Counter((phone, n < first) for n, phone in enumerate(phones) if phone)
    rows = []
    for n, (firm, name, phone) in enumerate(zip(firms, names, phones, strict=True)):
        brand, trade = parts.split(name.core)
        code, good = code_read(firm.uscc)
        cities, provinces = _where(firm, name, places)
        phone = phone if often[phone, n < first] <= CROWDED_PHONE else ""
        rows.append(
            _Row(
                firm,
                name,
                brand,
                trade or ("集团" if name.group else ""),
                code,
                good,
                _person(firm.representative),
                phone,
                cities,
                provinces,
            )
        )
    return rows


def _where(firm: Firm, name: Name, places: Gazetteer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes = [*name.places]
    if firm.city:
        codes.append(places.code(plain(firm.city)))
    cities = {
        code if code.startswith("~") else code[:4] for code in codes if len(code) >= 4 and code[0] != "?"
    }
    provinces = {code if code.startswith("~") else code[:2] for code in codes if code[0] != "?"}
    for code in codes:
        if code[:2] in _CITIES_OF_THE_STATE and len(code) == 2:
            cities.add(f"{code}01")
    return tuple(sorted(cities)), tuple(sorted(provinces))


_CITIES_OF_THE_STATE = ("11", "12", "31", "50")


def _person(text: str) -> str:
    """A name with a part hidden (张*、王某) says nothing."""
    return "" if any(mark in text for mark in "*＊某") else plain(text)


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", plain(text))
    digits = digits.removeprefix("0086").removeprefix("86") if len(digits) > 11 else digits
    return digits[-11:] if len(digits) >= 7 else ""


_GENERIC = re.compile("|".join(sorted(words()["generic"], key=len, reverse=True)))


def _table(rows: Sequence[_Row], first: int) -> pa.Table:
    """The columns of the model; what is empty is unknown."""
    special = [_GENERIC.sub("", row.trade) or None for row in rows]
    return pa.table(
        {
            "unique_id": pa.array([str(n) for n in range(len(rows))]),
            "side": pa.array([int(n >= first) for n in range(len(rows))], pa.int8()),
            "code": pa.array([row.code or None for row in rows], pa.string()),
            "code_good": [row.good for row in rows],
            "core": pa.array([row.name.core or None for row in rows], pa.string()),
            "brand": pa.array([row.brand or None for row in rows], pa.string()),
            "pinyin": [_sound(row.brand) for row in rows],
            "letters": ["".join(sorted(row.brand)) for row in rows],
            "wild": pa.array([_wild(row.brand) for row in rows], pa.list_(pa.string())),
            "gone": pa.array([_gone(row.brand) for row in rows], pa.list_(pa.string())),
            "grams": pa.array([_grams(row.name.core) for row in rows], pa.list_(pa.string())),
            "trade": pa.array([row.trade or None for row in rows], pa.string()),
            "special": pa.array(special, pa.string()),
            "letters_of_trade": pa.array([sorted(set(one or "")) for one in special], pa.list_(pa.string())),
            "letters_of_words": pa.array([sorted(set(row.trade)) for row in rows], pa.list_(pa.string())),
            "city": pa.array([row.cities[0] if row.cities else None for row in rows], pa.string()),
            "cities": pa.array([list(row.cities) for row in rows], pa.list_(pa.string())),
            "provinces": pa.array([list(row.provinces) for row in rows], pa.list_(pa.string())),
            "is_group": [row.name.group for row in rows],
            "short": [not (row.trade or row.name.form or row.name.group) for row in rows],
            "branch": [row.name.branch for row in rows],
            "person": pa.array([row.person or None for row in rows], pa.string()),
            "person_wild": pa.array(
                [_wild(row.person) if len(row.person) > 2 else [] for row in rows], pa.list_(pa.string())
            ),
            "phone": pa.array([row.phone or None for row in rows], pa.string()),
        }
    )


@cache
def _syllable(char: str) -> str:
    return str(lazy_pinyin(char)[0])


def _sound(brand: str) -> str:
    """How a word sounds, character by character: whoever types by sound mistakes one character for another of the same sound."""
    return "".join(map(_syllable, brand))


def _wild(brand: str) -> list[str]:
    """The word with one character left open: two words that share one differ in at most that character."""
    return [brand[:n] + "_" + brand[n + 1 :] for n in range(len(brand))] if len(brand) > 1 else []


def _gone(brand: str) -> list[str]:
    """The word with one character left out."""
    return [brand[:n] + brand[n + 1 :] for n in range(len(brand))] if len(brand) > 2 else []


def _grams(text: str) -> list[str]:
    return sorted({text[n : n + 2] for n in range(len(text) - 1)})


def _keys(rows: Sequence[_Row]) -> pa.Table:
    """By what rows are brought together: any one is enough."""
    pairs = [(str(n), key) for n, row in enumerate(rows) for key in _keys_of(row)]
    return pa.table(
        {
            "unique_id": pa.array([one for one, _ in pairs], pa.string()),
            "key": pa.array([key for _, key in pairs], pa.string()),
        }
    )


def _keys_of(row: _Row) -> Iterable[str]:
    if row.code:
        yield f"u:{row.code}"
        if len(row.code) == 18:
            yield f"u:{row.code[8:17]}"
    if row.phone:
        yield f"t:{row.phone}"
    if row.person:
        yield f"r:{row.person}"
        for city in row.cities:
            yield f"r:{row.person}|{city}"
    if row.brand:
        yield f"b:{row.brand}"
        yield f"y:{_sound(row.brand)}|{row.trade}"
        for wild in _wild(row.brand):
            yield f"w:{wild}|{row.trade}"
            for city in row.cities:
                yield f"w:{wild}|{city}"
        for gram in _grams(row.name.core):
            yield f"g:{gram}"
        for short in (2, 3):
            if len(row.name.core) >= short:
                yield f"b:{row.name.core[:short]}"
