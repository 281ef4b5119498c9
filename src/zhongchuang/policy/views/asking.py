"""One question on a page: how it is asked, why, what hangs on it, and what was answered before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhongchuang.core.money import plain_yuan
from zhongchuang.core.page import ClauseQuote, Option, QuestionCard, QuestionKind
from zhongchuang.expressions import Kind, Value
from zhongchuang.expressions.industry import section_divisions
from zhongchuang.policy.decisions import Stakes, stakes_of
from zhongchuang.policy.matching.words import Words
from zhongchuang.policy.models import AnswerSheet
from zhongchuang.policy.packs.industries import INDUSTRIES
from zhongchuang.policy.packs.schema import Question, RuleBook
from zhongchuang.policy.selectors.answering import Standing
from zhongchuang.policy.views import addresses
from zhongchuang.policy.views.labels import in_language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS = {
    Kind.BOOLEAN: QuestionKind.YES_NO,
    Kind.CODE: QuestionKind.CHOICE,
    Kind.MONEY: QuestionKind.MONEY,
    Kind.INTEGER: QuestionKind.NUMBER,
    Kind.DECIMAL: QuestionKind.NUMBER,
    Kind.DATE: QuestionKind.DATE,
    Kind.INDUSTRY: QuestionKind.TEXT,
}
LONGEST_LIST = 3
"""Titles named when a reader asks why; the rest is a number."""


def to_question(secret: str, fact: str, *, then: str = "") -> str:
    """The page of one question; `then="results"` comes back to the results after the answer."""
    query = {"q": fact} | ({"then": then} if then else {})
    return f"{reverse('policy:question', args=[secret])}?{urlencode(query)}"


def to_answer(secret: str, fact: str, *, then: str = "") -> str:
    """Where the answer to one question is sent."""
    query = {"q": fact} | ({"then": then} if then else {})
    return f"{reverse('policy:answer', args=[secret])}?{urlencode(query)}"


def question_card(
    sheet: AnswerSheet,
    standing: Standing,
    question: Question,
    on: date,
    *,
    typed: str | None = None,
    error: str = "",
    then: str = "",
) -> QuestionCard:
    """The card of a question. `typed` is what somebody wrote and could not be read: it stands there still."""
    book, subject = standing.book, standing.known.subject
    fact = book.vocabulary[question.fact]
    stakes = stakes_of(book, subject, on, question.fact)
    known = subject.facts.get(question.fact)
    value = typed if typed is not None else ("" if known is None else written(fact.type.kind, known.value))
    done = len(sheet.asked)
    place = sheet.asked.index(question.fact) if question.fact in sheet.asked else done
    return QuestionCard(
        name=question.fact,
        question=in_language(question.question),
        kind=KINDS[fact.type.kind],
        options=tuple(Option(code, in_language(label)) for code, label in question.codes),
        value=value,
        hint=_hint(question, fact.type.kind),
        why=_why(stakes),
        unit=in_language(question.unit),
        error=error,
        action=to_answer(sheet.secret, question.fact, then=then),
        back_url=to_question(sheet.secret, sheet.asked[place - 1]) if place > 0 and not then else "",
        done=done,
        expected=done + max(standing.left, 1 if question.fact not in sheet.asked else 0),
        decides=len(stakes.settles),
        quote=_quote(book, stakes),
    )


def written(kind: Kind, value: Value) -> str:
    """A value as its field holds it: money in 元, yes and no as the radio buttons say them."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() if kind is Kind.MONEY:
            return plain_yuan(value).removesuffix(".00")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _hint(question: Question, kind: Kind) -> str:
    help_text = in_language(question.help)
    if kind is Kind.MONEY:
        return f"{help_text} {_('可以写 1000000、1,000,000 或 100万。')}".strip()
    return help_text


def _why(stakes: Stakes) -> str:
    titles = [in_language(measure.title) for measure in stakes.measures]
    if not titles:
        return _("现在没有措施等这个回答，可以修改，也可以不管它。")
    named = _("、").join(_("“%(title)s”") % {"title": title} for title in titles[:LONGEST_LIST])
    if stakes.amounts and not stakes.settles and not stakes.touches:
        return _("您已经符合%(measures)s，有了这个数才能算出金额。") % {"measures": named}
    more = len(titles) - LONGEST_LIST
    if more > 0:
        return ngettext(
            "%(measures)s等措施要看这一条（另有 %(more)s 项）。",
            "%(measures)s等措施要看这一条（另有 %(more)s 项）。",
            more,
        ) % {"measures": named, "more": more}
    return _("%(measures)s要看这一条。") % {"measures": named}


def _quote(book: RuleBook, stakes: Stakes) -> ClauseQuote | None:
    """The words of the first measure that waits for the answer."""
    if not stakes.measures:
        return None
    measure = stakes.measures[0]
    document = book.document(measure.clause.document)
    return ClauseQuote(
        text=measure.quote,
        document=f"《{document.title}》" if document else measure.clause.document,
        number=(document.number or "") if document else "",
        ref=measure.clause.ref,
        url=addresses.to_clause(measure.clause),
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """One question asked so far: what was answered, or that it was skipped; `url` leads back to it."""

    fact: str
    label: str
    value: str
    url: str
    asked_now: bool


def answers_of(
    sheet: AnswerSheet, standing: Standing, *, current: str = "", then: str = ""
) -> list[Answered]:
    """What was asked, in that order; what is not asked of this kind rests and is not listed."""
    book, facts = standing.book, standing.known.subject.facts
    words = Words(book, next(book.measures()))  # the words of facts are the same for every measure
    found = []
    for name in sheet.asked:
        question = book.questions.get(name)
        if question is None or (question.asked_of and standing.known.subject.kind not in question.asked_of):
            continue
        known = facts.get(name)
        value = "" if known is None else in_language(words.fact_value(name, known.value))
        url = to_question(sheet.secret, name, then=then)
        found.append(Answered(name, in_language(question.label), value, url, name == current))
    return found


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the classification of industries with its divisions."""

    code: str
    name: str
    divisions: tuple[tuple[str, str], ...]


def industry_sections() -> list[Section]:
    """The catalogue to choose an industry from, GB/T 4754-2017."""
    return [
        Section(
            letter,
            in_language(INDUSTRIES[letter]),
            tuple(
                (code, in_language(INDUSTRIES[code]))
                for code in (f"{letter}{number:02d}" for number in range(low, high + 1))
                if code in INDUSTRIES
            ),
        )
        for letter, (low, high) in section_divisions().items()
    ]


def is_industry(book: RuleBook, fact: str) -> bool:
    """Whether the question is about an industry, so that a catalogue helps."""
    return book.vocabulary[fact].type.kind is Kind.INDUSTRY


def unusable_labels(standing: Standing) -> list[StrOrPromise]:
    """Answers the present packs cannot read any more, by what they were called."""
    questions = standing.book.questions
    return [in_language(questions[n].label) if n in questions else n for n in standing.known.unusable]
