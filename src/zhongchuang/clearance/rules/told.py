"""Findings as they are kept beside a check (pure): what an officer reads, and what the applicant may."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from zhongchuang.clearance.rules.evaluation import Finding, Outcome, Result
from zhongchuang.clearance.rules.facts import Key, Support, shared
from zhongchuang.clearance.rules.words import gap_sentence, sentence, source_line
from zhongchuang.core.errors import Wording
from zhongchuang.core.json_values import Json

SILENT = frozenset({Outcome.FREE, Outcome.GIVES_WAY})
"""Outcomes of which an applicant is told nothing: nothing came of them."""


Paths = Callable[[Support], Sequence[Json]]
"""How another support's applicant is related to the one checked, step by step; empty where it is not."""
BY_RELATION = frozenset({Key.RELATED, Key.CONTROLLER, Key.REPRESENTATIVE})


def kept_findings(result: Result, paths: Paths = lambda _other: ()) -> list[Json]:
    """Each rule's answer with its words, as plain values: what is shown later is what was said then.

    `paths`: asked for the supports that a relation has led to.
    """
    found: list[Json] = [_kept(finding, paths) for finding in result.findings]
    gaps: list[Json] = [
        {
            "rule": gap.rule.id,
            "outcome": "gap",
            "title": _plain(Wording(gap.rule.title.zh, gap.rule.title.en)),
            "said": _plain(gap_sentence(gap)),
            "source": _plain(source_line(gap.rule.source)),
            "document": gap.rule.source.document or "",
            "clause": gap.rule.source.clause or "",
            "counted": [],
            "competing": [],
            "unsure": [],
            "paths": [],
            "allowed": None,
            "remaining": None,
        }
        for gap in result.gaps
    ]
    return found + gaps


def told_applicant(result: Result) -> list[Json]:
    """What the applicant may read: sentences of what has an effect, others' supports by their number only."""

    def own(support: Support) -> bool:
        return shared(result.case, support, Key.ENTITY)

    said: list[Json] = [
        _plain(sentence(finding, may_see=own))
        for finding in result.findings
        if finding.outcome not in SILENT and finding.outcome is not Outcome.WARNED
    ]
    said += [_plain(gap_sentence(gap)) for gap in result.gaps]
    return said


def against(result: Result) -> Iterator[Finding]:
    """The findings that leave less than is asked: those an exception has to name."""
    return (f for f in result.findings if f.outcome in (Outcome.BLOCKED, Outcome.REDUCED))


def why_not(result: Result) -> list[Wording]:
    """Why nothing is issued, rule by rule: the rule's name, and what it says to the case."""
    if result.gaps:
        return [gap_sentence(gap) for gap in result.gaps]
    return [
        Wording(f"“{f.rule.title.zh}”：{said.zh}", f"“{f.rule.title.en}”: {said.en}")
        for f in against(result)
        for said in [sentence(f)]
    ]


def _kept(finding: Finding, paths: Paths) -> dict[str, Json]:
    rule = finding.rule
    met = (*finding.counted, *finding.competing, *finding.unsure)
    led_to = () if BY_RELATION.isdisjoint(rule.same) else met
    return {
        "rule": rule.id,
        "outcome": finding.outcome.value,
        "title": _plain(Wording(rule.title.zh, rule.title.en)),
        "said": _plain(sentence(finding)),
        "note": _plain(Wording(rule.note.zh, rule.note.en)) if rule.note else None,
        "source": _plain(source_line(rule.source)),
        "document": rule.source.document or "",
        "clause": rule.source.clause or "",
        "counted": [[one.ref, one.amount] for one in finding.counted],
        "competing": [one.ref for one in finding.competing],
        "unsure": [one.ref for one in finding.unsure],
        "paths": [[one.ref, list(path)] for one in led_to if (path := paths(one))],
        "allowed": finding.allowed,
        "remaining": finding.remaining,
    }


def _plain(words: Wording) -> list[Json]:
    return [words.zh, words.en]
