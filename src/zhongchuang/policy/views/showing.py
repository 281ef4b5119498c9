"""Verdicts as they come from the matching, put into rows in the reader's language; quotations stay as issued."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

from zhongchuang.core.page import ClauseQuote
from zhongchuang.policy.decisions import Group, group_of
from zhongchuang.policy.matching.match import check_reason
from zhongchuang.policy.matching.verdicts import FactRead, ParameterRead, Reason, Verdict
from zhongchuang.policy.matching.verdicts import Status as MeasureStatus
from zhongchuang.policy.packs.schema import Check, ClauseRef, Modality, RuleBook
from zhongchuang.policy.views import addresses
from zhongchuang.policy.views.labels import PROCEDURES, in_language, place_name
from zhongchuang.policy.views.outcomes import (
    HOLDS,
    SOURCES,
    AskAgain,
    CheckLine,
    FactLine,
    NumberLine,
    ReasonLine,
    Shown,
    UnitLine,
    VerdictRow,
    amount_of,
    grouped,
    source_of,
)


def shown(book: RuleBook, verdicts: Iterable[Verdict], ask: AskAgain) -> Shown:
    """The verdicts under their headings, superseded ones inside the one that goes before them."""
    rows: dict[Group, list[VerdictRow]] = defaultdict(list)
    behind: dict[str, list[VerdictRow]] = defaultdict(list)
    writer = _Writer(book, ask)
    listed = list(verdicts)
    for verdict in listed:
        if group_of(verdict) is Group.SUPERSEDED and verdict.superseded_by is not None:
            behind[verdict.superseded_by].append(writer.row(verdict, ()))
    others = 0
    for verdict in sorted(listed, key=_first_what_counts):
        group = group_of(verdict)
        if group is Group.OTHERS:
            others += 1
        elif group is not Group.SUPERSEDED:
            rows[group].append(writer.row(verdict, tuple(behind[verdict.measure.id])))
    return Shown(grouped(rows), others)


def verdict_row(book: RuleBook, verdict: Verdict) -> VerdictRow:
    """One verdict alone, for somebody who asks nothing."""
    return _Writer(book, lambda _fact: "").row(verdict, ())


def _first_what_counts(verdict: Verdict) -> tuple[bool, bool]:
    """Within a heading: what fits but for one thing, then what has an amount; otherwise the order of the matching."""
    return not verdict.near_miss, verdict.amount_fen is None


class _Writer:
    """Puts verdicts of one rule book into the reader's language."""

    def __init__(self, book: RuleBook, ask: AskAgain) -> None:
        self._book = book
        self._ask = ask

    def row(self, verdict: Verdict, gives_way: tuple[VerdictRow, ...]) -> VerdictRow:
        measure, group = verdict.measure, group_of(verdict)
        amount = amount_of(verdict.amount_fen, measure.benefit_kind)
        unknown = tuple(self._to_ask(name) for name in verdict.unknown)
        amount_unknown = tuple(self._to_ask(name) for name in verdict.amount_unknown)
        place = self._book.places[measure.place].name
        working = "" if verdict.working is None else in_language(verdict.working.text)
        return VerdictRow(
            anchor=slugify(measure.id.replace("/", "-")),
            title=in_language(measure.title),
            url=addresses.to_measure(measure.id),
            place=place_name(place.zh, place.en),
            source=source_of(verdict.document_number or verdict.document_title, measure.clause.ref),
            group=group,
            amount=amount,
            line=_line(verdict, group, working, [fact.label for fact in (*unknown, *amount_unknown)]),
            quote=self._quote(measure.quote, measure.clause),
            summary=in_language(measure.summary),
            working=working,
            numbers=() if verdict.working is None else self._numbers(verdict.working.parameters),
            reasons=self._reasons(verdict),
            unknown=unknown,
            amount_unknown=amount_unknown,
            set_by=in_language(measure.amount_set_by),
            permits=measure.modality is Modality.PERMITS,
            checks=tuple(self._check(result.check, measure.clause) for result in verdict.to_verify),
            materials=tuple(in_language(material) for material in measure.materials),
            units=tuple(
                UnitLine(unit.name, "、".join(unit.today) if unit.is_succeeded else "", unit.unconfirmed)
                for unit in verdict.units
            ),
            procedure=PROCEDURES[measure.procedure],
            until=in_language(measure.until),
            unconfirmed=measure.unconfirmed,
            gives_way=gives_way,
        )

    def _quote(self, words: str, at: ClauseRef) -> ClauseQuote:
        document = self._book.document(at.document)
        title = f"《{document.title}》" if document else at.document
        return ClauseQuote(
            words, title, (document.number or "") if document else "", at.ref, addresses.to_clause(at)
        )

    def _basis(self, basis_id: str | None) -> str:
        text = None if basis_id is None else self._book.basis(basis_id) or self._book.document(basis_id)
        return "" if text is None else f"《{text.title}》" + (f"（{text.number}）" if text.number else "")

    def _check(self, check: Check, clause: ClauseRef) -> CheckLine:
        quote = self._quote(check.quote, check.clause or clause) if check.quote else None
        return CheckLine(in_language(check.text), quote, self._basis(check.basis))

    def _to_ask(self, name: str) -> FactLine:
        return FactLine(in_language(self._book.questions[name].label), "", "", self._ask(name))

    def _facts(self, facts: Iterable[FactRead]) -> tuple[FactLine, ...]:
        return tuple(
            FactLine(
                in_language(fact.label),
                in_language(fact.value),
                SOURCES[fact.source] if fact.source else "",
                self._ask(fact.name),
            )
            for fact in facts
        )

    def _numbers(self, parameters: Iterable[ParameterRead]) -> tuple[NumberLine, ...]:
        return tuple(self._number(parameter) for parameter in parameters)

    def _number(self, parameter: ParameterRead) -> NumberLine:
        at = _clause_ref(parameter.clause)
        return NumberLine(
            label=in_language(parameter.label),
            value=in_language(parameter.value),
            quote=self._quote(parameter.quote, at) if parameter.quote and at else None,
            basis=parameter.basis.zh if parameter.basis else "",
            held=parameter.text_held,
            unconfirmed=parameter.unconfirmed,
            note=in_language(parameter.note),
        )

    def _reasons(self, verdict: Verdict) -> tuple[ReasonLine, ...]:
        """Without the first (the authority, quoted above) and without checks still to be made (listed below)."""
        listed_elsewhere = [check_reason(result) for result in verdict.to_verify]
        return tuple(self._reason(r) for r in verdict.reasons[1:] if r not in listed_elsewhere)

    def _reason(self, reason: Reason) -> ReasonLine:
        tells = reason.holds is not None or (reason.decisive and bool(reason.facts or reason.children))
        return ReasonLine(
            text=in_language(reason.text),
            status=HOLDS[reason.holds] if tells else None,
            facts=() if reason.children else self._facts(reason.facts),
            numbers=() if reason.children else self._numbers(reason.parameters),
            children=tuple(self._reason(child) for child in reason.children),
        )


def _line(verdict: Verdict, group: Group, working: str, missing: Sequence[str]) -> str:
    """What a reader wants to know before opening the row."""
    if group in (Group.MET, Group.SUPERSEDED):
        if working:
            return working
        if missing:
            return _("算出金额还要知道：%(facts)s") % {"facts": _("、").join(missing)}
        return in_language(verdict.measure.summary)
    if group is Group.UNKNOWN:
        return _("还要知道：%(facts)s") % {"facts": _("、").join(missing)}
    if group is Group.NEARLY:
        return in_language(verdict.to_change)
    if verdict.status is MeasureStatus.SUSPENDED and verdict.measure.suspended_until is not None:
        return _("要等：%(condition)s") % {"condition": in_language(verdict.measure.suspended_until)}
    if group is Group.DIRECTION:
        return in_language(verdict.measure.summary)
    return " ".join(_failing(verdict.reasons)) or in_language(verdict.measure.summary)


def _failing(reasons: Iterable[Reason]) -> list[str]:
    """The sentences that refuse, lowest first."""
    found: list[str] = []
    for reason in reasons:
        if reason.holds is False and reason.decisive:
            found += _failing(reason.children) or [in_language(reason.text)]
    return found


def _clause_ref(written: str | None) -> ClauseRef | None:
    if written is None:
        return None
    document, _sign, ref = written.partition("#")
    return ClauseRef(document, ref)
