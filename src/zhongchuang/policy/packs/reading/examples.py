"""`examples/*.yaml`: a sentence, a day, facts, the verdicts."""

from __future__ import annotations

from datetime import date

from zhongchuang.expressions import ExpressionsError, Value, Vocabulary
from zhongchuang.policy.packs.errors import near_names
from zhongchuang.policy.packs.reading.clauses import full_id
from zhongchuang.policy.packs.reading.nodes import Spot
from zhongchuang.policy.packs.reading.vocabulary import public_value
from zhongchuang.policy.packs.schema import Example, ExpectedVerdict, SubjectKind

VERDICTS = ("met", "not_met", "unknown")
STATUSES = ("in_force", "not_yet", "expired", "no_open_call", "suspended", "superseded", "other_kind")
"""The words of matching's `Status`; a test keeps the two alike, since reading knows nothing of matching."""


def read_example(spot: Spot, pack: str, vocabulary: Vocabulary) -> Example:
    """One readable promise. Money among the facts and the expected amount are in 元."""
    table = spot.table(("name", "place", "kind", "on", "expect"), ("facts",))
    facts = table.get("facts")
    expect = table.get("expect")
    return Example(
        name=table.text("name"),
        written_at=spot.where,
        place=table.text("place"),
        kind=table.word("kind", SubjectKind, SubjectKind.ENTERPRISE),
        on=table.date("on") or date.min,
        facts={} if facts is None else _facts(facts, vocabulary),
        expect=() if expect is None else _expect(expect, pack, vocabulary),
    )


def _facts(spot: Spot, vocabulary: Vocabulary) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, child in spot.table(optional=None).pairs():
        fact = vocabulary.get(name)
        if fact is None:
            zh, en = near_names(name, vocabulary)
            child.error(f"词汇表里没有事实“{name}”。{zh}", f"The vocabulary has no fact “{name}”. {en}")
            continue
        value = public_value(child, fact.type)
        try:
            fact.encode(value)
        except ExpressionsError as error:
            child.error(error.zh, error.en)
        found[name] = value
    return found


def _expect(spot: Spot, pack: str, vocabulary: Vocabulary) -> tuple[ExpectedVerdict, ...]:
    found: list[ExpectedVerdict] = []
    for name, child in spot.table(optional=None).pairs():
        table = child.table(("verdict",), ("status", "near_miss", "amount", "unknown"))
        verdict = table.text("verdict")
        if verdict not in VERDICTS:
            child.error(
                f"结论“{verdict}”应当是 met、not_met 或 unknown。",
                f"Verdict “{verdict}” must be met, not_met or unknown.",
            )
        status = table.optional_text("status")
        if status is not None and status not in STATUSES:
            zh, en = near_names(status, STATUSES)
            child.error(
                f"没有“{status}”这个状态，可用：{' '.join(STATUSES)}。{zh}",
                f"“{status}” is no status; use one of {' '.join(STATUSES)}. {en}",
            )
        amount = table.get("amount")
        unknown = table.texts("unknown") if "unknown" in table else None
        for fact in unknown or ():
            if fact not in vocabulary:
                zh, en = near_names(fact, vocabulary)
                child.error(f"词汇表里没有事实“{fact}”。{zh}", f"The vocabulary has no fact “{fact}”. {en}")
        found.append(
            ExpectedVerdict(
                measure=full_id(name, pack),
                verdict=verdict,
                amount_fen=None if amount is None else amount.fen(),
                checks_amount="amount" in table,
                unknown=unknown,
                status=status,
                near_miss=table.boolean("near_miss") if "near_miss" in table else None,
            )
        )
    return tuple(found)
