"""A measure tried out while it is written: the live check, a sample subject, and examples made of what was tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhongchuang.core.money import plain_yuan
from zhongchuang.core.page import Shape, Status, Tone
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.drafting.checking import DraftProblem, check_measure
from zhongchuang.policy.drafting.sketching import Sketch
from zhongchuang.policy.drafting.trying import try_out
from zhongchuang.policy.forms.desk.trial import TrialForm
from zhongchuang.policy.matching.describing import Description
from zhongchuang.policy.matching.verdicts import Answer, Verdict
from zhongchuang.policy.matching.verdicts import Status as MeasureStatus
from zhongchuang.policy.matching.words import money
from zhongchuang.policy.packs.schema import Example, RuleBook
from zhongchuang.policy.selectors.sketches import sketched, trial_book
from zhongchuang.policy.views.desk.effects import verdict_word
from zhongchuang.policy.views.desk.frame import Opened
from zhongchuang.policy.views.desk.plain import plain_of
from zhongchuang.policy.views.desk.problems import said
from zhongchuang.policy.views.labels import KINDS, in_language
from zhongchuang.policy.views.outcomes import NumberLine, ReasonLine, VerdictRow
from zhongchuang.policy.views.showing import verdict_row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNNAMED = "unnamed"
"""Stands for the id of a measure that gets one when it is saved."""
_MISSING = re.compile("缺少“(\\w+)”")
_KEY = re.compile(r"[a-z_]{4,}", re.ASCII)
_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)
FIELDS: Mapping[str, tuple[StrOrPromise, str]] = {
    "clause": (gettext_lazy("条款"), "id_clause"),
    "id": (gettext_lazy("代号"), "id_id"),
    "quote": (gettext_lazy("引文"), "id_quote"),
    "title": (gettext_lazy("名称"), "id_title_zh"),
    "summary": (gettext_lazy("白话"), "id_summary_zh"),
    "modality": (gettext_lazy("文件怎么说"), "id_modality"),
    "instrument": (gettext_lazy("支持方式"), "id_instrument"),
    "procedure": (gettext_lazy("怎样办"), "id_procedure"),
    "suspended_until": (gettext_lazy("要等什么条件"), "id_suspended_zh"),
    "for": (gettext_lazy("给谁"), "id_kinds_0"),
    "effective": (gettext_lazy("起止日期"), "id_start"),
    "parameters": (gettext_lazy("文件定的数"), "g-numbers"),
    "when": (gettext_lazy("什么条件"), "id_when-0-rule"),
    "benefit": (gettext_lazy("给多少"), "id_benefit-0-rule"),
    "benefit_kind": (gettext_lazy("金额是什么"), "id_benefit_kind"),
    "amount_set_by": (gettext_lazy("金额由谁定"), "id_set_by_zh"),
    "checks": (gettext_lazy("核验条件"), "id_checks-0-rule"),
    "materials": (gettext_lazy("材料"), "id_materials-0-zh"),
    "until": (gettext_lazy("办到什么时候"), "id_until_zh"),
    "topic": (gettext_lazy("事项"), "id_topic"),
    "rank": (gettext_lazy("位阶"), "id_rank"),
    "basis": (gettext_lazy("依据文件"), "id_basis"),
}
"""Keys of a measure: what they are called, and the control they are typed in."""
VALUE_FIELDS = {
    "value": "value",
    "from": "start",
    "to": "end",
    "quote": "quote",
    "clause": "clause",
    "basis": "basis",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong with what is typed, and the control it is about."""

    field_id: str
    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """What the check says of a measure as it is typed; `slots` are the sentences beside the fields."""

    status: Status
    problems: tuple[Wrong, ...]
    plain: Description | None
    slots: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def all_slots(self) -> list[str]:
        """Every place beside a field, also those that are to be emptied."""
        return list(FIELDS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sample subject is told; `told` where nothing can be said."""

    told: str = ""
    status: Status | None = None
    row: VerdictRow | None = None
    suggested_name: str = ""


@dataclass(frozen=True, slots=True)
class ExampleShown:
    """An example of the measure, and whether it still holds."""

    name: str
    told: str
    status: Status


@dataclass(frozen=True, slots=True)
class Trying:
    """A measure as it is typed, read as far as it can be."""

    desk: Opened
    entry: Mapping[str, Any]
    drawn: Sketch

    @classmethod
    def of(cls, desk: Opened, entry: Mapping[str, Any], name: str | None) -> Trying:
        """The draft with the measure in it, in place of the one called `name`."""
        named = entry if entry.get("id") else {**entry, "id": UNNAMED}
        return cls(desk, named, sketched(desk.bench, desk.book, named, name=name))

    @property
    def name(self) -> str:
        """Its local id."""
        return str(self.entry["id"])

    @property
    def trial_book(self) -> RuleBook:
        """The rule book to try it in."""
        return trial_book(self.drawn, self.desk.book)

    @property
    def full_name(self) -> str:
        """Its id with the pack."""
        return f"{self.drawn.pack}/{self.name}"

    def not_begun(self) -> LiveCheck:
        """What the check says before anything is typed."""
        return LiveCheck(Status(_("边写边查，还没有开始写"), Shape.RING), (), None)

    def check(self) -> LiveCheck:
        """Everything wrong with it, and its rule in plain words where it can be read."""
        bench, book = self.desk.bench, self.desk.book
        raw = Document.from_json(bench.draft.reading)
        found = check_measure(book, bench.content, bench.draft.text, raw, self.entry)
        slots: dict[str, list[str]] = {}
        wrong = tuple(self._wrong(problem) for problem in found)
        for problem, one in zip(found, wrong, strict=True):
            slots.setdefault(_key(problem), []).append(one.sentence)
        measure = self.drawn.measure(self.name)
        number = len(found)
        status = (
            Status(
                ngettext("有 %(n)s 处要改", "有 %(n)s 处要改", number) % {"n": number},
                Shape.WARNING,
                Tone.DANGER,
            )
            if found
            else Status(_("引文、规则都对得上"), Shape.CHECK, Tone.ACCENT)
        )
        return LiveCheck(
            status,
            wrong,
            plain_of(self.drawn.book, measure) if measure is not None else None,
            slots,
        )

    def _wrong(self, problem: DraftProblem) -> Wrong:
        path = (problem.field or _key(problem)).split(".")
        label, field_id = FIELDS.get(path[0], ("", ""))
        missing = problem.field is None and _MISSING.search(problem.zh)
        sentence = _("还没有填。") if missing and label else _in_words(said(problem))
        return Wrong(_exact_id(self.entry, path) or field_id, str(label), sentence)

    def facts(self) -> list[str]:
        """The facts its rules name, in their order, whether the rules can be read or not."""
        known = self.drawn.book.vocabulary
        named = (name for rule in _rules(self.entry) for name in _NAME.findall(rule))
        return [name for name in dict.fromkeys(named) if name in known]

    def outcome(self, form: TrialForm) -> Outcome:
        """What the sample subject is told; the form is valid."""
        if self.drawn.measure(self.name) is None:
            return Outcome(_("这项措施还读不成：先按右边“检查”里说的改，再试算。"))
        verdict = try_out(
            self.trial_book, self.full_name, form.place_code, form.subject_kind, form.values, form.day
        )
        if verdict is None:
            return Outcome(_("这项措施管不到这个地方。"))
        row = _without_links(verdict_row(self.drawn.book, verdict))
        place = in_language(self.drawn.book.places[form.place_code].name)
        name = _("%(place)s的%(kind)s：%(answer)s") % {
            "place": place,
            "kind": KINDS[form.subject_kind],
            "answer": _told(verdict),
        }
        return Outcome("", status_of(verdict), row, name)

    def example(self, form: TrialForm, name: str) -> dict[str, Any] | None:
        """What was tried as an example of the packs: the verdict as it came out is what is expected from now on."""
        if self.drawn.measure(self.name) is None:
            return None
        verdict = try_out(
            self.trial_book, self.full_name, form.place_code, form.subject_kind, form.values, form.day
        )
        if verdict is None:
            return None
        return {
            "name": name,
            "place": form.place_code,
            "kind": form.subject_kind.value,
            "on": form.day.isoformat(),
            "facts": form.written(),
            "expect": {self.full_name: expected(verdict)},
        }

    def examples(self) -> Iterator[ExampleShown]:
        """The examples that expect something of it, each tried again."""
        pack = self.drawn.book.packs[self.drawn.pack]
        for example in pack.examples:
            wanted = next((one for one in example.expect if one.measure == self.full_name), None)
            if wanted is None:
                continue
            verdict = try_out(
                self.trial_book, self.full_name, example.place, example.kind, example.facts, example.on
            )
            holds = verdict is not None and verdict.answer.value == wanted.verdict
            if wanted.checks_amount:
                holds = holds and verdict is not None and verdict.amount_fen == wanted.amount_fen
            status = (
                Status(_("对得上"), Shape.CHECK, Tone.ACCENT)
                if holds
                else Status(_("对不上了"), Shape.CROSS, Tone.DANGER)
            )
            yield ExampleShown(example.name, self._about(example, verdict), status)

    def _about(self, example: Example, verdict: Verdict | None) -> str:
        place = in_language(self.drawn.book.places[example.place].name)
        now = _told(verdict) if verdict is not None else _("管不到这个地方")
        return f"{place} · {KINDS[example.kind]} · {example.on.isoformat()} · {_('现在：')}{now}"


def _key(problem: DraftProblem) -> str:
    """The key of the measure a problem is about; where it is about the whole, the key its sentence names."""
    if problem.field is not None:
        return problem.field.partition(".")[0]
    return next((word for word in _KEY.findall(problem.zh) if word in FIELDS), "")


def _in_words(sentence: str) -> str:
    """The sentence with the keys of the pack format called as the form calls them."""
    return _KEY.sub(lambda found: f"“{FIELDS[found[0]][0]}”" if found[0] in FIELDS else found[0], sentence)


def expected(verdict: Verdict) -> dict[str, Any]:
    """What an example expects of a verdict; where it is never met, that it is written for this subject."""
    found: dict[str, Any] = {"verdict": verdict.answer.value}
    if verdict.amount_fen is not None:
        found["amount"] = plain_yuan(verdict.amount_fen).removesuffix(".00")
    if verdict.status is not MeasureStatus.IN_FORCE:
        found["status"] = verdict.status.value
    if verdict.status in (MeasureStatus.NO_OPEN_CALL, MeasureStatus.SUSPENDED):
        found["near_miss"] = "true" if verdict.near_miss else "false"
    return found


def status_of(verdict: Verdict) -> Status:
    """A verdict in a word with its shape."""
    shapes = {
        Answer.MET: (Shape.CHECK, Tone.ACCENT),
        Answer.NOT_MET: (Shape.CROSS, Tone.PLAIN),
        Answer.UNKNOWN: (Shape.QUESTION, Tone.PLAIN),
    }
    return Status(verdict_word(verdict.answer, verdict.status), *shapes[verdict.answer])


def _told(verdict: Verdict) -> str:
    word = verdict_word(verdict.answer, verdict.status)
    return word if verdict.amount_fen is None else f"{word}，{in_language(money(verdict.amount_fen))}"


def _rules(entry: Mapping[str, Any]) -> Iterator[str]:
    for key in ("when", "benefit"):
        rule = entry.get(key) or ()
        yield from [rule] if isinstance(rule, str) else (str(row.get("rule", "")) for row in rule)
    yield from (str(row.get("rule", "")) for row in entry.get("checks") or ())


def _exact_id(entry: Mapping[str, Any], path: list[str]) -> str:
    """The control of a value inside a group, where the path leads that far."""
    match path:
        case ["parameters", name, *rest]:
            names = list(entry.get("parameters") or {})
            if name not in names:
                return ""
            number = names.index(name)
            match rest:
                case ["values", value, key, *_] if key in VALUE_FIELDS:
                    return f"id_parameters-{number}-values-{value}-{VALUE_FIELDS[key]}"
                case ["type" | "unit", *_]:
                    return f"id_parameters-{number}-{rest[0]}"
                case ["label", *_]:
                    return f"id_parameters-{number}-zh"
            return f"id_parameters-{number}-name"
        case [("when" | "benefit") as group, number, *_] if number.isdecimal():
            return f"id_{group}-{number}-rule"
        case ["checks", number, *rest] if number.isdecimal():
            return f"id_checks-{number}-{'zh' if rest[:1] == ['text'] else (rest or ['rule'])[0]}"
        case ["materials", number, *_] if number.isdecimal():
            return f"id_materials-{number}-zh"
        case ["title" | "summary", "zh" | "en"]:
            return f"id_{path[0]}_{path[1]}"
    return ""


def _without_links(row: VerdictRow) -> VerdictRow:
    """The clause is not public yet, so nothing leads there."""
    return replace(row, url="", reasons=tuple(map(_reason, row.reasons)), numbers=_numbers(row.numbers))


def _reason(reason: ReasonLine) -> ReasonLine:
    return replace(reason, numbers=_numbers(reason.numbers), children=tuple(map(_reason, reason.children)))


def _numbers(numbers: Iterable[NumberLine]) -> tuple[NumberLine, ...]:
    return tuple(
        replace(number, quote=replace(number.quote, url="")) if number.quote else number for number in numbers
    )


def trial_form(trying: Trying, today: date, data: Mapping[str, Any] | None = None) -> TrialForm:
    """The sample subject: the places of the document, the kinds of the measure, the facts of its rules."""
    book, head = trying.drawn.book, trying.desk.bench.content.head
    places = [head.place, *(place.code for place in book.places.values() if place.parent == head.place)]
    kinds = list(trying.entry.get("for") or ())
    return TrialForm(
        book,
        trying.facts(),
        [(code, in_language(book.places[code].name)) for code in places if code in book.places],
        kinds,
        today,
        data,
    )
