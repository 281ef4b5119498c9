"""`places.yaml` (GB/T 2260) and `organs.yaml` (the dated succession of organs)."""

from __future__ import annotations

from zhongchuang.policy.packs.reading.nodes import Spot
from zhongchuang.policy.packs.schema import Organ, Place, Text

NATION = "000000"


def read_place(spot: Spot) -> Place:
    """`{code, zh, en, parent}`."""
    table = spot.table(("code", "zh", "en"), ("parent",))
    code = table.text("code")
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        spot.error(
            f"区划代码“{code}”应当是六位数字（GB/T 2260）。",
            f"Place code “{code}” must be six digits (GB/T 2260).",
        )
    parent = table.optional_text("parent")
    if parent is None and code != NATION:
        spot.error(f"{code} 缺少上级 parent。", f"{code} has no parent.")
    return Place(code, Text(table.text("zh"), table.text("en")), parent, spot.where)


def read_organ(spot: Spot) -> Organ:
    """An organ's name, its days, and who took over."""
    table = spot.table(("name",), ("place", "from", "to", "successors", "note", "basis", "unconfirmed"))
    return Organ(
        name=table.text("name"),
        place=table.text("place", NATION),
        start=table.date("from"),
        end=table.date("to"),
        successors=table.texts("successors"),
        note=table.optional_both("note"),
        basis=table.optional_text("basis"),
        unconfirmed=table.boolean("unconfirmed"),
        written_at=spot.where,
    )
