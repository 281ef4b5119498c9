"""The tables of an application as an annex of its paper (pure): the distribution of an income, the budget of a project."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.schema import FieldType, FormField, Programme
from zhongchuang.core.json_values import Json
from zhongchuang.core.money import format_yuan

INCOME = "transfer_income"
"""The fact of which a distribution gives shares: each row then says its part of it."""
HUNDREDTHS = Decimal("0.01")


def annexes(programme: Programme, answers: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Each table of the form that has rows: title, heads, rows, and the sums of its columns of money."""
    whole = next((f.id for f in programme.fields if f.fact == INCOME), None)
    income = answers.get(whole) if whole is not None else None
    found = []
    for one in programme.fields:
        rows = answers.get(one.id)
        if one.type is FieldType.TABLE and isinstance(rows, list) and rows:
            found.append(_annex(one, rows, income if isinstance(income, int) else None))
    return found


def _annex(table: FormField, rows: list[Json], income: int | None) -> dict[str, Json]:
    money = [c for c in table.columns if c.type is FieldType.MONEY]
    shared = money[0] if income and money else None
    heads: list[Json] = [c.label.zh for c in table.columns]
    if shared is not None:
        heads.append("占净收益")
    body: list[Json] = []
    for row in rows:
        said = row if isinstance(row, dict) else {}
        cells: list[Json] = [in_words(c, said.get(c.id), "zh-hans") for c in table.columns]
        if shared is not None and income:
            cells.append(_percent(said.get(shared.id), income))
        body.append(cells)
    sums: list[Json] = []
    if money:
        totals = {c.id: sum(_fen(row, c.id) for row in rows) for c in money}
        sums = ["合计", *(format_yuan(totals[c.id]) if c.id in totals else "" for c in table.columns[1:])]
        if shared is not None and income:
            sums.append(_percent(totals[shared.id], income))
    return {"title": table.label.zh, "heads": heads, "rows": body, "sums": sums}


def _fen(row: Json, column: str) -> int:
    value = row.get(column) if isinstance(row, dict) else None
    return value if isinstance(value, int) else 0


def _percent(part: Json, whole: int) -> str:
    if not isinstance(part, int):
        return ""
    return f"{(Decimal(part) * 100 / whole).quantize(HUNDREDTHS, ROUND_HALF_UP)}%"
