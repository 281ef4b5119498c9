"""A programme against the rule book: the words it rests on, its numbers, its names. Everything wrong, as sentences.

What the schema can tell from the programme alone it has told already (`reading.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhongchuang.cases.programmes.names import name_problems
from zhongchuang.cases.programmes.numbers import number_problems
from zhongchuang.cases.programmes.proactive import proactive_problems
from zhongchuang.cases.programmes.problems import Problem
from zhongchuang.cases.programmes.reading import Source
from zhongchuang.cases.programmes.rules import rule_problems
from zhongchuang.cases.programmes.schema import Applicant, Basis, Programme, Step
from zhongchuang.policy.packs.refs import ClauseRef
from zhongchuang.policy.packs.schema import Measure, Modality, RuleBook, SubjectKind
from zhongchuang.policy.packs.text import clause_at, stands_in

_CONFERS_NOTHING = (Modality.ENCOURAGES, Modality.SUSPENDED)
_KINDS_OF: dict[Applicant, frozenset[SubjectKind]] = {
    Applicant.SPACE: frozenset({SubjectKind.SPACE, SubjectKind.INCUBATOR}),
    Applicant.PERSON: frozenset(
        {SubjectKind.RESEARCHER, SubjectKind.TEAM, SubjectKind.MENTOR, SubjectKind.FARMER}
    ),
    Applicant.ORGANISATION: frozenset(SubjectKind) - {SubjectKind.RESEARCHER, SubjectKind.MENTOR},
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What a programme is checked against: the rule book, the place it is for, the day."""

    book: RuleBook
    place: str
    on: date


def programme_problems(programme: Programme, ground: Ground) -> tuple[Problem, ...]:
    """Everything wrong with a programme. An awaiting one is checked like any other: what it says has to be true."""
    return (
        *_basis_problems(programme, ground),
        *_support_problems(programme, ground),
        *_applicant_problems(programme),
        *rule_problems(programme),
        *number_problems(programme, measures_of(programme, ground.book), ground.on),
        *name_problems(programme, ground.book.vocabulary),
        *proactive_problems(programme, ground.book),
    )


def source_problems(source: Source, book: RuleBook, on: date) -> tuple[Problem, ...]:
    """Everything wrong with a programme of a file, with file and line."""
    pack = book.packs.get(source.pack)
    if pack is None:
        zh, en = f"没有政策包“{source.pack}”。", f"There is no pack “{source.pack}”."
        return (source.place(Problem((), zh, en)),)
    found = programme_problems(source.programme, Ground(book, pack.place, on))
    return tuple(source.place(problem) for problem in found)


def opening_problems(programme: Programme, ground: Ground) -> tuple[Problem, ...]:
    """Why nobody may apply now: its rules are still missing, or a document it rests on is no longer in force."""
    found: list[Problem] = []
    if programme.awaiting is not None:
        missing = programme.awaiting.rules
        found.append(
            Problem(
                ("awaiting",),
                f"还不能开放申报：{missing.zh}",
                f"It cannot be opened yet: {missing.en}",
            )
        )
    for number, basis in enumerate(programme.basis):
        document = ground.book.document(basis.document)
        if document is not None and document.expires is not None and document.expires < ground.on:
            found.append(
                Problem(
                    ("basis", number),
                    f"依据《{document.title}》已于{document.expires:%Y-%m-%d}失效。",
                    f"“{document.title}”, on which it rests, ended on {document.expires:%Y-%m-%d}.",
                )
            )
    return tuple(found)


def measures_of(programme: Programme, book: RuleBook) -> tuple[Measure, ...]:
    """The measures it carries out, as far as there are such measures."""
    found = (book.measure(basis.measure) for basis in programme.basis if basis.measure is not None)
    return tuple(measure for measure in found if measure is not None)


def _basis_problems(programme: Programme, ground: Ground) -> Iterator[Problem]:
    for number, basis in enumerate(programme.basis):
        here = ("basis", number)
        if ground.book.document(basis.document) is not None:
            yield from _words_problems(basis, number, ground.book)
        elif ground.book.basis(basis.document) is None:
            yield Problem(
                (*here, "document"),
                f"没有文件“{basis.document}”；请填政策库里文件的编号，或先登记为依据文件。",
                f"There is no document “{basis.document}”; give the id of one in the library, or enter it as a basis first.",
            )
        elif basis.quote is not None:
            yield Problem(
                (*here, "quote"),
                "这份文件的原文没有收录，无从核对引文，请不写。",
                "The text of this document is not held, so no quote can be checked; leave it out.",
            )
        if basis.measure is not None:
            yield from _measure_problems(basis, number, ground)


def _words_problems(basis: Basis, number: int, book: RuleBook) -> Iterator[Problem]:
    here = ("basis", number)
    if basis.clause is None or basis.quote is None:
        yield Problem(
            here,
            "收录了原文的文件要写明条款和引文。",
            "A document whose text is held is cited with clause and quote.",
        )
        return
    clause = clause_at(book, ClauseRef(basis.document, basis.clause))
    if clause is None:
        yield Problem(
            (*here, "clause"),
            f"文件 {basis.document} 里没有条款“{basis.clause}”。",
            f"The document {basis.document} has no clause “{basis.clause}”.",
        )
    elif not stands_in(basis.quote, clause.text):
        yield Problem(
            (*here, "quote"),
            f"引文“{basis.quote}”不在条款“{basis.clause}”的原文里，请逐字核对。",
            f"The quote “{basis.quote}” does not stand in the clause “{basis.clause}”; copy it word for word.",
        )


def _measure_problems(basis: Basis, number: int, ground: Ground) -> Iterator[Problem]:
    here = ("basis", number, "measure")
    measure = ground.book.measure(basis.measure or "")
    if measure is None:
        yield Problem(here, f"没有措施“{basis.measure}”。", f"There is no measure “{basis.measure}”.")
        return
    said_there = (measure.clause.document, measure.clause.ref) == (basis.document, basis.clause)
    if not said_there and basis.document not in measure.basis:
        yield Problem(
            here,
            f"措施“{measure.id}”出自 {measure.clause}，不出自这份文件。",
            f"The measure “{measure.id}” comes from {measure.clause}, not from this document.",
        )
    if measure.place not in ground.book.chain(ground.place):
        yield Problem(
            here,
            f"措施“{measure.id}”不在本地施行。",
            f"The measure “{measure.id}” is not in force in this place.",
        )


def _support_problems(programme: Programme, ground: Ground) -> Iterator[Problem]:
    """Words that only encourage give nothing by themselves: rules elsewhere have to, or they are awaited.

    What a voucher is worth its scheme says, each number with its source; without a scheme in force nothing is promised
    (`services/vouchers.py`).
    """
    if programme.voucher is not None:
        return
    measures = measures_of(programme, ground.book)
    gives = any(m.modality not in _CONFERS_NOTHING for m in measures)
    rests_elsewhere = any(ground.book.basis(basis.document) is not None for basis in programme.basis)
    if programme.awaiting is None and measures and not gives and not rests_elsewhere:
        yield Problem(
            ("awaiting",),
            "所引的措施只是鼓励，不给予任何东西：请写明还等哪份实施细则，或者加上据以办理的文件。",
            "The measures cited only encourage and confer nothing: say which detailed rules are awaited, or add the document "
            "by which it is carried out.",
        )
    if programme.awaiting is None and not measures and not rests_elsewhere:
        yield Problem(
            ("basis",),
            "没有写明落实哪项措施；没有措施的，要有据以办理的文件。",
            "It names no measure it carries out; without one it needs the document by which it is carried out.",
        )


def _applicant_problems(programme: Programme) -> Iterator[Problem]:
    fitting = _KINDS_OF[programme.applicant]
    for number, kind in enumerate(programme.kinds):
        if kind not in set(SubjectKind):
            choices = "、".join(SubjectKind)
            yield Problem(
                ("kinds", number),
                f"没有对象“{kind}”，可用：{choices}。",
                f"There is no kind “{kind}”; use one of {', '.join(SubjectKind)}.",
            )
        elif SubjectKind(kind) not in fitting:
            yield Problem(
                ("kinds", number),
                f"“{kind}”不会以这种身份（{programme.applicant.value}）申请。",
                f"A “{kind}” does not apply as {programme.applicant.value}.",
            )
    if Step.EMPLOYER in programme.steps and programme.applicant is not Applicant.PERSON:
        yield Problem(
            ("steps",),
            "只有个人申请才有单位同意这一步。",
            "Only somebody who applies in person has an employer to ask.",
        )
