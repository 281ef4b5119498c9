"""Documents: the list, one with its outline, its text word for word."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from zhongchuang.core import clock
from zhongchuang.core.api import Day, Paged, operation, page_of, said
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.api import Token
from zhongchuang.policy.api.fields import Filters, Slug, TextPair, pair
from zhongchuang.policy.documents.model import Relation, WarningCode
from zhongchuang.policy.models import Document
from zhongchuang.policy.packs.schema import ClauseClass, DocumentState, Rank
from zhongchuang.policy.selectors import browsing, rulebook_at
from zhongchuang.policy.selectors.clauses import DocumentContent, content_of

router = Router(tags=["documents"], auth=Token(TokenScope.READ))
EXAMPLE = "liaozhengbanfa-2016-88"


class DocumentSummary(Schema):
    """A policy document in a list."""

    id: str = Field(description=said("文件标识", "id"), examples=[EXAMPLE])
    title: str = Field(description=said("标题", "title"))
    number: str | None = Field(description=said("发文字号", "number"), examples=["辽政办发〔2016〕88号"])
    issuers: list[str] = Field(description=said("发文机关", "issuers"))
    issued: Day | None = Field(description=said("成文日期", "day of issue"))
    place: str = Field(description=said("地区", "place (GB/T 2260)"), examples=["210000"])
    place_name: TextPair = Field(description=said("地区名称", "name of the place"))
    rank: Rank = Field(description=said("效力位阶", "rank of law"))
    state: DocumentState = Field(description=said("效力状态", "state"))
    measures: int = Field(description=said("有几条措施", "how many measures it has"))
    withdrawn: bool = Field(description=said("是否不再收录", "whether it is no longer held"))
    text_sha256: str = Field(description=said("原文的 SHA-256", "SHA-256 of the text"))
    url: str = Field(description=said("网页", "its page"))


class DocumentPage(Paged[DocumentSummary]):
    """Documents, the newest first."""


class OutlineClause(Schema):
    """A clause in the outline."""

    ref: str = Field(description=said("条款号", "number"))
    level: int = Field(description=said("层级", "level"))
    heading: str | None = Field(description=said("标题", "heading"))
    classes: list[ClauseClass] = Field(description=said("做什么", "what it does"))
    measures: list[str] = Field(description=said("出自它的措施", "ids of measures that rest on it"))


class Citation(Schema):
    """Another document that this one names."""

    title: str | None
    number: str | None
    relation: Relation = Field(description=said("怎样提到", "how it is named"))
    ref: str | None = Field(description=said("在哪一条", "in which clause"))
    document: str | None = Field(description=said("本站收录时的标识", "its id where it is held here"))


class ReadWarning(Schema):
    """A defect of the text as it was read; nothing is repaired silently."""

    code: WarningCode
    ref: str | None = Field(description=said("在哪一条", "in which clause"))
    message: str


class DocumentDetail(DocumentSummary):
    """A document with its outline."""

    state_note: TextPair = Field(description=said("效力说明", "a word on its state"))
    effective_from: Day | None = Field(description=said("施行日期", "in force from"))
    expires: Day | None = Field(description=said("失效日期", "until"))
    addressees: str | None = Field(description=said("主送机关", "addressees"))
    outline: list[OutlineClause] = Field(
        description=said("条款目录，含附件", "clauses, those of annexes too")
    )
    citations: list[Citation] = Field(description=said("提到的文件", "documents it names"))
    warnings: list[ReadWarning] = Field(description=said("阅读时发现的缺陷", "defects met while reading"))
    pack_version: str = Field(description=said("所在的政策包版本", "the pack version it stands in"))
    text_url: str = Field(description=said("原文", "its text"))
    akoma_ntoso_url: str = Field(description=said("Akoma Ntoso 3.0（XML）", "as Akoma Ntoso 3.0 (XML)"))
    json_ld_url: str = Field(description=said("Legislation（JSON-LD）", "as Legislation (JSON-LD)"))


def summary(row: Document) -> dict[str, Any]:
    """A row as it stands in a list."""
    return {
        "id": row.slug,
        "title": row.title,
        "number": row.number,
        "issuers": row.issuers,
        "issued": row.issued,
        "place": row.place_id,
        "place_name": {"zh": row.place.name, "en": row.place.name_en},
        "rank": row.rank,
        "state": row.state,
        "measures": getattr(row, "promises", 0),
        "withdrawn": row.withdrawn,
        "text_sha256": row.text_sha256,
        "url": reverse("policy:document", args=[row.slug]),
    }


def content_for(row: Document) -> DocumentContent:
    """The document as its pack version has it. Raises NotFound."""
    book = rulebook_at(row.pack_version_id)
    held = book.document(row.slug)
    if held is None:
        raise NotFound()
    return content_of(book, held, clock.today())


@router.get(
    "/documents",
    **operation(
        "documents",
        "政策文件列表",
        "List documents",
        about=("新的在前。", "The newest first."),
        response=DocumentPage,
        errors=(403,),
        examples={"place": ["210000"]},
    ),
)
def documents(request: HttpRequest, response: HttpResponse, query: Query[Filters]) -> dict[str, Any]:
    """A page of documents."""
    found = browsing.documents_matching(actor_of(request), query.wanted())
    newest_first = found.order_by(F("issued").desc(nulls_last=True), "-number", "slug")
    return page_of(request, response, newest_first, query, summary)


@router.get(
    "/documents/{document}",
    **operation(
        "document",
        "一份文件",
        "One document",
        response=DocumentDetail,
        errors=(404,),
        examples={"document": EXAMPLE},
    ),
)
def document(request: HttpRequest, document: Slug) -> dict[str, Any]:
    """A document with its outline, citations and defects."""
    row = browsing.document_of(actor_of(request), document)
    content = content_for(row)
    held = content.document
    clauses = list(content.walk())
    cites = [*content.cites, *(cited for clause in clauses for cited in clause.cites)]
    return {
        **summary(row),
        "measures": sum(len(clause.measures) for clause in clauses),
        "state_note": pair(held.state_note),
        "effective_from": held.effective_from,
        "expires": held.expires,
        "addressees": content.addressees,
        "outline": [
            {
                "ref": clause.clause.ref,
                "level": clause.clause.level,
                "heading": clause.clause.heading,
                "classes": list(clause.classes),
                "measures": [measure.id for measure in clause.measures],
            }
            for clause in clauses
        ],
        "citations": [
            {**cited.citation.to_json(), "document": cited.held.id if cited.held else None} for cited in cites
        ],
        "warnings": [warning.to_json() for warning in content.warnings],
        "pack_version": row.pack_version_id,
        "text_url": reverse("api:document_text", args=[row.slug]),
        "akoma_ntoso_url": reverse("policy:document_akn", args=[row.slug]),
        "json_ld_url": reverse("policy:document_linked", args=[row.slug]),
    }


@router.get(
    "/documents/{document}/text",
    **operation(
        "document_text",
        "文件原文",
        "Text of a document",
        about=(
            "收录的原文，逐字节；其 SHA-256 就是 text_sha256。",
            "The text as it is held, byte for byte; its SHA-256 is `text_sha256`.",
        ),
        response=None,
        media="text/plain",
        errors=(404,),
        examples={"document": EXAMPLE},
    ),
)
def document_text(request: HttpRequest, document: Slug) -> HttpResponse:
    """The text, byte for byte."""
    row = browsing.document_of(actor_of(request), document, with_text=True)
    return HttpResponse(row.text.encode(), content_type="text/plain; charset=utf-8")
