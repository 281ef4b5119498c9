"""Which measures a subject meets on a day: the same function as the command line and the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Field, Router, Schema
from pydantic import ConfigDict, PlainValidator, StringConstraints, WithJsonSchema

from zhongchuang.core.api import Cache, Day, PlaceCode, operation, said
from zhongchuang.expressions import LANGUAGE_VERSION, Kind, Value, Vocabulary
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.api import Token
from zhongchuang.policy.api.answers import VerdictSaid
from zhongchuang.policy.api.fields import check_readable, day_of, told
from zhongchuang.policy.api.vocabulary import FactSaid, fact
from zhongchuang.policy.matching.asking import next_question
from zhongchuang.policy.matching.errors import SubjectError
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Subject, checked_subject, fact_from
from zhongchuang.policy.matching.verdicts import yuan_number
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind
from zhongchuang.policy.selectors import current_rulebook

router = Router(tags=["match"], auth=Token(TokenScope.MATCH))
MOST_FACTS = 400
LONGEST_TEXT = 200


def _given(value: Any) -> Any:
    """A fact as JSON has it; what it means is for its type to say."""
    if (
        value is None
        or isinstance(value, bool | Decimal)
        or (isinstance(value, str) and len(value) <= LONGEST_TEXT)
    ):
        return value
    raise ValueError(
        f"应为是非值、数、不超过 {LONGEST_TEXT} 字的文字或 null"
        f" / must be a boolean, a number, a text of at most {LONGEST_TEXT} characters, or null"
    )


Given = Annotated[
    Any,
    PlainValidator(_given),
    WithJsonSchema({"type": ["boolean", "number", "string", "null"], "maxLength": LONGEST_TEXT}),
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class SubjectGiven(Schema):
    """Whom it is about, and on which day. What is not known is left out or null, never guessed."""

    model_config = ConfigDict(extra="forbid")

    place: PlaceCode = Field(description=said("所在地区", "where the subject is"), examples=["210100"])
    kind: SubjectKind = Field(description=said("是什么", "what it is"))
    on: Day | None = Field(None, description=said("判断之日，默认今天", "the day, by default today"))
    facts: dict[Name, Given] = Field(
        {},
        max_length=MOST_FACTS,
        description=said(
            "事实：名称见 /api/v1/facts；金额以元计，日期如 2026-11-01",
            "facts, named as in /api/v1/facts; money in yuan, days as 2026-11-01",
        ),
    )


class MatchGiven(SubjectGiven):
    """A subject, and what it has been asked already."""

    asked: list[Name] = Field(
        [],
        max_length=MOST_FACTS,
        description=said("问过而没有答的事实，不再问", "facts asked and not answered; not asked again"),
    )


class Matched(Schema):
    """The verdicts on every measure of the place and of what it lies in, and the question that would decide most."""

    pack_version: str = Field(description=said("政策包版本", "version of the packs"))
    language_version: str = Field(description=said("规则语言版本", "version of the rule language"))
    place: str
    kind: SubjectKind
    on: Day
    facts: dict[str, bool | int | float | str] = Field(
        description=said("理解为", "as they were understood; money in yuan")
    )
    verdicts: list[VerdictSaid] = Field(
        description=said(
            "与 zhongchuang policy match --json 相同", "as `zhongchuang policy match --json` gives them"
        )
    )
    next_question: FactSaid | None = Field(
        description=said("下一个最值得问的问题", "the question worth asking next")
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A request understood: the packs, the subject, the day."""

    book: RuleBook
    subject: Subject
    on: date


def understood(given: SubjectGiven) -> Asked:
    """The subject as the present packs know it. Raises InvalidInput that names what to correct, NoPacks."""
    book, on = current_rulebook(), day_of(given.on)
    try:
        facts = {
            name: FactValue(fact_from(name, value, book.vocabulary))
            for name, value in given.facts.items()
            if value is not None
        }
        return Asked(book, checked_subject(book, given.place, given.kind.value, facts), on)
    except SubjectError as error:
        raise told(error) from None


def shown_facts(vocabulary: Vocabulary, values: dict[str, Value]) -> dict[str, Any]:
    """Facts as a client writes them: money in 元, decimals as text, exact."""
    return {name: _shown(vocabulary, name, value) for name, value in values.items()}


def _shown(vocabulary: Vocabulary, name: str, value: Value) -> Any:
    known = vocabulary.get(name)
    if known is not None and known.type.kind is Kind.MONEY and isinstance(value, int):
        return yuan_number(value)
    return value if isinstance(value, bool | int | str) else str(value)


EXAMPLES = {
    "team": (
        "沈阳的一个团队转让成果得一百万元 · a team in Shenyang transfers a result for a million yuan",
        {
            "place": "210100",
            "kind": "team",
            "on": "2026-11-01",
            "facts": {"transfer_income": 1000000, "in_space": True},
        },
    ),
    "nothing-known": (
        "什么都还不知道：看先问什么 · nothing is known yet: what to ask first",
        {"place": "530000", "kind": "enterprise", "facts": {}},
    ),
}


@router.post(
    "/match",
    **operation(
        "match",
        "判断一个对象符合哪些措施",
        "Which measures a subject meets",
        about=(
            "对所在地区及其上级的每一条措施给出结论和理由，并给出下一个最值得问的问题。不保存任何内容。"
            "同样的政策包版本、日期和事实总是同样的结论。",
            "A verdict with reasons on every measure of the place and of what it lies in, and the question that would"
            " decide most. Nothing is stored. The same packs, day and facts always give the same verdicts.",
        ),
        response=Matched,
        errors=(503,),
        cache=Cache.NEVER,
        examples={"body": EXAMPLES},
    ),
)
def match_subject(request: HttpRequest, given: Body[MatchGiven]) -> dict[str, Any]:
    """The verdicts, live."""
    check_readable(request)
    asked = understood(given)
    book, subject, on = asked.book, asked.subject, asked.on
    question = next_question(book, subject, on, given.asked)
    return {
        "pack_version": book.version,
        "language_version": LANGUAGE_VERSION,
        "place": subject.place,
        "kind": subject.kind,
        "on": on,
        "facts": shown_facts(book.vocabulary, subject.values()),
        "verdicts": [verdict.to_json() for verdict in match(book, subject, on)],
        "next_question": None if question is None else fact(book, question.fact),
    }
