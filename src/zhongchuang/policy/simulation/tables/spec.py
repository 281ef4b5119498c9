"""What the columns of a table may be called and hold, as plain data that a child process can be given."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhongchuang.expressions import Fact, Kind, Type, Value, decimal
from zhongchuang.expressions.kinds import BOOLEAN, DATE, INDUSTRY, INTEGER, MONEY, code
from zhongchuang.policy.matching.kinds import KIND_NAMES
from zhongchuang.policy.packs.schema import RuleBook

ID, PLACE, KIND = "id", "place", "kind"
OWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    ID: ("编号", "标识", "序号", "key", "number"),
    PLACE: ("地区", "所在地", "区划代码", "行政区划代码", "区划"),
    KIND: ("对象类型", "主体类型", "类型", "主体类别"),
}
"""What every row has beside its facts, and what such a column may be called."""
_PLAIN = {
    Kind.MONEY: MONEY,
    Kind.INTEGER: INTEGER,
    Kind.BOOLEAN: BOOLEAN,
    Kind.DATE: DATE,
    Kind.INDUSTRY: INDUSTRY,
}
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]\s*$")


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A fact as a column: what it is called, its type and bounds, its codes by what people call them."""

    fact: Fact
    names: tuple[str, ...]
    codes: Mapping[str, str]

    @property
    def is_per_cent(self) -> bool:
        """Whether a per cent sign after the number says nothing new."""
        return self.fact.unit == "%"


@dataclass(frozen=True, slots=True)
class TableSpec:
    """The columns a table may have; `places` and `kinds` lead from what people write to the code."""

    facts: Mapping[str, FactColumn]
    places: Mapping[str, str]
    kinds: Mapping[str, str]

    def column_of(self, header: str) -> str | None:
        """Which column a header names: by name, Chinese or English label, a unit in brackets aside; or None."""
        for written in (tidy(header), tidy(_IN_BRACKETS.sub("", header))):
            for name, others in OWN_COLUMNS.items():
                if written in (name, *others):
                    return name
            for name, column in self.facts.items():
                if written in column.names:
                    return name
        return None

    def to_json(self) -> str:
        """For the child process."""
        facts = [
            {
                "name": column.fact.name,
                "type": column.fact.type.kind.value,
                "scale": column.fact.type.scale,
                "members": sorted(column.fact.type.codes),
                "low": _written(column.fact.minimum),
                "high": _written(column.fact.maximum),
                "label": column.fact.label,
                "unit": column.fact.unit,
                "names": column.names,
                "codes": column.codes,
            }
            for column in self.facts.values()
        ]
        return json.dumps({"facts": facts, "places": self.places, "kinds": self.kinds}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> TableSpec:
        """What `to_json` wrote."""
        data = json.loads(text)
        facts = {item["name"]: _fact_column(item) for item in data["facts"]}
        return cls(facts, data["places"], data["kinds"])


def table_spec(book: RuleBook) -> TableSpec:
    """The columns the vocabulary of a book knows."""
    facts = {
        name: FactColumn(
            fact=fact,
            names=tuple(
                dict.fromkeys(
                    tidy(word)
                    for word in (name, book.questions[name].label.zh, book.questions[name].label.en)
                )
            ),
            codes={
                tidy(word): one
                for one, label in book.questions[name].codes
                for word in (one, label.zh, label.en)
            },
        )
        for name, fact in book.vocabulary.items()
    }
    return TableSpec(facts, _places(book), _kinds())


def _places(book: RuleBook) -> dict[str, str]:
    """A place by its code, its name, its name after its province's, and without 省 or 市."""
    found: dict[str, str] = {}
    for place in book.places.values():
        above = book.places[place.parent].name.zh if place.parent else ""
        zh = place.name.zh
        for word in (place.code, zh, place.name.en, above + zh, zh.rstrip("省市")):
            found.setdefault(tidy(word), place.code)
    return found


def _kinds() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, name in KIND_NAMES.items():
        for word in (kind.value, name.zh, name.en, name.en.removesuffix("s")):
            found.setdefault(tidy(word), kind.value)
    return found


def tidy(written: str) -> str:
    """A word as it is compared: full-width signs made narrow, no space around it, lower case."""
    return unicodedata.normalize("NFKC", written).strip().lower()


def _written(value: Value | None) -> str | None:
    return None if value is None else str(value)


def _fact_column(item: Mapping[str, Any]) -> FactColumn:
    type_ = _type(item)
    fact = Fact(
        name=item["name"],
        type=type_,
        label=item["label"],
        unit=item["unit"],
        minimum=_bound(type_, item["low"]),
        maximum=_bound(type_, item["high"]),
    )
    return FactColumn(fact, tuple(item["names"]), item["codes"])


def _type(item: Mapping[str, Any]) -> Type:
    kind = Kind(item["type"])
    if kind is Kind.DECIMAL:
        return decimal(item["scale"])
    return code(*item["members"]) if kind is Kind.CODE else _PLAIN[kind]


def _bound(type_: Type, written: str | None) -> Value | None:
    if written is None:
        return None
    if type_.kind is Kind.DATE:
        return date.fromisoformat(written)
    return Decimal(written) if type_.kind is Kind.DECIMAL else int(written)
