"""Stored verdicts on paper: the words and numbers a typst template needs, all in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.json_values import Json
from zhongchuang.core.page import ClauseQuote
from zhongchuang.policy.decisions import Group
from zhongchuang.policy.matching.words import day
from zhongchuang.policy.models import StoredVerdict
from zhongchuang.policy.views.kept import KeptFact
from zhongchuang.policy.views.labels import in_language
from zhongchuang.policy.views.outcomes import NumberLine, VerdictGroup, VerdictRow

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "policy" / "verdict.typ"
IN_FULL = frozenset({Group.MET, Group.NEARLY, Group.UNKNOWN})
"""What is printed with its words; of the other groups the titles are enough."""
VERSION_DIGITS = 12


def paper_of(context: Mapping[str, Any], address: str) -> dict[str, Json]:
    """The data of the template, from what the page shows."""
    stored: StoredVerdict = context["stored"]
    facts: list[KeptFact] = context["facts"]
    groups: Iterable[VerdictGroup] = context["groups"]
    on = in_language(day(stored.on))
    title = _("我能享受什么")
    return {
        "language": get_language() or "zh-hans",
        "name": title,
        "demonstration": _("演示环境：账户、单位均为虚构；政策原文是真的") if settings.DEMONSTRATION else "",
        "subtitle": _("%(kind)s · %(place)s · 按 %(on)s 的规定")
        % {"kind": context["kind"], "place": context["place"], "on": on},
        "facts_title": _("填写的情况"),
        "facts": [[fact.label, fact.value] for fact in facts],
        "no_facts": _("没有填写其他情况。"),
        "groups": [_group(group) for group in groups],
        "basis_title": _("依据"),
        "basis": [
            [_("政策包版本"), stored.pack_version_id],
            [_("规则语言版本"), stored.language_version],
            [_("保存时间"), stored.stored_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")],
            [_("在线核对"), address],
        ],
        "caution": _("结论依据文件原文得出，供办事参考；最终以主管部门决定为准。"),
        "foot": _("政策包 %(version)s · %(address)s")
        % {"version": stored.pack_version_id[:VERSION_DIGITS], "address": address},
    }


def _group(group: VerdictGroup) -> dict[str, Json]:
    return {
        "title": _("%(title)s（%(count)s 项）") % {"title": group.title, "count": len(group.rows)},
        "lead": str(group.lead),
        "rows": [_row(row) if group.group in IN_FULL else _brief(row) for row in group.rows],
        "brief": group.group not in IN_FULL,
    }


def _brief(row: VerdictRow) -> Json:
    return {"title": row.title, "source": row.source}


def _row(row: VerdictRow) -> dict[str, Json]:
    return {
        "title": row.title,
        "amount": "" if row.amount is None else str(row.amount),
        "gloss": "" if row.amount is None else str(row.amount.gloss),
        "line": row.line,
        "quote": row.quote.text,
        "source": _told(row.quote),
        "numbers": [_number(number) for number in row.numbers],
        "checks": [_("由部门核验：%(check)s") % {"check": check.text} for check in row.checks],
        "papers": _("要带的材料：%(papers)s") % {"papers": _("；").join(row.materials)}
        if row.materials
        else "",
        "procedure": str(row.procedure),
        "instead": [
            _("同一事项还符合“%(title)s”，不重复享受。") % {"title": other.title} for other in row.gives_way
        ],
    }


def _told(quote: ClauseQuote) -> str:
    return " · ".join(part for part in (f"{quote.document} {quote.ref}", quote.number) if part)


def _number(number: NumberLine) -> Json:
    source = f"“{number.quote.text}”（{_told(number.quote)}）" if number.quote else number.basis
    marks = [*([] if number.held else [_("原文未收录")]), *([_("待核实")] if number.unconfirmed else [])]
    marked = f"（{'、'.join(marks)}）" if marks else ""
    return _("%(label)s：%(value)s") % {"label": number.label, "value": number.value} + (
        f"，{source}{marked}" if source else marked
    )
