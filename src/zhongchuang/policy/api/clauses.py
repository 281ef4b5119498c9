"""Clauses: over all documents, or one with everything that hangs on it."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from zhongchuang.core.api import EXACT, Paged, PageQuery, PlaceCode, operation, page_of, said
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.api import Token
from zhongchuang.policy.access import visible_documents
from zhongchuang.policy.api.documents import EXAMPLE, Citation, content_for
from zhongchuang.policy.api.fields import ClauseAt, Ref, Slug, TextPair, clause_at, pair
from zhongchuang.policy.models import Clause, Document
from zhongchuang.policy.packs.organs import Unit
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.selectors import browsing
from zhongchuang.policy.selectors.clauses import Answerable, Carried, ClauseContent

router = Router(tags=["clauses"], auth=Token(TokenScope.READ))


class ClauseQuery(PageQuery):
    """What the list of clauses is narrowed by."""

    document: str = Field(
        "", pattern=r"^[A-Za-z0-9_-]{0,120}$", description=said("文件标识", "id of a document")
    )
    place: list[PlaceCode] = Field([], max_length=20, description=said("地区，可多个", "places"))
    level: Annotated[int, Field(ge=1, le=9), EXACT] | None = Field(None, description=said("层级", "level"))


class UnitNote(Schema):
    """Who answers for a clause, as one note of the text says it."""

    raw: str = Field(description=said("原文的写法", "as the text has it"))
    lead: list[str] = Field(description=said("牵头单位", "leading"))
    cooperating: list[str] = Field(description=said("配合单位", "cooperating"))
    joint: list[str] = Field(description=said("共同负责", "joint"))
    open_ended: str | None = Field(description=said("“等”之类没有写尽的话", "words that leave the list open"))


class UnitToday(Schema):
    """An organ as the text names it, and who answers today."""

    name: str
    today: list[str] = Field(description=said("现在由谁负责", "who answers today"))
    unconfirmed: bool = Field(description=said("沿革是否未经核实", "whether the succession is unconfirmed"))


class ClauseSummary(Schema):
    """A clause as read."""

    document: str = Field(description=said("文件标识", "id of the document"))
    ref: str = Field(description=said("条款号", "number"), examples=["三（四）"])
    level: int = Field(description=said("层级", "level"))
    heading: str | None = Field(description=said("标题", "heading"))
    text: str = Field(description=said("正文", "text"))
    units: list[UnitNote] = Field(description=said("责任单位", "who answers for it"))
    classes: list[ClauseClass] = Field(description=said("做什么", "what it does"))
    url: str = Field(description=said("网页", "its page"))


class ClausePage(Paged[ClauseSummary]):
    """Clauses in the order of their documents."""


class DutySaid(Schema):
    """What a clause asks."""

    id: str
    title: TextPair
    quote: str = Field(description=said("原话", "in its words"))
    units: list[str]


class TargetSaid(Schema):
    """A number a clause sets."""

    id: str
    title: TextPair
    quote: str = Field(description=said("原话", "in its words"))
    value: int
    unit: str
    comparator: str
    deadline: str | None


class CarriedOut(Schema):
    """The other end of a lineage: a clause of a higher or lower text."""

    clause: ClauseAt
    document_title: str
    document_number: str | None
    adds: TextPair | None = Field(description=said("下级文件增加了什么", "what the lower text adds"))
    leaves_out: TextPair | None = Field(description=said("下级文件没有写什么", "what it leaves out"))


class ClauseDetail(ClauseSummary):
    """A clause with everything that hangs on it."""

    units_today: list[UnitToday] = Field(description=said("现在由谁负责", "who answers today"))
    measures: list[str] = Field(description=said("出自它的措施", "measures that rest on it"))
    duties: list[DutySaid] = Field(description=said("要求的事", "what it asks"))
    targets: list[TargetSaid] = Field(description=said("要达到的数", "numbers it sets"))
    citations: list[Citation] = Field(description=said("提到的文件", "documents it names"))
    carries_out: list[CarriedOut] = Field(description=said("落实的上级条款", "higher clauses it carries out"))
    carried_out_by: list[CarriedOut] = Field(
        description=said("落实它的下级条款", "lower ones that carry it out")
    )
    parts: list[str] = Field(description=said("下一级条款", "clauses directly below it"))


def _row(row: Clause) -> dict[str, Any]:
    return {
        "document": row.document.slug,
        "ref": row.ref,
        "level": row.level,
        "heading": row.heading,
        "text": row.text,
        "units": row.units,
        "classes": row.classes,
        "url": reverse("policy:clause", args=[row.document.slug, row.ref]),
    }


@router.get(
    "/clauses",
    **operation(
        "clauses",
        "条款列表",
        "List clauses",
        about=(
            "按文件和文中次序。要按内容找，请用检索。",
            "In the order of documents and of their texts. To look for words use search.",
        ),
        response=ClausePage,
        examples={"document": EXAMPLE},
    ),
)
def clauses(request: HttpRequest, response: HttpResponse, query: Query[ClauseQuery]) -> dict[str, Any]:
    """A page of clauses of documents the reader may see."""
    documents = visible_documents(actor_of(request), Document.objects.all())
    if query.document:
        documents = documents.filter(slug=query.document)
    if query.place:
        documents = documents.filter(place__in=query.place)
    found = Clause.objects.filter(document__in=documents.values("pk"))
    if query.level is not None:
        found = found.filter(level=query.level)
    rows = found.select_related("document").defer("document__text", "document__reading")
    return page_of(request, response, rows.order_by("document__slug", "position"), query, _row)


@router.get(
    "/documents/{document}/clauses/{ref}",
    **operation(
        "clause",
        "一条条款",
        "One clause",
        response=ClauseDetail,
        errors=(404,),
        examples={"document": EXAMPLE, "ref": "三（四）"},
    ),
)
def clause(request: HttpRequest, document: Slug, ref: Ref) -> dict[str, Any]:
    """A clause: its words, who answers for it, what rests on it, what it carries out."""
    found = content_for(browsing.document_of(actor_of(request), document)).clause(ref)
    if found is None:
        raise NotFound()
    return _detail(found)


def _detail(content: ClauseContent) -> dict[str, Any]:
    clause = content.clause
    units = [unit for note in content.answerable for unit in (*note.lead, *note.joint, *note.cooperating)]
    return {
        "document": content.at.document,
        "ref": clause.ref,
        "level": clause.level,
        "heading": clause.heading,
        "text": clause.text,
        "units": [_note(note) for note in content.answerable],
        "classes": list(content.classes),
        "url": reverse("policy:clause", args=[content.at.document, clause.ref]),
        "units_today": [_unit(unit) for unit in dict.fromkeys(units)],
        "measures": [measure.id for measure in content.measures],
        "duties": [
            {"id": duty.id, "title": pair(duty.title), "quote": duty.quote, "units": list(duty.units)}
            for duty in content.duties
        ],
        "targets": [
            {
                "id": target.id,
                "title": pair(target.title),
                "quote": target.quote,
                "value": target.value,
                "unit": target.unit,
                "comparator": target.comparator,
                "deadline": target.deadline.isoformat() if target.deadline else None,
            }
            for target in content.targets
        ],
        "citations": [
            {**cited.citation.to_json(), "document": cited.held.id if cited.held else None}
            for cited in content.cites
        ],
        "carries_out": [_carried(carried) for carried in content.carries_out],
        "carried_out_by": [_carried(carried) for carried in content.carried_out_by],
        "parts": [part.clause.ref for part in content.parts],
    }


def _note(note: Answerable) -> dict[str, Any]:
    return {
        "raw": note.raw,
        "lead": [unit.name for unit in note.lead],
        "cooperating": [unit.name for unit in note.cooperating],
        "joint": [unit.name for unit in note.joint],
        "open_ended": note.open_ended,
    }


def _unit(unit: Unit) -> dict[str, Any]:
    return {"name": unit.name, "today": list(unit.today), "unconfirmed": unit.unconfirmed}


def _carried(carried: Carried) -> dict[str, Any]:
    return {
        "clause": clause_at(carried.ref),
        "document_title": carried.document.title,
        "document_number": carried.document.number,
        "adds": pair(carried.lineage.adds),
        "leaves_out": pair(carried.lineage.leaves_out),
    }
