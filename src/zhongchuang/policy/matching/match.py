"""`match`: every measure of a place for one subject on one day, each with its reasons."""

from __future__ import annotations

from datetime import date

from zhongchuang.expressions import unknown_facts
from zhongchuang.policy.matching.answering import Answers, Decision, answer_all
from zhongchuang.policy.matching.kinds import KIND_NAMES
from zhongchuang.policy.matching.reasons import Explainer, Part
from zhongchuang.policy.matching.subject import Subject
from zhongchuang.policy.matching.verdicts import Answer, CheckResult, Reason, Status, Verdict
from zhongchuang.policy.matching.working import amount_working
from zhongchuang.policy.packs.organs import Succession, Unit
from zhongchuang.policy.packs.schema import DocumentState, Measure, Modality, RuleBook, Text
from zhongchuang.policy.packs.text import clause_at

_ENDS = {
    DocumentState.REPEALED: Text("所依据的文件已经废止。", "The document it rests on is repealed."),
    DocumentState.LAPSED: Text("所依据的文件已经失效。", "The document it rests on is no longer in force."),
}
_GROUPS = {Answer.MET: 0, Answer.UNKNOWN: 2, Answer.NOT_MET: 3}


def match(book: RuleBook, subject: Subject, on: date) -> tuple[Verdict, ...]:
    """The verdicts on all measures of the subject's place and of what that lies in.

    Met ones first, then what they go before, near misses, unknown ones, and those not met; within a group
    the more specific place first. Raises `KeyError` for an unknown place and `FactError` for a value that
    is not of its type:
    `checked_subject` turns both into sentences.
    """
    answers = answer_all(book, subject, on)
    speaker = _Speaker(book, subject, answers, on)
    verdicts = [speaker.verdict(decision) for decision in answers.decisions]
    return tuple(sorted(verdicts, key=_order))


def match_one(book: RuleBook, subject: Subject, measure: str, on: date) -> Verdict | None:
    """The verdict on one measure, with what goes before it taken into account; None where the place has no such measure.

    The others are decided and not put into words, which is most of the work. Raises what `match` raises.
    """
    answers = answer_all(book, subject, on)
    found = next((one for one in answers.decisions if one.prepared.measure.id == measure), None)
    return None if found is None else _Speaker(book, subject, answers, on).verdict(found)


def _order(verdict: Verdict) -> tuple[int, bool]:
    group = 1 if verdict.near_miss else _GROUPS[verdict.answer]
    return group, verdict.superseded_by is not None


class _Speaker:
    """Puts decisions about one subject into words."""

    def __init__(self, book: RuleBook, subject: Subject, answers: Answers, on: date) -> None:
        self._book = book
        self._subject = subject
        self._answers = answers
        self._on = on
        self._succession = Succession(book)

    def verdict(self, decision: Decision) -> Verdict:
        """The verdict of one decision."""
        prepared, measure = decision.prepared, decision.prepared.measure
        yields_to = self._answers.yields.get(measure.id)
        explainer = Explainer(self._book, measure, self._subject.facts, prepared.values)
        benefit = self._answers.benefit(decision, self._on)
        near, change = self._near_miss(decision, explainer)
        checks = tuple(
            CheckResult(check, _truth(outcome.value), explainer.reason(Part(outcome.trace, True)))
            for check, outcome in zip(measure.checks, decision.checks, strict=False)
        )
        document = self._book.document(measure.clause.document)
        return Verdict(
            measure=measure,
            on=self._on,
            document_title=document.title if document else "",
            document_number=document.number if document else None,
            answer=decision.answer,
            status=Status.SUPERSEDED if yields_to is not None else decision.status,
            amount_fen=benefit.value if benefit is not None and isinstance(benefit.value, int) else None,
            working=None if benefit is None else amount_working(benefit, explainer),
            unknown=decision.unknown,
            amount_unknown=() if benefit is None else unknown_facts(benefit),
            reasons=self._reasons(decision, explainer, checks, yields_to),
            near_miss=near,
            to_change=change,
            superseded_by=yields_to,
            checks=checks,
            units=self._units(measure),
        )

    def _reasons(
        self,
        decision: Decision,
        explainer: Explainer,
        checks: tuple[CheckResult, ...],
        yields_to: str | None,
    ) -> tuple[Reason, ...]:
        measure = decision.prepared.measure
        found = [self._authority(measure)]
        if decision.status is Status.OTHER_KIND:
            found.append(self._other_kind(measure))
        elif decision.prepared.why is not None:
            found.append(Reason(decision.prepared.why, False))
            found += self._ended(measure)
        found += standing(measure, decision.status)
        if decision.condition is not None:
            found.append(explainer.reason(Part(decision.condition.trace, True)))
        found += [check_reason(result) for result in checks]
        if yields_to is not None:
            found.append(self._yields(yields_to))
        return tuple(found)

    def _authority(self, measure: Measure) -> Reason:
        """Which sentence it rests on, first of all."""
        document = self._book.document(measure.clause.document)
        name = (document.number or document.title) if document else measure.clause.document
        clause = measure.clause.ref
        return Reason(
            Text(f"依据{name}{clause}：“{measure.quote}”。", f"Rests on {name} {clause}: “{measure.quote}”."),
            None,
            False,
        )

    def _ended(self, measure: Measure) -> list[Reason]:
        """That the document itself is no longer in force on the day, and what ended it."""
        document = self._book.document(measure.clause.document)
        if document is None or document.expires is None or self._on <= document.expires:
            return []
        words = _ENDS.get(document.state)
        if words is None:
            return []
        note = document.state_note
        return [Reason(Text(f"{words.zh}{note.zh}", f"{words.en} {note.en}".strip()), False)]

    def _other_kind(self, measure: Measure) -> Reason:
        given = KIND_NAMES[self._subject.kind]
        kinds = [KIND_NAMES[kind] for kind in measure.kinds]
        zh, en = "、".join(k.zh for k in kinds), ", ".join(k.en for k in kinds)
        return Reason(Text(f"给{zh}，不是给{given.zh}的。", f"It is for: {en}; not for: {given.en}."), False)

    def _yields(self, other: str) -> Reason:
        title = next((m.title for m in self._book.measures() if m.id == other), Text(other, other))
        return Reason(
            Text(
                f"同一事项以“{title.zh}”为准，不重复享受。",
                f"“{title.en}” goes before it; not both are given.",
            ),
            None,
        )

    def _near_miss(self, decision: Decision, explainer: Explainer) -> tuple[bool, Text | None]:
        """Exactly one condition stands in the way and everything else is known to hold."""
        measure = decision.prepared.measure
        if decision.status is Status.NO_OPEN_CALL and decision.fits is Answer.MET:
            return True, Text("等主管部门开放申报。", "An open call is needed.")
        if decision.status is Status.SUSPENDED and decision.fits is Answer.MET:
            return True, measure.suspended_until
        if decision.status is not Status.IN_FORCE or decision.answer is not Answer.NOT_MET:
            return False, None
        failing = decision.failing()
        if len(failing) != 1 or decision.has_open_requirement:
            return False, None
        for check, outcome in zip(measure.checks, decision.checks, strict=False):
            if outcome.value is False:  # a check is said as the text says it
                return True, Text(f"{check.text.zh}：不符合。", f"{check.text.en}: not fulfilled.")
        return True, explainer.change(failing[0])

    def _units(self, measure: Measure) -> tuple[Unit, ...]:
        clause = clause_at(self._book, measure.clause)
        document = self._book.document(measure.clause.document)
        if clause is None or document is None:
            return ()
        names = [n for note in clause.units for n in (*note.lead, *note.joint, *note.cooperating)]
        return tuple(self._succession.on(name, document.place, self._on) for name in dict.fromkeys(names))


def standing(measure: Measure, status: Status) -> list[Reason]:
    """What the modality means for the subject."""
    if status is Status.NO_OPEN_CALL:
        text = Text(
            "文件只是鼓励、支持，目前没有开放的申报。",
            "The text only encourages; there is no open call at present.",
        )
        return [Reason(text, False)]
    if status is Status.SUSPENDED and measure.suspended_until is not None:
        until = measure.suspended_until
        return [
            Reason(Text(f"尚待条件成就：{until.zh}", f"Still waits for its condition: {until.en}"), False)
        ]
    if status is Status.IN_FORCE and measure.modality is Modality.PERMITS:
        return [
            Reason(
                Text("文件说的是“可以”：允许，不是必须。", "The text says “may”: allowed, not owed."),
                None,
                False,
            )
        ]
    return []


def check_reason(result: CheckResult) -> Reason:
    """A check as a reason: known to hold, known to fail, or left to the department."""
    words = result.check.text
    if result.holds is None:
        return Reason(
            Text(f"由主管部门核验：{words.zh}。", f"The department verifies: {words.en}."), None, False
        )
    return Reason(words, result.holds, not result.holds, children=(result.reason,))


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
