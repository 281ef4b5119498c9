"""What an audit came to, as a workbook and as JSON (pure). Without names of people: whose a support is, is read on the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from zhongchuang.core.errors import Wording

HEADS = (
    ("编号", "在核查页面里的编号"),
    ("种类", "发票合同重复、规则、同额、同名、关联"),
    ("轻重", "breach：规则不允许；look：请核对"),
    ("发现", "一句话"),
    ("规则或要点", "规则的编号，或键的名称"),
    ("涉及金额（元）", "超出或可能重复的数额"),
    ("另有几项", "除第一项外的支持数"),
    ("另有金额（元）", "另外几项的合计"),
    ("可能性", "两个主体是同一家的概率；其他种类为空"),
    ("支持编号", "第一项是被查出的，其后是与它相遇的，至多十项"),
    ("涉及部门", "每个部门在自己的核查页面里看到这一条"),
    ("状态", "待答复、已答复、已办结"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as a report writes it; amounts in 分."""

    number: int
    kind: str
    severity: str
    said: Wording
    told: str
    amount: int
    others: int
    used: int
    probability: float | None
    refs: tuple[str, ...]
    departments: tuple[str, ...]
    state: str


def as_json(run: Mapping[str, Any], lines: Iterable[Line]) -> str:
    """The run and its findings; amounts in 分."""
    findings = [
        {
            "number": line.number,
            "kind": line.kind,
            "severity": line.severity,
            "zh": line.said.zh,
            "en": line.said.en,
            "told": line.told,
            "amount": line.amount,
            "others": line.others,
            "used": line.used,
            "probability": line.probability,
            "supports": list(line.refs),
            "departments": list(line.departments),
            "state": line.state,
        }
        for line in lines
    ]
    return json.dumps({"run": dict(run), "findings": findings}, ensure_ascii=False, indent=1) + "\n"


def workbook(path: Path, run: Mapping[str, Any], lines: Iterable[Line]) -> None:
    """Three sheets: what was looked at, the findings, what the columns mean."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        page = book.add_worksheet("概要")
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 70)
        for row, (name, value) in enumerate(run.items()):
            page.write(row, 0, name, bold)
            page.write(
                row, 1, value if isinstance(value, int | str) else json.dumps(value, ensure_ascii=False)
            )
        page = book.add_worksheet("发现")
        page.freeze_panes(1, 0)
        page.write_row(0, 0, [head for head, _ in HEADS], bold)
        for row, line in enumerate(lines, 1):
            page.write_row(row, 0, [line.number, line.kind, line.severity, line.said.zh, line.told])
            page.write_number(row, 5, line.amount / 100, money)
            page.write_number(row, 6, line.others)
            page.write_number(row, 7, line.used / 100, money)
            page.write_row(
                row,
                8,
                [
                    "" if line.probability is None else line.probability,
                    "、".join(line.refs),
                    "、".join(line.departments),
                    line.state,
                ],
            )
        page = book.add_worksheet("列的意思")
        page.set_column(1, 1, 60)
        for row, (head, meaning) in enumerate(HEADS):
            page.write_row(row, 0, [head, meaning])
