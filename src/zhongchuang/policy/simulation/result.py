"""What came of a comparison: counts and exact sums, to and from JSON. Amounts are integer 分.

Amounts of different kinds (at least, at most, freed from tax, …) are never added up: every sum says its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from zhongchuang.policy.packs.schema import BenefitKind, Text


class Outcome(StrEnum):
    """What a change means for one subject, in one promise or in all of them."""

    NOTHING = "nothing"  # had nothing and has nothing
    SAME = "same"
    GAIN = "gain"
    LOSE = "lose"
    MIXED = (
        "mixed"  # gains here and loses there, or gets something of another kind, which has no more or less
    )
    UNKNOWN = "unknown"  # cannot be told: a fact is missing


Outcomes = Mapping[Outcome, int]

MEANINGS: Mapping[BenefitKind, Text] = {
    BenefitKind.FLOOR: Text(
        "至少应得的合计，由文件指明的单位支付，不等于财政支出",
        "the least that is due in all, paid by the unit the text names; not public spending",
    ),
    BenefitKind.CEILING: Text(
        "最高额度的合计，实际发生不会超过它", "the most there could be in all; what happens stays below it"
    ),
    BenefitKind.PERMITTED_FLOOR: Text(
        "如果都给予，至少的合计；给不给由有权的单位决定",
        "the least in all if everybody is given it; whether it is given is for the unit to decide",
    ),
    BenefitKind.EXTRA_DEDUCTION: Text(
        "可以再扣除的应纳税所得额合计，不是少缴的税", "income that may be deducted on top, not tax saved"
    ),
    BenefitKind.DEDUCTED_AT_ONCE: Text(
        "一次性扣除的金额合计，只是提前扣除，不是少缴的税",
        "amounts deducted at once, only earlier than otherwise; not tax saved",
    ),
    BenefitKind.TAX_BASE_FREED: Text(
        "免税的计税依据合计，不是少缴的税，也不是财政支出",
        "the base that is not taxed, neither tax saved nor public spending",
    ),
    BenefitKind.GRANT: Text("给予或退还的金额合计", "what is paid out or refunded in all"),
}
"""What a sum of amounts of a kind is, and what it is not."""

BANDS: tuple[int, ...] = (-100_000_000, -10_000_000, -1_000_000, 0, 1_000_000, 10_000_000, 100_000_000)
"""Where the bands of differences end, in 分: a million, a hundred thousand, ten thousand 元; the fourth is no change.

Band 0 is below the first, band 3 from the third to below 0, band 4 exactly 0, band 5 above 0 to the fifth, and so on.
"""
BAND_COUNT = len(BANDS) + 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How a measure stands in one of the two books.

    `met` fulfil its conditions, `has` are those of them for whom no other measure of its topic goes before; `total_fen`
    sums the amounts of these as far as they are known.
    """

    met: int
    has: int
    unknown: int
    total_fen: int
    amount_unknown: int


@dataclass(frozen=True, slots=True)
class MeasureEffect:
    """One measure before and after. `kind` says what its amounts are; None where it has none."""

    id: str
    kind: BenefitKind | None
    before: Standing
    after: Standing

    @property
    def difference_fen(self) -> int:
        """By how much the sum of its amounts changes."""
        return self.after.total_fen - self.before.total_fen


@dataclass(frozen=True, slots=True)
class PromiseEffect:
    """One promise: a measure, or the measures of one topic, of which a subject gets one."""

    measures: tuple[str, ...]
    outcomes: Outcomes
    newly_unknown: int  # known before, cannot be told after


@dataclass(frozen=True, slots=True)
class KindEffect:
    """The amounts of one kind over everybody. `bands` counts subjects by what changes for them; those of whom before or
    after cannot be told are in `amount_unknown` instead, and the side that can be told is in its sum.
    """

    kind: BenefitKind
    before_fen: int
    after_fen: int
    bands: tuple[int, ...]
    amount_unknown: int

    @property
    def difference_fen(self) -> int:
        """After less before."""
        return self.after_fen - self.before_fen


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """What it means for the subjects of one place, kind or section of industry; sums by kind of amount."""

    value: str
    subjects: int
    outcomes: Outcomes
    totals: Mapping[BenefitKind, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One subject to look at: its key and what the change means for it."""

    id: str
    place: str
    kind: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole result. `subjects` were asked; `rejected` rows had no usable id, place or kind; `unusable` values counted
    as unknown; `missing_facts` are asked for by the rules and have no column.
    """

    subjects: int
    rejected: int
    unusable: int
    missing_facts: tuple[str, ...]
    measures_in_all: int
    outcomes: Outcomes
    promises: tuple[PromiseEffect, ...] = ()
    measures: tuple[MeasureEffect, ...] = ()
    kinds: tuple[KindEffect, ...] = ()
    by_place: tuple[GroupEffect, ...] = ()
    by_kind: tuple[GroupEffect, ...] = ()
    by_section: tuple[GroupEffect, ...] = ()
    sample: tuple[SampleRow, ...] = field(default=())

    def kind_effect(self, kind: BenefitKind) -> KindEffect | None:
        """The amounts of one kind, or None where no measure asked has such."""
        return next((effect for effect in self.kinds if effect.kind is kind), None)

    def to_json(self) -> dict[str, Any]:
        """As kept in a database."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Comparison:
        """What `to_json` wrote."""
        return cls(
            subjects=data["subjects"],
            rejected=data["rejected"],
            unusable=data["unusable"],
            missing_facts=tuple(data["missing_facts"]),
            measures_in_all=data["measures_in_all"],
            outcomes=_outcomes(data["outcomes"]),
            promises=tuple(
                PromiseEffect(tuple(p["measures"]), _outcomes(p["outcomes"]), p["newly_unknown"])
                for p in data["promises"]
            ),
            measures=tuple(
                MeasureEffect(m["id"], _kind(m["kind"]), Standing(**m["before"]), Standing(**m["after"]))
                for m in data["measures"]
            ),
            kinds=tuple(
                KindEffect(
                    BenefitKind(k["kind"]),
                    k["before_fen"],
                    k["after_fen"],
                    tuple(k["bands"]),
                    k["amount_unknown"],
                )
                for k in data["kinds"]
            ),
            by_place=_groups(data["by_place"]),
            by_kind=_groups(data["by_kind"]),
            by_section=_groups(data["by_section"]),
            sample=tuple(
                SampleRow(s["id"], s["place"], s["kind"], Outcome(s["outcome"])) for s in data["sample"]
            ),
        )


def no_outcomes() -> dict[Outcome, int]:
    """Nobody yet, of any outcome."""
    return dict.fromkeys(Outcome, 0)


def _outcomes(data: Mapping[str, int]) -> Outcomes:
    return {outcome: data.get(outcome.value, 0) for outcome in Outcome}


def _kind(word: str | None) -> BenefitKind | None:
    return None if word is None else BenefitKind(word)


def _groups(data: list[Mapping[str, Any]]) -> tuple[GroupEffect, ...]:
    return tuple(
        GroupEffect(
            g["value"],
            g["subjects"],
            _outcomes(g["outcomes"]),
            {BenefitKind(kind): (before, after) for kind, (before, after) in g["totals"].items()},
        )
        for g in data
    )
