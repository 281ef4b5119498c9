"""What is said of a move, to whom: what happened, what there is to do, until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhongchuang.cases.flow import State
from zhongchuang.cases.flow.moves import MoveName
from zhongchuang.cases.flow.words import MOVE_WORDS, STATES

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case, CaseMove

LONGEST_REASON = 120
"""In a note and a short message; a mail has the whole of it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What happened, and what there is to do about it; the reason apart, for it may be long."""

    what: str
    todo: str = ""
    reason: str = ""

    @property
    def in_one(self) -> str:
        """As a note says it."""
        reason = self.reason
        if len(reason) > LONGEST_REASON:
            reason = reason[: LONGEST_REASON - 1] + "…"
        return " ".join(part for part in (self.what, reason, self.todo) if part)

    @property
    def short(self) -> str:
        """As a short message says it: without the reason, which may tell more than a telephone should show."""
        return " ".join(part for part in (self.what, self.todo) if part)


def words_for(case: Case, move: CaseMove, side: str, language: str) -> Said:
    """What one side is told of a move, in a language."""
    with translation.override(language):
        about = {"number": case.number, "title": case.title, "applicant": case.applicant_name}
        if side == "applicant":
            return Said(_happened(move, about), _todo(case, move), move.reason)
        return Said(_arrived(move, side, about), _until(case), move.reason if side != "employer" else "")


def _happened(move: CaseMove, about: dict[str, str]) -> str:
    name = MoveName(move.move)
    match name:
        case MoveName.SUBMIT:
            return _("您的申请 %(number)s“%(title)s”已提交。") % about
        case MoveName.OFFER:
            return (
                _("按平台登记的情况，%(applicant)s符合“%(title)s”，不用申请，已经替您填好（%(number)s）。")
                % about
            )
        case MoveName.CONFIRM:
            return _("您已确认“%(title)s”，编号 %(number)s。") % about
        case MoveName.CORRECT:
            return _("“%(title)s”（%(number)s）改由您更正后提交，已填好的内容都在。") % about
        case MoveName.DECLINE:
            return _("您已表示不要“%(title)s”（%(number)s），不再办理。") % about
        case MoveName.UNANSWERED:
            return _("“%(title)s”（%(number)s）没有在期限内确认，不再办理。") % about
        case MoveName.RESUBMIT:
            return _("您补正后的申请 %(number)s 已重新提交。") % about
        case MoveName.RETURN:
            return _("您的申请 %(number)s 需要补正。") % about
        case MoveName.LAPSE:
            return _("您的申请 %(number)s 逾期没有补正，按不予受理办结。") % about
        case MoveName.RECOMMEND:
            return _("您的申请 %(number)s 已获推荐。") % about
        case MoveName.ACCEPT:
            return _("您的申请 %(number)s 已受理。") % about
        case MoveName.ANNOUNCE:
            return _("您的申请 %(number)s 已列入公示。") % about
        case MoveName.APPROVE | MoveName.COSIGN if State(move.target) is State.APPROVED:
            return _("您的申请 %(number)s 已批准。") % about
        case MoveName.REFUSE:
            return _("您的申请 %(number)s 未获批准。") % about
    return _("您的申请 %(number)s：%(move)s。现在是“%(state)s”。") % {
        **about,
        "move": MOVE_WORDS[name],
        "state": STATES[State(move.target)],
    }


def _todo(case: Case, move: CaseMove) -> str:
    match MoveName(move.move):
        case MoveName.OFFER if case.due_on is not None:
            return _("请在%(day)s前看一看，确认、更正或者不要；到期没有确认的不再办理。") % {
                "day": _day(case)
            }
        case MoveName.OFFER:
            return _("请看一看，确认、更正或者不要。")
        case MoveName.RETURN if case.due_on is not None:
            return _("请在%(day)s前按意见补正后重新提交，逾期不补正的按不予受理办结。") % {"day": _day(case)}
        case MoveName.REFUSE | MoveName.REVOKE:
            return _("决定书和救济途径请到办件页查看。")
        case MoveName.APPROVE | MoveName.COSIGN if State(move.target) is State.APPROVED:
            return _("决定书请到办件页下载。")
        case (
            MoveName.SUBMIT | MoveName.CONFIRM | MoveName.RESUBMIT | MoveName.RECOMMEND | MoveName.ACCEPT
        ) if case.due_on:
            return _("下一步：%(state)s，最迟%(day)s。") % {
                "state": STATES[State(move.target)],
                "day": _day(case),
            }
    return ""


def _arrived(move: CaseMove, side: str, about: dict[str, str]) -> str:
    """To whoever works on cases: that one came, or what became of one of theirs."""
    if side == "employer":
        return _("%(applicant)s 的申请 %(number)s“%(title)s”请您单位审核。") % about
    if side == "recommender":
        return _("%(applicant)s 的申请 %(number)s“%(title)s”请您单位提出推荐意见。") % about
    match State(move.target):
        case State.SUBMITTED:
            return _("%(applicant)s 的申请 %(number)s“%(title)s”待受理。") % about
        case State.TO_DECIDE:
            return _("%(applicant)s 的申请 %(number)s“%(title)s”待决定。") % about
        case State.TO_COSIGN:
            return _("%(applicant)s 的申请 %(number)s“%(title)s”待财政会签。") % about
    return _("%(applicant)s 的申请 %(number)s：%(move)s。现在是“%(state)s”。") % {
        **about,
        "move": MOVE_WORDS[MoveName(move.move)],
        "state": STATES[State(move.target)],
    }


def _until(case: Case) -> str:
    return _("请在%(day)s前办理。") % {"day": _day(case)} if case.due_on is not None else ""


def _day(case: Case) -> str:
    return date_format(case.due_on, "DATE_FORMAT") if case.due_on is not None else ""


def late_words(case: Case, days: int, language: str) -> Said:
    """That a case is late, to whoever has it and the second person of the department."""
    with translation.override(language):
        said = _("办件 %(number)s（%(applicant)s）已超期 %(days)s 个工作日，现在是“%(state)s”。")
        return Said(
            said
            % {
                "number": case.number,
                "applicant": case.applicant_name,
                "days": days,
                "state": STATES[State(case.state)],
            },
            _("请尽快办理，或说明原因后转交他人。"),
        )


def offer_words(case: Case, language: str) -> Said:
    """That an offer is not answered yet and its term runs out."""
    with translation.override(language):
        about = {"number": case.number, "title": case.title, "day": _day(case)}
        return Said(
            _("“%(title)s”（%(number)s）已经替您填好，还没有确认。") % about,
            _("最迟%(day)s确认；到期没有确认的不再办理。") % about,
        )


def assigned_words(case: Case, language: str) -> Said:
    """That a case was given to somebody."""
    with translation.override(language):
        said = _("办件 %(number)s“%(title)s”（%(applicant)s）已分派给您。")
        about = {"number": case.number, "title": case.title, "applicant": case.applicant_name}
        return Said(said % about, _until(case))
