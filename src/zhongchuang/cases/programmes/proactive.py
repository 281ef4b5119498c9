"""免申即享, decided (pure): whether a programme may run without application, what one subject has by it, what changed since.

A programme may only where nothing is left to judge: the measure's rules ask for nothing but what the register says, no paper
is wanted, nobody recommends or scores.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from zhongchuang.cases.programmes.answers import Form
from zhongchuang.cases.programmes.known import FACT
from zhongchuang.cases.programmes.problems import Problem
from zhongchuang.cases.programmes.schema import Applicant, Programme, Step, Text
from zhongchuang.core.json_values import Json
from zhongchuang.policy.matching.verdicts import Answer, Reason, Verdict
from zhongchuang.policy.packs.schema import Measure, Modality, RuleBook

KNOWN_FACTS: Mapping[Applicant, frozenset[str]] = {
    Applicant.ORGANISATION: frozenset({"in_space"}),
    Applicant.SPACE: frozenset(
        {
            "also_recognised_by_province",
            "area",
            "founded_by_leading_firm",
            "operating_months",
            "recognised_on",
            "recognition",
            "workstations",
        }
    ),
    Applicant.PERSON: frozenset(),
}
"""What the register itself answers of each kind of applicant; what people say of themselves is no ground to give unasked."""
_JUDGED_BY_PEOPLE = (Step.EMPLOYER, Step.RECOMMEND, Step.REVIEW, Step.DILIGENCE)


class Outcome(StrEnum):
    """What the platform can say of one subject."""

    MET = "met"
    LACKING = "lacking"  # something is not in the register
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True)
class Ground:
    """A sentence of the rules and whether it holds; None: it cannot be told from the register."""

    holds: bool | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one subject, and everything it rests on."""

    outcome: Outcome
    grounds: tuple[Ground, ...]
    facts: Mapping[str, Json]

    @property
    def digest(self) -> str:
        """SHA-256 over what it rests on."""
        return facts_digest(self.facts)


def proactive_problems(programme: Programme, book: RuleBook) -> Iterator[Problem]:
    """Why a programme that says it runs without application may not."""
    said = programme.proactive
    if said is None:
        return
    here = ("proactive",)
    if programme.applicant is Applicant.PERSON:
        yield Problem(
            (*here, "measure"),
            "个人的情况平台没有登记，免申即享只能给单位或众创空间。",
            "The platform keeps no facts of people; without application it can only be given to organisations and makerspaces.",
        )
    if said.measure not in {basis.measure for basis in programme.basis}:
        yield Problem(
            (*here, "measure"),
            f"“{said.measure}”不在依据所落实的措施里。",
            f"“{said.measure}” is not among the measures of its basis.",
        )
    measure = book.measure(said.measure)
    if measure is not None:
        yield from _measure_problems(programme, measure, book)
    for step in programme.steps:
        if step in _JUDGED_BY_PEOPLE:
            yield Problem(
                ("steps",),
                f"免申即享不能有要由人评判的步骤（{step.value}）。",
                f"Without application there is no step in which people judge ({step.value}).",
            )
    for number, paper in enumerate(programme.materials):
        if paper.required:
            yield Problem(
                ("materials", number),
                "免申即享不能要求交材料。",
                "Without application no paper can be asked for.",
            )
    yield from _fields_problems(programme)


def _measure_problems(programme: Programme, measure: Measure, book: RuleBook) -> Iterator[Problem]:
    here = ("proactive", "measure")
    if measure.modality in (Modality.ENCOURAGES, Modality.SUSPENDED):
        yield Problem(
            here,
            f"“{measure.title.zh}”只是鼓励或尚待条件成就，没有可以直接给的东西。",
            f"“{measure.title.en}” only encourages or still waits; there is nothing to be given.",
        )
    unknown = sorted(measure.facts() - KNOWN_FACTS[programme.applicant])
    if unknown:
        labels = [book.questions[name].label for name in unknown if name in book.questions]
        yield Problem(
            here,
            f"措施的规则要问平台没有登记的事：{'、'.join(one.zh for one in labels)}。",
            f"The rules of the measure ask what is not in the register: {', '.join(one.en for one in labels)}.",
        )


def _fields_problems(programme: Programme) -> Iterator[Problem]:
    said = programme.proactive
    asks = set(said.asks) if said else set()
    for number, name in enumerate(said.asks if said else ()):
        if name not in {field.id for field in programme.fields}:
            yield Problem(
                ("proactive", "asks", number), f"没有题目“{name}”。", f"There is no field “{name}”."
            )
    for at, section in enumerate(programme.sections):
        for number, field in enumerate(section.fields):
            known = field.prefill is not None and not field.prefill.startswith((FACT, "person."))
            if field.required and not known and field.id not in asks:
                yield Problem(
                    ("sections", at, "fields", number),
                    f"“{field.label.zh}”平台不知道：请写预填来源，或列入 proactive.asks。",
                    f"The platform does not know “{field.label.en}”: name its prefill, or list it under proactive.asks.",
                )


def found_of(verdict: Verdict | None, form: Form, facts: Mapping[str, Json]) -> Found:
    """What one subject has: by the measure's rules first, then by the programme's own conditions over the form filled in.

    `verdict` None: the packs in force have no such measure any more.
    """
    rules, own = tuple(_of_verdict(verdict)), tuple(_of_form(form))
    answer = Answer.UNKNOWN if verdict is None else verdict.answer
    if answer is Answer.NOT_MET or any(ground.holds is False for ground in own):
        outcome = Outcome.NOT_MET
    elif answer is Answer.UNKNOWN or any(ground.holds is None for ground in own):
        outcome = Outcome.LACKING
    else:
        outcome = Outcome.MET
    return Found(outcome, rules + own, facts)


def _of_verdict(verdict: Verdict | None) -> Iterator[Ground]:
    if verdict is None:
        yield Ground(None, "现行规则里没有这项措施了。", "The rules in force no longer hold this measure.")
        return
    for reason in verdict.reasons:
        if not reason.decisive:
            continue
        if reason.facts or reason.children:
            yield from _leaves(reason)
        else:  # words that ask nothing say of which measure they are
            title = verdict.measure.title
            yield Ground(
                reason.holds, f"措施“{title.zh}”：{reason.text.zh}", f"“{title.en}”: {reason.text.en}"
            )


def _leaves(reason: Reason) -> Iterator[Ground]:
    """Its single sentences; of what holds by one way, not the ways that do not."""
    if reason.children:
        for child in reason.children:
            if reason.holds is not True or child.holds is True:
                yield from _leaves(child)
    else:
        yield Ground(reason.holds, reason.text.zh, reason.text.en)


def _of_form(form: Form) -> Iterator[Ground]:
    said = form.programme.proactive
    asks = set(said.asks) if said else set()
    for checked in form.checks():
        if checked.check.refuses:
            yield Ground(checked.holds, checked.check.text.zh, checked.check.text.en)
    for one in form.missing():
        if one.name.partition("-")[0] not in asks:
            yield Ground(None, f"平台没有登记：{one.label.zh}。", f"Not in the register: {one.label.en}.")


def facts_digest(facts: Mapping[str, Json]) -> str:
    """SHA-256 over facts, the same for the same facts in any order."""
    written = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact that is not what it was."""

    name: str
    label: Text
    before: Json
    after: Json


def facts_changed(
    before: Mapping[str, Json], after: Mapping[str, Json], labels: Mapping[str, Text]
) -> Sequence[Changed]:
    """What changed between two readings of the register, in the order of the names."""
    names = sorted({*before, *after})
    return [
        Changed(name, labels.get(name, Text(zh=name, en=name)), before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]
