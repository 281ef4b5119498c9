"""Part of a case's page: does it meet what its programme asks, what its measure confers, and is it supported twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.cases.programmes.answers import facts_from
from zhongchuang.cases.programmes.fields import Answers
from zhongchuang.cases.programmes.schema import FieldType, FormField, Programme
from zhongchuang.cases.selectors.applying import form_of_case
from zhongchuang.cases.services.clearing import CLEARABLE, holder_of
from zhongchuang.cases.views.guarding import guard_of
from zhongchuang.cases.views.labels import in_reader_language
from zhongchuang.cases.views.office_common import day, reads_english
from zhongchuang.clearance.selectors import claims_of, clearances_of
from zhongchuang.core import clock
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    Shape,
    Status,
    Tone,
    Tree,
    TreeNode,
)
from zhongchuang.expressions import FactError, Value
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.matching.errors import SubjectError
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Source, Subject, checked_subject
from zhongchuang.policy.matching.verdicts import Answer, Reason, Verdict
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.packs.schema import Text as PolicyText
from zhongchuang.policy.selectors import current_rulebook

if TYPE_CHECKING:
    from zhongchuang.cases.views.office_head import Opened

Context = dict[str, object]


def checks_context(opened: Opened) -> Context:
    """The programme's own checks, the measure's verdict with its reasons, the exact keys claimed, the clearance."""
    holder = holder_of(opened.case)
    standing = next((one for one in clearances_of(holder) if one.voided_at is None), None)
    verdict = _verdict(opened)
    return {
        "own_checks": [
            (in_reader_language(one.check.text), _holds(one.holds), one.check.quote or "")
            for one in form_of_case(opened.case).checks()
        ],
        "verdict": verdict,
        "verdict_status": _answer(verdict.answer) if verdict else None,
        "verdict_tree": _tree(verdict) if verdict else None,
        "measure": Link(_title(verdict), reverse("policy:measure", args=verdict.measure.id.split("/")))
        if verdict
        else None,
        "claims": DataTable(
            _("只归这件办件的内容"),
            (Column(_("内容")), Column(_("占用时间"), ColumnKind.DATE)),
            tuple(Row((Cell(words), Cell(on))) for words, on in _claimed(holder)),
            None,
            EmptyState(_("没有需要独占的内容")),
        ),
        "clearance": Code(standing.code, _("查重码"), group=0) if standing else None,
        "excepted": standing is not None and standing.overridden,
        "left": Money(standing.allowed)
        if standing and standing.allowed is not None and standing.verdict == "reduced"
        else None,
        "clearance_url": reverse("cases:office_clearance", args=[opened.case.number]),
        "cleared_on": day(clock.business_date(standing.issued_at)) if standing else "",
        "may_clear": opened.state in CLEARABLE,
        "clear_url": reverse("cases:clear", args=[opened.case.number]),
        "clear_guard": guard_of(opened.case),
    }


def _claimed(holder: str) -> list[tuple[str, dt.date]]:
    """What the case holds, each thing once: a contract is held under every name of its parties."""
    return list(dict.fromkeys((one.text, clock.business_date(one.claimed_at)) for one in claims_of(holder)))


def facts_of_answers(fields: tuple[FormField, ...], answers: Answers) -> dict[str, FactValue]:
    """The answers that are facts of the policy vocabulary, as the applicant declared them."""
    return {
        name: FactValue(value, Source.DECLARED) for field in fields for name, value in _fact(field, answers)
    }


def _fact(field: FormField, answers: Answers) -> Iterator[tuple[str, Value]]:
    value = answers.get(field.id)
    if field.fact is None or value is None or field.type is FieldType.TABLE:
        return
    for _name, read in facts_from(field, value):
        yield field.fact, read


def _verdict(opened: Opened) -> Verdict | None:
    """What the measure that the programme carries out says of this applicant, by what the form tells; None where the
    programme carries out none, or its facts are not of the vocabulary."""
    measure = next((one.measure for one in opened.programme.basis if one.measure), None)
    if measure is None or not opened.programme.kinds:
        return None
    try:
        book = current_rulebook()
        subject = _subject(book, opened)
        found = match(book, subject, opened.today)
    except (NoPacks, SubjectError, FactError, KeyError):
        return None
    return next((one for one in found if one.measure.id == measure), None)


def _subject(book: RuleBook, opened: Opened) -> Subject:
    programme: Programme = opened.programme
    place = opened.case.place_id
    while place not in book.places:  # a county the packs do not know: the city it lies in
        if place.endswith("0000"):
            raise KeyError(place)
        place = f"{place[:4]}00" if not place.endswith("00") else f"{place[:2]}0000"
    return checked_subject(
        book, place, programme.kinds[0], facts_of_answers(programme.fields, opened.case.answers)
    )


def _tree(verdict: Verdict) -> Tree:
    return Tree(_("理由"), tuple(_node(reason) for reason in verdict.reasons))


def _node(reason: Reason) -> TreeNode:
    return TreeNode(
        _words(reason.text),
        _holds(reason.holds),
        children=tuple(_node(child) for child in reason.children),
        opened=reason.decisive,
    )


def _title(verdict: Verdict) -> str:
    return _words(verdict.measure.title)


def _words(text: PolicyText) -> str:
    return (text.en if reads_english() else text.zh) or text.zh


def _holds(holds: bool | None) -> Status:
    return _answer({True: Answer.MET, False: Answer.NOT_MET, None: Answer.UNKNOWN}[holds])


def _answer(answer: Answer) -> Status:
    words: Mapping[Answer, Status] = {
        Answer.MET: Status(_("符合"), Shape.CHECK, Tone.ACCENT),
        Answer.NOT_MET: Status(_("不符合"), Shape.CROSS, Tone.DANGER),
        Answer.UNKNOWN: Status(_("还不能判断"), Shape.QUESTION),
    }
    return words[answer]
