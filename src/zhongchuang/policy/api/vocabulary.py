"""What a subject is described with: places, and the facts that can be asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from zhongchuang.core.api import Paged, PageQuery, operation, page_of, said
from zhongchuang.core.api.paging import InMemory
from zhongchuang.expressions import Fact, Kind
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.api import Token
from zhongchuang.policy.api.fields import TextPair, check_readable, pair
from zhongchuang.policy.packs.schema import Place, Question, RuleBook, SubjectKind
from zhongchuang.policy.selectors import current_rulebook

router = Router(tags=["match"], auth=Token(TokenScope.READ))


class PlaceSaid(Schema):
    """A place a subject may be in."""

    code: str = Field(description=said("区划代码（GB/T 2260）", "code (GB/T 2260)"), examples=["210100"])
    name: TextPair
    parent: str | None = Field(description=said("上级地区", "the place it lies in"))


class PlacePage(Paged[PlaceSaid]):
    """Places by code."""


class Code(Schema):
    """A value a fact may take."""

    code: str
    label: TextPair


class FactSaid(Schema):
    """A fact that rules ask for, and how it is asked of a person."""

    name: str = Field(
        description=said("写在 facts 里的名称", "its name in `facts`"), examples=["transfer_income"]
    )
    type: Kind = Field(description=said("类型；money 以元计", "its type; money is given in yuan"))
    label: TextPair
    question: TextPair = Field(description=said("问法", "how it is asked"))
    help: TextPair | None = Field(description=said("说明", "a word of help"))
    unit: TextPair | None
    decimals: int = Field(description=said("最多几位小数", "digits after the point, at most"))
    codes: list[Code] = Field(description=said("可选的值", "the values it may take"))
    asked_of: list[SubjectKind] = Field(
        description=said("问谁；空为所有人", "whom it is asked; empty: everybody")
    )


class FactPage(Paged[FactSaid]):
    """Facts in the order of the vocabulary."""


def fact(book: RuleBook, name: str) -> dict[str, Any]:
    """A fact with its question; one that is never asked of a person is labelled by its name in the rules."""
    return _fact(book.vocabulary[name], book.questions.get(name))


def _fact(known: Fact, question: Question | None) -> dict[str, Any]:
    label = {"zh": known.label or known.name, "en": known.name}
    return {
        "name": known.name,
        "type": known.type.kind,
        "label": pair(question.label) if question else label,
        "question": pair(question.question) if question else label,
        "help": pair(question.help) if question else None,
        "unit": pair(question.unit) if question else None,
        "decimals": known.type.scale if known.type.is_exact else 0,
        "codes": [{"code": code, "label": pair(text)} for code, text in question.codes] if question else [],
        "asked_of": list(question.asked_of) if question else [],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"code": place.code, "name": pair(place.name), "parent": place.parent}


@router.get(
    "/places",
    **operation("places", "地区", "Places", response=PlacePage, errors=(503,)),
)
def places(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> dict[str, Any]:
    """A page of places."""
    check_readable(request)
    known = sorted(current_rulebook().places.values(), key=lambda place: place.code)
    return page_of(request, response, InMemory(known), query, _place)


@router.get(
    "/facts",
    **operation(
        "facts",
        "可以说明的事实",
        "Facts that can be told",
        about=(
            "判断时写在 facts 里的名称、类型和可选的值；不知道的不写。",
            "Names, types and values for `facts` of a match; what is not known is left out.",
        ),
        response=FactPage,
        errors=(503,),
    ),
)
def facts(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> dict[str, Any]:
    """A page of facts."""
    check_readable(request)
    book = current_rulebook()
    return page_of(request, response, InMemory(list(book.vocabulary)), query, lambda name: fact(book, name))
