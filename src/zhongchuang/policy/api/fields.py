"""What several addresses of the room take and show."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Schema
from pydantic import StringConstraints

from zhongchuang.core import clock
from zhongchuang.core.api import EXACT, Day, PageQuery, PlaceCode, invalid, said
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.access import PolicyAction, may_document
from zhongchuang.policy.matching.errors import SubjectError
from zhongchuang.policy.packs.schema import ClauseRef, Instrument, Modality, SubjectKind, Text
from zhongchuang.policy.selectors.browsing import Wanted

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,120}$"),
    Path(description=said("文件标识", "id of the document")),
]
Ref = Annotated[
    str,
    StringConstraints(min_length=1, max_length=60),
    Path(description=said("条款号，如 三（四）", "number of the clause")),
]
Year = Annotated[int, Field(ge=1900, le=2199), EXACT]


class TextPair(Schema):
    """A sentence in both languages; Chinese is the authoritative one."""

    zh: str = Field(description=said("中文", "in Chinese"))
    en: str = Field(description=said("英文", "in English"))


class ClauseAt(Schema):
    """A clause of a held document."""

    document: str = Field(description=said("文件标识", "id of the document"))
    ref: str = Field(description=said("条款号", "number of the clause"))


class OnDay(Schema):
    """The day something is looked at."""

    on: Day | None = Field(None, description=said("哪一天，默认今天", "the day, by default today"))


class Filters(PageQuery):
    """What lists are narrowed by; several values of one are joined by “or”, different ones by “and”."""

    place: list[PlaceCode] = Field(
        [], max_length=20, description=said("地区，可多个", "places, more than one if wanted")
    )
    year: list[Year] = Field([], max_length=20, description=said("成文年份，可多个", "years of issue"))
    instrument: list[Instrument] = Field(
        [], max_length=20, description=said("支持方式，可多个", "policy instruments")
    )
    kind: list[SubjectKind] = Field([], max_length=20, description=said("给谁，可多个", "for whom"))
    words: str = Field(
        "", max_length=80, description=said("标题或文号里的词", "words of the title or number")
    )

    def wanted(self, modality: tuple[Modality, ...] = ()) -> Wanted:
        """As the selectors take it."""
        return Wanted(
            place=tuple(self.place),
            year=tuple(self.year),
            instrument=tuple(self.instrument),
            kind=tuple(self.kind),
            modality=modality,
            words=self.words,
        )


def check_readable(request: HttpRequest) -> None:
    """What is made of public documents as a whole: packs, places, facts, verdicts. Raises NotAllowed."""
    if not may_document(actor_of(request), PolicyAction.VIEW):
        raise NotAllowed()


def day_of(on: date | None) -> date:
    """The day asked for, today where none is. Raises InvalidInput far outside any law held."""
    day = on or clock.today()
    if not EARLIEST <= day <= LATEST:
        raise invalid(
            "query", "on", "日期应在 1900 至 2199 年之间。", "The day must lie between 1900 and 2199."
        )
    return day


def pair(text: Text | None) -> dict[str, str] | None:
    """A text as JSON."""
    return None if text is None else {"zh": text.zh, "en": text.en}


def clause_at(ref: ClauseRef | None) -> dict[str, Any] | None:
    """A clause as JSON."""
    return None if ref is None else {"document": ref.document, "ref": ref.ref}


def told(error: SubjectError) -> InvalidInput:
    """A subject that makes no sense, in the API's words; `option` names what to correct."""
    name = "facts" if error.option == "fact" else error.option
    return invalid("body", name, error.zh, error.en)
