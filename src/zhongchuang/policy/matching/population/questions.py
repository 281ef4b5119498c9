"""Which rules a population has to be asked on one day, each only once however many measures share it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhongchuang.expressions import Layout, MoneyUnit, Parameters, Rule
from zhongchuang.policy.matching.prepared import Prepared, prepared_measures
from zhongchuang.policy.packs.schema import Measure, Modality, RuleBook

LAYOUT = Layout(id_column="id", whole_money=MoneyUnit.YUAN, decimal_money=MoneyUnit.YUAN)
"""Money columns are in 元, whether integer, DECIMAL, float or text, and become 分 exactly."""

_NEVER_MET = (Modality.ENCOURAGES, Modality.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure and the names of the rules that decide it; `condition` is None where nobody can have it on
    that day.
    """

    measure: Measure
    places: tuple[str, ...]  # where it reaches, sorted
    everywhere: bool
    kinds: tuple[str, ...]
    condition: str | None
    checks: tuple[str, ...]
    benefit: str | None


@dataclass(frozen=True, slots=True)
class Rival:
    """A measure of a topic and who must not be met for it to be the one that counts.

    `closers` are the higher-ranked measures that leave no room; `before` those that go before it by place,
    with their own closers.
    """

    measure: str
    closers: tuple[str, ...]
    before: tuple[tuple[str, tuple[str, ...]], ...]


def amount_name(measure: str) -> str:
    """The column of a measure's amount, in 分."""
    return f"{measure}:amount_fen"


class Questions:
    """The measures of a book on a day, and the rules to ask."""

    def __init__(self, book: RuleBook, on: date) -> None:
        self.book = book
        self.on = on
        self.rules: dict[str, Rule] = {}
        self.parameters: dict[str, Parameters] = {}
        self._names: dict[tuple[object, ...], str] = {}
        self._chains = {code: book.chain(code) for code in book.places}
        self.measures = tuple(self._asked(prepared) for prepared in prepared_measures(book, on))

    def rivals(self) -> dict[str, Rival]:
        """By measure id: what stands between a measure that is met and its amount."""
        topics: dict[str, list[Measure]] = defaultdict(list)
        for asked in self.measures:
            if asked.measure.topic is not None and asked.condition is not None:
                topics[asked.measure.topic].append(asked.measure)
        return {m.id: self._rival(m, measures) for measures in topics.values() for m in measures}

    def _rival(self, measure: Measure, topic: Sequence[Measure]) -> Rival:
        """The static order of a topic: of the measures that reach one subject the deeper place is the more
        specific.
        """
        key = self._order(measure)
        before = [other for other in topic if self._order(other) < key]
        return Rival(
            measure.id,
            _closers(measure, topic),
            tuple((other.id, _closers(other, topic)) for other in before),
        )

    def _order(self, measure: Measure) -> tuple[int, int, str]:
        return -len(self._chains[measure.place]), -measure.rank.order, measure.id

    def _asked(self, prepared: Prepared) -> Asked:
        measure = prepared.measure
        reached = tuple(sorted(code for code, chain in self._chains.items() if measure.place in chain))
        kinds = tuple(kind.value for kind in measure.kinds)
        everywhere = len(reached) == len(self._chains)
        if prepared.condition is None or measure.modality in _NEVER_MET:
            return Asked(measure, reached, everywhere, kinds, None, (), None)
        return Asked(
            measure,
            reached,
            everywhere,
            kinds,
            self._name(prepared.condition, prepared),
            tuple(self._name(rule, prepared) for rule in prepared.checks),
            None if prepared.benefit is None else self._name(prepared.benefit, prepared),
        )

    def _name(self, rule: Rule, prepared: Prepared) -> str:
        """The name under which a rule with its numbers is asked; the same rule with the same numbers has
        one name.
        """
        numbers = tuple((name, prepared.parameters.raw[name]) for name in rule.parameters)
        key = (rule.text, rule.type, numbers)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"rule{len(self._names) + 1}"
            self.rules[name] = rule
            self.parameters[name] = prepared.parameters
        return name


def _closers(measure: Measure, topic: Sequence[Measure]) -> tuple[str, ...]:
    """Those ranked above it that leave no room."""
    return tuple(m.id for m in topic if m.rank.order < measure.rank.order and not m.leaves_room)
