"""`measures.yaml`: a promise, its numbers, its rule."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from itertools import pairwise

from zhongchuang.expressions import (
    BOOLEAN,
    MONEY,
    ExpressionsError,
    ParameterType,
    Rule,
    Type,
    Vocabulary,
    compile_rule,
)
from zhongchuang.policy.packs.reading.clauses import clause_of
from zhongchuang.policy.packs.reading.nodes import Spot, Table
from zhongchuang.policy.packs.reading.parameters import read_parameters
from zhongchuang.policy.packs.reading.versioning import read_version, without_version
from zhongchuang.policy.packs.schema import (
    BenefitKind,
    Check,
    ClauseRef,
    DatedRule,
    Instrument,
    Measure,
    Modality,
    PackDocument,
    Procedure,
    Rank,
    SubjectKind,
)

_REQUIRED = (
    "id",
    "document",
    "clause",
    "quote",
    "title",
    "summary",
    "instrument",
    "modality",
    "for",
    "procedure",
    "when",
)
_OPTIONAL = (
    "rank",
    "topic",
    "leaves_room",
    "effective",
    "parameters",
    "benefit",
    "benefit_kind",
    "amount_set_by",
    "suspended_until",
    "checks",
    "materials",
    "until",
    "basis",
    "unconfirmed",
    "version",
)


class MeasureReader:
    """Reads the measures of one pack; `documents` are those of the pack, `vocabulary` that of all packs."""

    def __init__(
        self, pack: str, place: str, documents: Mapping[str, PackDocument], vocabulary: Vocabulary
    ) -> None:
        self._pack = pack
        self._place = place
        self._documents = documents
        self._vocabulary = vocabulary

    @property
    def rests_on(self) -> tuple[Hashable, ...]:
        """All that reading looks at beside the entry and the vocabulary: where it stands, and what its document hands on."""
        heads = ((d.id, d.effective_from, d.issued, d.expires, d.rank) for d in self._documents.values())
        return (self._pack, self._place, *heads)

    def read(self, spot: Spot) -> Measure | None:
        """One measure; None (and problems) where its document is not known."""
        table = spot.table(_REQUIRED, _OPTIONAL)
        clause = clause_of(table)
        document = self._documents.get(clause.document)
        if document is None:
            spot.error(
                f"本省文件中没有“{clause.document}”，请先写 documents/{clause.document}.yaml。",
                f"This pack holds no document “{clause.document}”; "
                f"write documents/{clause.document}.yaml first.",
            )
            return None
        parameters = read_parameters(table.get("parameters"), clause, self._vocabulary)
        types = {name: parameter.declared for name, parameter in parameters.items()}
        start, end = _effective(table, document)
        modality = table.word("modality", Modality, Modality.ENCOURAGES)
        benefit = self._rules(table.get("benefit"), types, MONEY)
        measure = Measure(
            id=f"{self._pack}/{table.text('id')}",
            place=self._place,
            clause=clause,
            quote=table.text("quote"),
            title=table.both("title"),
            summary=table.both("summary"),
            instrument=table.word("instrument", Instrument, Instrument.SERVICE),
            modality=modality,
            kinds=tuple(item.word(SubjectKind, SubjectKind.ENTERPRISE) for item in table.items("for")),
            procedure=table.word("procedure", Procedure, Procedure.APPLICATION),
            rank=table.word("rank", Rank, document.rank),
            topic=table.optional_text("topic"),
            leaves_room=table.boolean("leaves_room"),
            start=start,
            end=end,
            parameters=parameters,
            conditions=self._rules(table.get("when"), types, BOOLEAN),
            benefit=benefit,
            benefit_kind=_benefit_kind(table),
            amount_set_by=table.optional_both("amount_set_by"),
            suspended_until=table.optional_both("suspended_until"),
            checks=tuple(self._check(item, types, clause) for item in table.items("checks")),
            materials=tuple(item.both() for item in table.items("materials")),
            until=table.optional_both("until"),
            basis=table.texts("basis"),
            unconfirmed=table.boolean("unconfirmed"),
            version=read_version(table),
            content=without_version(spot),
            written_at=spot.where,
        )
        _report_contradictions(measure, spot, has_benefit=table.get("benefit") is not None)
        return measure

    def _rules(
        self, spot: Spot | None, types: Mapping[str, ParameterType], expected: Type
    ) -> tuple[DatedRule, ...]:
        """A rule for always, or a list of dated ones."""
        if spot is None:
            return ()
        if not spot.is_list:
            return self._dated(spot, None, None, types, expected)
        found: list[DatedRule] = []
        for item in spot.items():
            table = item.table(("rule",), ("from", "to"))
            rule = table.get("rule")
            if rule is not None:
                found += self._dated(rule, table.date("from"), table.date("to"), types, expected)
        found.sort(key=lambda dated: dated.start or date.min)
        for earlier, later in pairwise(found):
            if earlier.end is None or later.start is None or later.start <= earlier.end:
                spot.error(
                    "两条规则的时段重叠（首尾两日都算在内）。",
                    "The periods of two rules overlap (both end days count).",
                )
        return tuple(found)

    def _dated(
        self,
        spot: Spot,
        start: date | None,
        end: date | None,
        types: Mapping[str, ParameterType],
        expected: Type,
    ) -> tuple[DatedRule, ...]:
        try:
            rule = compile_rule(spot.raw(), self._vocabulary, types, expected)
        except ExpressionsError as error:
            spot.error(f"规则有误：{error.zh}", f"The rule is wrong: {error.en}")
            return ()
        return (DatedRule(start, end, rule),)

    def _check(self, spot: Spot, types: Mapping[str, ParameterType], clause: ClauseRef) -> Check:
        table = spot.table(("rule", "text"), ("quote", "basis"))
        quote = table.optional_text("quote")
        basis = table.optional_text("basis")
        rule = table.get("rule")
        if quote is None and basis is None:
            spot.error("核验条件要写出处：quote 或 basis。", "A check needs its source: `quote` or `basis`.")
        rules = () if rule is None else self._dated(rule, None, None, types, BOOLEAN)
        return Check(
            rule=rules[0].rule if rules else _never_used(self._vocabulary),
            text=table.both("text"),
            clause=clause if quote is not None else None,
            quote=quote,
            basis=basis,
        )


def _benefit_kind(table: Table) -> BenefitKind | None:
    child = table.get("benefit_kind")
    return None if child is None else child.word(BenefitKind, BenefitKind.GRANT)


def _never_used(vocabulary: Vocabulary) -> Rule:
    """Stands in for a rule that did not compile: its problem is noted, so no rule book comes of it."""
    return compile_rule("TRUE", vocabulary, {}, BOOLEAN)


def _effective(table: Table, document: PackDocument) -> tuple[date | None, date | None]:
    """First and last day: what the measure says, else from the document's first day to its last.

    No promise outlives its document: past the document's last day there are no words it could rest on.
    """
    start = document.effective_from or document.issued
    end = None
    child = table.get("effective")
    if child is not None:
        period = child.table((), ("from", "to"))
        start = period.date("from") if "from" in period else start
        end = period.date("to") if "to" in period else end
    if start is not None and end is not None and end < start:
        table.spot.error("有效期先止后起。", "The measure ends before it begins.")
    if document.expires is not None and (end is None or document.expires < end):
        end = document.expires
    return start, end


def _report_contradictions(measure: Measure, spot: Spot, *, has_benefit: bool) -> None:
    """What the keys promise together. A benefit that does not compile is one all the same: its own problem says enough."""
    if not measure.kinds:
        spot.error("for 要写明给谁。", "`for` must say whom it is for.")
    if has_benefit and measure.benefit_kind is None:
        spot.error("有 benefit 就要写 benefit_kind。", "A `benefit` needs its `benefit_kind`.")
    if not has_benefit and measure.amount_set_by is None:
        spot.error(
            "没有金额公式的措施要写 amount_set_by：金额由谁定。",
            "A measure without a benefit must say who sets the amount (`amount_set_by`).",
        )
    if (measure.modality is Modality.SUSPENDED) != (measure.suspended_until is not None):
        spot.error(
            "suspended 的措施要写 suspended_until，其他措施不写。",
            "`suspended_until` belongs to a measure whose modality is `suspended`, and it needs one.",
        )
