"""Drafts of the synthetic packs (the made-up province 990000) and of a made-up text of a place that has none yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.documents.settling import Settled
from zhongchuang.policy.drafting.checking import DraftProblem, check_draft
from zhongchuang.policy.drafting.content import DraftContent, EntryKind, NewPlace
from zhongchuang.policy.drafting.opening import content_of_published, content_of_text
from zhongchuang.policy.drafting.rendering import render
from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.schema import ClauseClass, RuleBook
from zhongchuang.policy.packs.tests.factory import sample_book
from zhongchuang.policy.packs.text import raw_reading

TEXT = """云帆省人民政府关于支持示例创业的措施
云政发〔2021〕3号
各市人民政府：
　　现提出如下措施。
　　一、工作目标
　　到2025年，建成示例空间20家。
　　三、支持办法
　　研发团队在众创空间转化科技成果，所得转让收益不得低于80%。（省科技厅负责）
云帆省人民政府
2021年3月1日
"""
PLACE = NewPlace("980000", "云帆省", "Yunfan Province", "000000")
GRANT: Mapping[str, Any] = {
    "id": "share",
    "document": "yunzhengfa-2021-3",
    "clause": "三",
    "quote": "所得转让收益不得低于80%",
    "title": {"zh": "团队收益下限", "en": "Floor for the team"},
    "summary": {"zh": "团队至少得八成。", "en": "At least 80%."},
    "instrument": "talent",
    "modality": "confers",
    "for": ["team"],
    "procedure": "employer",
    "parameters": {
        "share": {
            "type": "rate",
            "label": {"zh": "收益比例", "en": "Share"},
            "values": [{"value": "0.80", "from": "2021-03-01", "quote": "不得低于80%"}],
        }
    },
    "when": "in_space AND income > 0",
    "benefit": "income * p.share",
    "benefit_kind": "floor",
}
TARGET: Mapping[str, Any] = {
    "id": "spaces",
    "document": "yunzhengfa-2021-3",
    "clause": "一",
    "quote": "到2025年，建成示例空间20家",
    "title": {"zh": "示例空间20家", "en": "20 spaces"},
    "value": "20",
    "unit": "家",
    "deadline": "2025-12-31",
}


def example(name: str, on: str, income: str, **expected: str) -> dict[str, Any]:
    """A promise about the measure above."""
    return {
        "name": name,
        "place": "980000",
        "kind": "team",
        "on": on,
        "facts": {"in_space": "true", "income": income},
        "expect": {"share": expected},
    }


EXAMPLES = (
    example("团队得八成", "2021-03-01", "100", verdict="met", amount="80"),
    example("前一天没有", "2021-02-28", "100", verdict="not_met", status="not_yet"),
)


@dataclass(frozen=True)
class Desk:
    """A draft at work: its content with the text it is about and the rule book it was begun on."""

    book: RuleBook
    content: DraftContent
    text: str
    raw: Document

    def but(self, content: DraftContent) -> Desk:
        """The same with another content."""
        return replace(self, content=content)

    def with_(self, kind: EntryKind, entry: Mapping[str, Any], *, name: str | None = None) -> Desk:
        """The same with an entry."""
        return self.but(self.content.with_entry(kind, entry, name=name))

    def measure(self, **changes: Any) -> Desk:
        """The same with keys of its first measure changed; None takes a key out."""
        entry = {**self.content.measures[0], **changes}
        return self.with_(EntryKind.MEASURE, {k: v for k, v in entry.items() if v is not None})

    def problems(self, book: RuleBook | None = None) -> tuple[DraftProblem, ...]:
        """What is wrong with it."""
        return check_draft(book or self.book, self.book, self.content, self.text, self.raw)

    def files(self, book: RuleBook | None = None) -> dict[str, str]:
        """Written into a rule book."""
        return render(book or self.book, self.book, self.content, self.text, self.raw)

    def after(self) -> RuleBook:
        """The rule book with it."""
        return rulebook_of(self.files())


def new_text(text: str = TEXT) -> Desk:
    """The text of the new province, just put in."""
    book = sample_book()
    raw = read_document(text.encode(), filename="text.txt")
    return Desk(book, content_of_text(book, raw, text, "980000", PLACE), text, raw)


def finished() -> Desk:
    """The same with nothing left to do."""
    desk = new_text()
    settled = tuple(Settled(w.code.value, w.ref, w.message, "核对过") for w in desk.raw.warnings)
    classes = {"一": (ClauseClass.TARGET,), "三": (ClauseClass.MEASURE,)}
    entries = {
        EntryKind.MEASURE: (GRANT,),
        EntryKind.TARGET: (TARGET,),
        EntryKind.EXAMPLE: EXAMPLES,
    }
    return desk.but(replace(desk.content, settled=settled, classes=classes, entries=entries))


def amendment(document: str = "shi-2020-1") -> Desk:
    """A published document of the synthetic packs, opened."""
    book = sample_book()
    held = book.document(document)
    assert held is not None
    return Desk(book, content_of_published(book, document), held.text, raw_reading(held))
