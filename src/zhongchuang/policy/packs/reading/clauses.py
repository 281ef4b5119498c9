"""What clauses do besides promising: duties, targets, lists of fields, and lineage to a higher text."""

from __future__ import annotations

from zhongchuang.policy.packs.reading.nodes import Spot, Table
from zhongchuang.policy.packs.schema import ClauseRef, Duty, FieldList, Lineage, Target, Text

COMPARATORS = (">=", ">", "<=", "<", "=")


def clause_of(table: Table) -> ClauseRef:
    """`document` and `clause` of an entry."""
    return ClauseRef(table.text("document"), table.text("clause"))


def clause_ref(spot: Spot) -> ClauseRef:
    """`guobanfa-2016-7#三（九）`."""
    document, separator, ref = spot.text().partition("#")
    if not (document and separator and ref):
        spot.error(
            f"“{spot.raw()}”应当写成 文件编号#条款，例如 guobanfa-2016-7#三（九）。",
            f"“{spot.raw()}” must be document#clause, e.g. guobanfa-2016-7#三（九）.",
        )
    return ClauseRef(document, ref)


def read_duty(spot: Spot, pack: str) -> Duty:
    """What a clause asks of units."""
    table = spot.table(("id", "document", "clause", "quote", "title"), ("units",))
    return Duty(
        id=f"{pack}/{table.text('id')}",
        clause=clause_of(table),
        quote=table.text("quote"),
        title=table.both("title"),
        units=table.texts("units"),
        written_at=spot.where,
    )


def read_target(spot: Spot, pack: str) -> Target:
    """A number to reach by a day."""
    table = spot.table(
        ("id", "document", "clause", "quote", "title", "value", "unit"),
        ("comparator", "deadline", "part_of", "members"),
    )
    comparator = table.optional_text("comparator") or ">="
    if comparator not in COMPARATORS:
        spot.error(
            f"比较符“{comparator}”应当是 {' '.join(COMPARATORS)} 之一。",
            f"Comparator “{comparator}” must be one of {' '.join(COMPARATORS)}.",
        )
    part_of = table.optional_text("part_of")
    return Target(
        id=f"{pack}/{table.text('id')}",
        clause=clause_of(table),
        quote=table.text("quote"),
        title=table.both("title"),
        value=table.integer("value"),
        unit=table.text("unit"),
        comparator=comparator,
        deadline=table.date("deadline"),
        part_of=None if part_of is None else full_id(part_of, pack),
        members=table.texts("members"),
        written_at=spot.where,
    )


def full_id(name: str, pack: str) -> str:
    """`liaoning/x` for `x` in the pack liaoning; a name that has its pack keeps it."""
    return name if "/" in name else f"{pack}/{name}"


def read_fields(spot: Spot, pack: str) -> FieldList:
    """A document's list of fields (重点领域)."""
    table = spot.table(("id", "document", "clause", "group", "fields"), ("from", "to"))
    fields: list[tuple[Text, str]] = []
    for item in table.items("fields"):
        entry = item.table(("zh", "en"), ("quote",))
        words = Text(entry.text("zh"), entry.text("en"))
        fields.append((words, entry.optional_text("quote") or words.zh))
    return FieldList(
        id=f"{pack}/{table.text('id')}",
        clause=clause_of(table),
        group=table.both("group"),
        fields=tuple(fields),
        start=table.date("from"),
        end=table.date("to"),
        written_at=spot.where,
    )


def read_lineage(spot: Spot, pack: str) -> Lineage:
    """How a clause carries out a higher one, and which higher measures it restates."""
    table = spot.table(("document", "clause", "carries_out"), ("measures", "adds", "leaves_out"))
    restated: list[tuple[str, str]] = []
    for item in table.items("measures"):
        entry = item.table(("id", "quote"))
        restated.append((full_id(entry.text("id"), pack), entry.text("quote")))
    return Lineage(
        clause=clause_of(table),
        carries_out=tuple(clause_ref(item) for item in table.items("carries_out")),
        measures=tuple(restated),
        adds=table.optional_both("adds"),
        leaves_out=table.optional_both("leaves_out"),
        written_at=spot.where,
    )
