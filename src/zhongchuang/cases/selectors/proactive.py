"""免申即享, read: who there is in a call's place, what the register says of each, what each has by it; runs and findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from zhongchuang.cases.access import of_department, reach_of
from zhongchuang.cases.models import Case, ProactiveFinding, ProactiveRun, Round
from zhongchuang.cases.programmes.answers import form_of
from zhongchuang.cases.programmes.known import FACT
from zhongchuang.cases.programmes.prefill import Prefilled, prefill, sources_of
from zhongchuang.cases.programmes.proactive import (
    Changed,
    Found,
    Outcome,
    facts_changed,
    found_of,
)
from zhongchuang.cases.programmes.schema import Applicant, Text
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.applying import SPENT, lineage_of, party_of, rules_of
from zhongchuang.cases.selectors.known import Party, known_of
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, SystemActor
from zhongchuang.core.errors import NotFound
from zhongchuang.core.json_values import Json
from zhongchuang.expressions import ExpressionsError, Value
from zhongchuang.parties.selectors.organisations import places_within, verified_in
from zhongchuang.parties.selectors.residency import capacities_of, resident_firms
from zhongchuang.parties.selectors.spaces import recognitions_of, space_by_reference, spaces_in
from zhongchuang.policy.matching.match import match_one
from zhongchuang.policy.matching.stored import read_stored, stored_value
from zhongchuang.policy.matching.subject import FactValue, Source, Subject
from zhongchuang.policy.matching.verdicts import Verdict
from zhongchuang.policy.matching.words import Words
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind
from zhongchuang.policy.services.populations import REGISTERED_KINDS

if TYPE_CHECKING:
    from zhongchuang.parties.models import Place, Space

READER = SystemActor("cases.proactive")
FACT_KEY = "fact:"
"""Before the name of a fact, which otherwise might be that of a field."""
_STAGES = {"space": SubjectKind.SPACE, "incubator": SubjectKind.INCUBATOR}
_HIGHER = ("provincial", "national")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might have it, and what the rules call them."""

    party: Party
    kind: SubjectKind
    resident: bool = False  # a firm that is in a space today

    @property
    def home(self) -> str:
        """The code of the place where they are at home."""
        there = self.party.space or self.party.organisation
        assert there is not None  # people are no candidates
        return str(there.place_id)

    @property
    def place(self) -> Place:
        """Where they are at home."""
        home = self.party.space or self.party.organisation
        assert home is not None  # people are no candidates
        return home.place


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of a candidate, and the form as the register fills it."""

    found: Found
    filled: Prefilled


def candidates_of(call: Round) -> list[Candidate]:
    """Everybody registered and verified in the call's place who is of a kind the programme is for."""
    content = version_content(call.version_id)
    places = places_within(call.programme.place_id)
    if content.applicant is Applicant.SPACE:
        everybody = [
            Candidate(Party(organisation=operator, space=space), _STAGES[space.stage])
            for space, operator in spaces_in(places)
            if space.stage in _STAGES
        ]
    elif content.applicant is Applicant.ORGANISATION:
        firms = verified_in(places, REGISTERED_KINDS)
        inside = resident_firms([one.pk for one in firms])
        everybody = [
            Candidate(Party(organisation=one), REGISTERED_KINDS[one.kind], one.pk in inside) for one in firms
        ]
    else:
        everybody = []
    return [one for one in everybody if not content.kinds or one.kind.value in content.kinds]


def candidate_of(case: Case) -> Candidate:
    """Whoever a case was offered to, as the register has them now."""
    party = party_of(case)
    assert party.organisation is not None  # offers go to organisations and to those that run a space
    if party.space is not None:
        return Candidate(party, _STAGES.get(party.space.stage, SubjectKind.SPACE))
    kind = REGISTERED_KINDS.get(party.organisation.kind, SubjectKind.ENTERPRISE)
    return Candidate(party, kind, party.organisation.pk in resident_firms([party.organisation.pk]))


def candidate_again(finding: ProactiveFinding) -> Candidate | None:
    """Whoever was judged, as the register has them now; None where they are not verified or not there any more."""
    organisation = finding.organisation
    if finding.space:
        space = space_by_reference(finding.space)
        pairs = spaces_in([space.place_id])
        here = next(
            (pair for pair in pairs if pair[0].pk == space.pk and pair[1].pk == organisation.pk), None
        )
        if here is None or here[0].stage not in _STAGES:
            return None
        return Candidate(Party(organisation=here[1], space=here[0]), _STAGES[here[0].stage])
    if organisation.state != "verified" or organisation.kind not in REGISTERED_KINDS:
        return None
    inside = organisation.pk in resident_firms([organisation.pk])
    return Candidate(Party(organisation=organisation), REGISTERED_KINDS[organisation.kind], inside)


def judged(call: Round, candidate: Candidate, book: RuleBook, content: Content | None = None) -> Judged:
    """What the register and the rules in force say of somebody, today."""
    content = content or version_content(call.version_id)
    sources = {source for source in sources_of(content) if not source.startswith(FACT)}
    filled = prefill(content, known_of(sources, candidate.party, call, READER))
    form = form_of(content, rules_of(call.version_id), filled.answers, clock.today())
    asked = _asked(book, content)
    facts = _usable(register_facts(candidate, asked), book)
    verdict = _verdict(book, candidate, facts, content)
    rests_on: dict[str, Json] = dict(filled.answers)
    rests_on |= {FACT_KEY + name: stored_value(value) for name, value in facts.items()}
    return Judged(found_of(verdict, form, rests_on), filled)


def _asked(book: RuleBook, content: Content) -> frozenset[str]:
    measure = book.measure(content.proactive.measure) if content.proactive else None
    return frozenset() if measure is None else measure.facts()


def _verdict(
    book: RuleBook, candidate: Candidate, facts: Mapping[str, Value], content: Content
) -> Verdict | None:
    place = _place_of_rules(candidate, book)
    if place is None or content.proactive is None:
        return None
    known = {name: FactValue(value, Source.REGISTERED) for name, value in facts.items()}
    subject = Subject(place, candidate.kind, known)
    return match_one(book, subject, content.proactive.measure, clock.today())


def _place_of_rules(candidate: Candidate, book: RuleBook) -> str | None:
    """Where they are at home as far down as the packs know places; most often the place itself, which asks no database."""
    if candidate.home in book.places:
        return candidate.home
    return next((code for code in lineage_of(candidate.place) if code in book.places), None)


def _usable(facts: Mapping[str, Value], book: RuleBook) -> dict[str, Value]:
    """What these packs have a fact for and can read; the rest stays unknown."""
    found: dict[str, Value] = {}
    for name, value in facts.items():
        fact = book.vocabulary.get(name)
        if fact is None:
            continue
        try:
            fact.encode(value)
        except ExpressionsError:
            continue  # out of its bounds: nobody can reckon with it
        found[name] = value
    return found


def register_facts(candidate: Candidate, asked: Collection[str]) -> dict[str, Value]:
    """The facts asked for that the register itself answers (`KNOWN_FACTS`). What is not registered is not there."""
    if candidate.party.space is None:
        found: dict[str, Value] = {"in_space": candidate.resident}
    else:
        found = _space_facts(candidate.party.space, asked)
    return {name: value for name, value in found.items() if name in asked}


def _space_facts(space: Space, asked: Collection[str]) -> dict[str, Value]:
    """Rows are read only for what is asked."""
    today = clock.today()
    found: dict[str, Value] = {
        "founded_by_leading_firm": space.built_by == "leading_enterprise",
        "operating_months": max(0, _months(space.opened_on, today)),
    }
    if not {"area", "workstations"}.isdisjoint(asked):
        room = [one for one in capacities_of(space) if one.since <= today]
    else:
        room = []
    if room:
        found |= {"area": Decimal(room[-1].area_m2), "workstations": room[-1].workstations}
    if {"also_recognised_by_province", "recognised_on", "recognition"}.isdisjoint(asked):
        return found
    standing = {
        one.level: one.since
        for one in recognitions_of(space)
        if one.since <= today
        and (one.until is None or one.until >= today)
        and (one.revoked_on is None or one.revoked_on > today)
    }
    level = next((level for level in reversed(_HIGHER) if level in standing), "none")
    found |= {"recognition": level, "also_recognised_by_province": set(_HIGHER) <= standing.keys()}
    if level in standing:
        found["recognised_on"] = standing[level]
    return found


def _months(since: dt.date, until: dt.date) -> int:
    """Whole months between two days."""
    return (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)


def applied_already(call: Round, party: Party) -> bool:
    """Whether they have handed a case in in this call themselves."""
    rows = Case.objects.filter(round=call, organisation=party.organisation).exclude(state__in=SPENT)
    return rows.filter(space=party.space.public_id if party.space else "").exists()


def offer_finding(case: Case) -> ProactiveFinding | None:
    """What an offer was made upon."""
    return ProactiveFinding.objects.filter(case=case).order_by("pk").first()


def changed_since(case: Case, found: Found, book: RuleBook) -> Sequence[Changed]:
    """What the register says otherwise than when the case was offered; values in the words of both languages."""
    kept = offer_finding(case)
    if kept is None or kept.facts_sha256 == found.digest:
        return ()
    content = version_content(case.version_id)
    labels = {field.id: field.label for field in content.fields}
    for name in {*kept.facts, *found.facts}:
        question = book.questions.get(name.removeprefix(FACT_KEY)) if name.startswith(FACT_KEY) else None
        if question is not None:
            labels[name] = Text(zh=question.label.zh, en=question.label.en)
    return facts_changed(kept.facts, found.facts, labels)


def fact_words(book: RuleBook, content: Content, name: str, value: Json) -> Text | None:
    """A fact of the vocabulary in words; None where these packs cannot say it."""
    measure = book.measure(content.proactive.measure) if content.proactive else None
    fact = name.removeprefix(FACT_KEY)
    if measure is None or fact not in book.questions or value is None:
        return None
    said = Words(book, measure).fact_value(fact, read_stored(fact, value, book.vocabulary))
    return Text(zh=said.zh, en=said.en)


def run_at_last(call: Round) -> ProactiveRun | None:
    """The latest run of a call."""
    return ProactiveRun.objects.filter(round=call).order_by("-pk").first()


def run_seen(actor: Actor, key: str) -> ProactiveRun:
    """A run of a call of the actor's departments. Raises NotFound."""
    rows = ProactiveRun.objects.select_related("round__programme")
    found: ProactiveRun | None = rows.filter(key=key).first()
    if found is None or not of_department(found.round.department_id, reach_of(actor)):
        raise NotFound()
    return found


def findings_of(run: ProactiveRun, outcome: str = "") -> QuerySet[ProactiveFinding]:
    """What was found, of one outcome or all, in the order of the names."""
    rows = ProactiveFinding.objects.filter(run=run).select_related("place", "case").order_by("pk")
    return rows.filter(outcome=outcome) if outcome else rows


def to_send(run: ProactiveRun) -> QuerySet[ProactiveFinding]:
    """The findings an offer is still to be made upon."""
    return findings_of(run, Outcome.MET).filter(case=None, unsent="").select_related("organisation__place")


def offers_waiting(due_before: dt.date | None = None) -> Iterator[int]:
    """Offers nobody has answered, by key; those whose last day lies before a day."""
    rows = Case.objects.filter(state="offered")
    if due_before is not None:
        rows = rows.filter(Q(due_on__lt=due_before))
    yield from list(rows.order_by("pk").values_list("pk", flat=True))
