"""Verdicts as they were kept, where they can no longer be worked out again: the words of then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from zhongchuang.core.page import ClauseQuote
from zhongchuang.policy.decisions import Difference, Group
from zhongchuang.policy.matching.subject import Subject
from zhongchuang.policy.matching.verdicts import Status as MeasureStatus
from zhongchuang.policy.matching.words import Words
from zhongchuang.policy.packs.schema import BenefitKind, ClauseRef, RuleBook
from zhongchuang.policy.views import addresses
from zhongchuang.policy.views.labels import in_language, reads_english
from zhongchuang.policy.views.outcomes import (
    GROUPS,
    HOLDS,
    Amount,
    ReasonLine,
    Shown,
    VerdictRow,
    amount_of,
    grouped,
    source_of,
)


def shown_as_kept(book: RuleBook, verdicts: Sequence[Mapping[str, Any]]) -> Shown:
    """Verdicts as they were kept, where they can no longer be worked out: the words of then, without the trees."""
    rows: dict[Group, list[VerdictRow]] = defaultdict(list)
    for verdict in verdicts:
        group = _kept_group(verdict)
        if group is not Group.OTHERS:
            rows[group].append(_kept_row(book, verdict, group))
    return Shown(grouped(rows), sum(_kept_group(verdict) is Group.OTHERS for verdict in verdicts))


def _kept_group(verdict: Mapping[str, Any]) -> Group:
    if verdict["status"] == MeasureStatus.OTHER_KIND:
        return Group.OTHERS
    if verdict["status"] in (MeasureStatus.NO_OPEN_CALL, MeasureStatus.SUSPENDED):
        return Group.DIRECTION if verdict["near_miss"] else Group.NOT
    if verdict["near_miss"]:
        return Group.NEARLY
    return Group(verdict["verdict"]) if verdict["verdict"] in (Group.MET, Group.UNKNOWN) else Group.NOT


def _kept_row(book: RuleBook, verdict: Mapping[str, Any], group: Group) -> VerdictRow:
    working = _told(verdict["working"]) if verdict["working"] else ""
    at = ClauseRef(verdict["document"], verdict["clause"])
    here = book.document(at.document) is not None
    return VerdictRow(
        anchor=slugify(verdict["measure"].replace("/", "-")),
        title=verdict["title_en"] if reads_english() else verdict["title"],
        url=addresses.to_measure(verdict["measure"]) if book.measure(verdict["measure"]) else "",
        place="",
        source=source_of(verdict["document_number"] or verdict["document_title"], at.ref),
        group=group,
        amount=_amount(verdict),
        line=working or verdict["to_change"] or "",
        quote=ClauseQuote(
            verdict["quote"],
            f"《{verdict['document_title']}》",
            verdict["document_number"] or "",
            at.ref,
            addresses.to_clause(at) if here else "",
            held=here,
        ),
        working=working,
        reasons=tuple(_kept_reason(reason) for reason in verdict["reasons"][1:]),
        materials=tuple(verdict["materials"]),
        until=verdict["until"] or "",
        set_by=verdict["amount_set_by"] or "",
        unconfirmed=verdict["unconfirmed"],
    )


def _amount(verdict: Mapping[str, Any]) -> Amount | None:
    """The amount of then; it was kept in 元 and is exact to the 分 (`yuan_number`)."""
    kind = None if verdict["benefit_kind"] is None else BenefitKind(verdict["benefit_kind"])
    return amount_of(None if verdict["amount"] is None else round(verdict["amount"] * 100), kind)


def _kept_reason(reason: Mapping[str, Any]) -> ReasonLine:
    return ReasonLine(
        text=_told(reason),
        status=HOLDS[reason["holds"]] if reason["holds"] is not None or reason["decisive"] else None,
        children=tuple(_kept_reason(child) for child in reason["reasons"]),
    )


def _told(words: Mapping[str, Any]) -> str:
    return str(words["text_en"] if reads_english() else words["text"])


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A measure about which the present packs say something else."""

    title: str
    then: str
    now: str


def changes_in_words(changes: Sequence[Difference]) -> list[ChangeLine]:
    """What was answered then and what would be answered now."""
    return [
        ChangeLine(_title(change.now or change.then or {}), _outcome(change.then), _outcome(change.now))
        for change in changes
    ]


def _title(verdict: Mapping[str, Any]) -> str:
    return str(verdict["title_en"] if reads_english() else verdict["title"])


def _outcome(verdict: Mapping[str, Any] | None) -> str:
    """An answer in a few words: the group, and the amount with its meaning."""
    if verdict is None:
        return _("没有这项措施")
    if verdict["superseded_by"] is not None:
        return _("符合，但以另一项为准")
    group = _kept_group(verdict)
    if group is Group.OTHERS:
        return _("面向其他主体")
    amount = _amount(verdict)
    word = str(GROUPS[group][0])
    return word if amount is None else _("%(word)s，%(amount)s") % {"word": word, "amount": amount}


@dataclass(frozen=True, slots=True)
class KeptFact:
    """A fact the verdicts rest on."""

    label: str
    value: str


def facts_in_words(book: RuleBook, subject: Subject | None, facts: Mapping[str, Any]) -> list[KeptFact]:
    """What was answered; by name and bare value where no packs can say it in words."""
    if subject is None:
        return [KeptFact(name, str(entry["value"])) for name, entry in facts.items()]
    words = Words(book, next(book.measures()))  # the words of facts are the same for every measure
    return [
        KeptFact(in_language(book.questions[name].label), in_language(words.fact_value(name, known.value)))
        for name, known in subject.facts.items()
    ]
