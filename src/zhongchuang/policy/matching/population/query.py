"""The whole question as one SQL query, for populations that have outgrown a machine."""

from __future__ import annotations

from datetime import date

from zhongchuang.expressions import population_sql as rules_sql
from zhongchuang.policy.matching.population.questions import (
    LAYOUT,
    Asked,
    Questions,
    Rival,
    amount_name,
)
from zhongchuang.policy.packs.schema import RuleBook

_QUOTES = {"spark": "`"}


def population_sql(book: RuleBook, on: date, dialect: str, *, table: str = "population") -> str:
    """A query over `table` (columns id, place, kind and the facts; money in 元) for spark, postgres or
    duckdb.

    It gives what `match_population` writes: the id, a verdict 1/0/NULL per measure and its amount in 分.
    Rows whose place or kind is not known answer 0 throughout; ids must be unique. Raises `DialectError`
    where the dialect could not keep every digit.
    """
    return _Writer(Questions(book, on), dialect, table).query()


class _Writer:
    """Writes one query."""

    def __init__(self, questions: Questions, dialect: str, table: str) -> None:
        self._questions = questions
        self._dialect = dialect
        self._table = table
        self._quote = _QUOTES.get(dialect, '"')

    def query(self) -> str:
        """Three steps: single rules, verdicts, amounts."""
        questions = self._questions
        rules = rules_sql(
            questions.rules,
            self._dialect,
            questions.parameters,
            questions.on,
            table=self._table,
            layout=LAYOUT,
        )
        verdicts = [
            f"{self._verdict(asked)} AS {self._name(asked.measure.id)}" for asked in questions.measures
        ]
        kept = [self._name(name) for name in self._benefits()]
        rivals = questions.rivals()
        answers = [self._name(asked.measure.id) for asked in questions.measures]
        amounts = [
            f"{self._amount(asked, rivals.get(asked.measure.id))} "
            f"AS {self._name(amount_name(asked.measure.id))}"
            for asked in questions.measures
            if asked.measure.benefit
        ]
        step = ",\n  "
        return (
            f"WITH rules AS (\n{rules}\n),\n"
            f"verdicts AS (\nSELECT\n  {step.join(['s.id', *verdicts, *kept])}\n"
            f"FROM {self._table} AS s JOIN rules AS r ON r.id = s.id\n)\n"
            f"SELECT\n  {step.join(['id', *answers, *amounts])}\nFROM verdicts"
        )

    def _benefits(self) -> list[str]:
        return list(dict.fromkeys(asked.benefit for asked in self._questions.measures if asked.benefit))

    def _name(self, name: str) -> str:
        return f"{self._quote}{name}{self._quote}"

    def _verdict(self, asked: Asked) -> str:
        if asked.condition is None:
            return "0"
        failing = "".join(f" WHEN NOT {self._name(name)} THEN 0" for name in asked.checks)
        condition = self._name(asked.condition)
        fits = f"WHEN {condition} THEN 1 WHEN NOT {condition} THEN 0"
        return f"CASE WHEN NOT ({self._reaches(asked)}) THEN 0{failing} {fits} END"

    @staticmethod
    def _reaches(asked: Asked) -> str:
        """False also where place or kind is missing: COALESCE turns what cannot be told into no."""
        tests = [f"COALESCE(s.kind, '') IN ({_listed(asked.kinds)})"]
        if not asked.everywhere:
            tests.append(f"COALESCE(s.place, '') IN ({_listed(asked.places)})")
        else:
            tests.append("s.place IS NOT NULL")
        return " AND ".join(tests)

    def _amount(self, asked: Asked, rival: Rival | None) -> str:
        if asked.benefit is None:
            return "CAST(NULL AS BIGINT)"
        tests = [self._met(asked.measure.id)]
        if rival is not None:
            tests += [f"NOT {self._met(name)}" for name in rival.closers]
            for name, closers in rival.before:
                open_ = "".join(f" AND NOT {self._met(closer)}" for closer in closers)
                tests.append(f"NOT ({self._met(name)}{open_})")
        return f"CASE WHEN {' AND '.join(tests)} THEN {self._name(asked.benefit)} END"

    def _met(self, measure: str) -> str:
        return f"(COALESCE({self._name(measure)}, 0) = 1)"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
