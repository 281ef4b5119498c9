"""What may run without application: nothing that has to be asked or judged by people. Each finding has what makes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from zhongchuang.cases.programmes.answers import form_of
from zhongchuang.cases.programmes.checking import Ground, programme_problems
from zhongchuang.cases.programmes.proactive import Outcome, facts_digest, found_of
from zhongchuang.cases.programmes.rules import compile_rules
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.tests.factory import content
from zhongchuang.cases.tests.proactive.scene import ALLIANCE, said
from zhongchuang.policy.matching.match import match, match_one
from zhongchuang.policy.matching.subject import FactValue, Source, Subject
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.tests.factory import real_book

ON = dt.date(2026, 11, 21)
REWARD = {
    "document": "ganzhengbanfa-2016-33",
    "clause": "四（五）",
    "quote": "对龙头骨干企业创办、获得省级众创空间认定且考核优异的众创空间，适当给予补助奖励",
    "measure": "gansu/leading-firm-space-reward",
}
TEXT = {"zh": "一句话", "en": "A sentence"}


def keys(programme: Programme, place: str = "210000") -> set[str]:
    return {problem.key for problem in programme_problems(programme, Ground(real_book(), place, ON))}


def sections(**field: Any) -> list[dict[str, Any]]:
    base = said().sections[0].model_dump(mode="json", exclude_none=True)
    return [{**base, "fields": [*base["fields"], {"label": TEXT, "type": "text", **field}]}]


def test_nothing_is_wrong_to_begin_with() -> None:
    assert keys(said()) == set()


def test_rules_that_ask_what_is_not_registered_cannot_be_judged() -> None:
    proactive = {"measure": REWARD["measure"]}
    found = programme_problems(said(basis=[REWARD], proactive=proactive), Ground(real_book(), "620000", ON))
    assert [(p.key, "考核优异" in p.zh) for p in found] == [("proactive.measure", True)]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"proactive": {"measure": "liaoning/alliance-membership"}}, "proactive.measure"),
        ({"materials": [{"id": "paper", "label": TEXT}]}, "materials[0]"),
        ({"sections": sections(id="mood")}, "sections[0].fields[3]"),
        (
            {"sections": sections(id="mood", prefill="fact:industry", fact="industry")},
            "sections[0].fields[3]",
        ),
        ({"proactive": {"measure": ALLIANCE["measure"], "asks": ["nothing"]}}, "proactive.asks[0]"),
        ({"steps": ["recommend", "accept", "decide"], "chain": [{"level": "city", "days": 5}]}, "steps"),
        ({"applicant": "person", "kinds": ["team"]}, "proactive.measure"),
    ],
)
def test_what_has_to_be_asked_or_judged_is_refused(changes: dict[str, Any], key: str) -> None:
    assert key in keys(said(**changes))


def test_what_only_they_can_say_is_listed_and_optional_things_are_free() -> None:
    asks = {"measure": ALLIANCE["measure"], "asks": ["mood"]}
    assert keys(said(sections=sections(id="mood"), proactive=asks)) == set()
    assert keys(said(sections=sections(id="mood", required=False))) == set()
    assert keys(said(materials=[{"id": "paper", "label": TEXT, "required": False}])) == set()


def test_a_measure_that_only_encourages_gives_nothing() -> None:
    encouraged = {
        "document": "liaozhengbanfa-2016-88",
        "clause": "三（一）",
        "quote": "支持具备条件的众创空间承担科技计划项目",
        "measure": "liaoning/science-projects",
    }
    proactive = {"measure": "liaoning/science-projects"}
    assert "proactive.measure" in keys(said(basis=[encouraged], proactive=proactive))


def test_a_programme_that_is_applied_for_is_none_of_this() -> None:
    assert not any(key.startswith("proactive") for key in keys(content()))


def test_one_measure_is_answered_as_among_all() -> None:
    known: dict[str, Any] = {
        "recognition": "provincial",
        "founded_by_leading_firm": True,
        "assessed_excellent": True,
    }
    facts = {name: FactValue(value, Source.REGISTERED) for name, value in known.items()}
    subject = Subject("620100", SubjectKind.SPACE, facts)
    one = match_one(real_book(), subject, REWARD["measure"], ON)
    assert one is not None and one.answer == "met"
    assert one == next(v for v in match(real_book(), subject, ON) if v.measure.id == REWARD["measure"])
    assert match_one(real_book(), subject, ALLIANCE["measure"], ON) is None  # not of this place


@pytest.mark.parametrize(
    ("facts", "answers", "outcome"),
    [
        ({"recognition": "provincial", "assessed_excellent": True}, {"tenants": 3}, Outcome.MET),
        ({"recognition": "provincial", "assessed_excellent": True}, {"tenants": 0}, Outcome.NOT_MET),
        ({"recognition": "provincial", "assessed_excellent": True}, {}, Outcome.LACKING),
        ({"recognition": "provincial"}, {"tenants": 3}, Outcome.LACKING),
        ({"recognition": "none", "assessed_excellent": True}, {"tenants": 3}, Outcome.NOT_MET),
    ],
)
def test_the_measure_first_then_the_programmes_own_conditions(
    facts: dict[str, Any], answers: dict[str, Any], outcome: Outcome
) -> None:
    programme = said(basis=[REWARD], proactive={"measure": REWARD["measure"]})
    known = {"name": "虚构", "telephone": "0", **answers}
    form = form_of(programme, compile_rules(programme), known, ON)
    given = {**facts, "founded_by_leading_firm": True}
    subject = Subject(
        "620100", SubjectKind.SPACE, {n: FactValue(v, Source.REGISTERED) for n, v in given.items()}
    )
    found = found_of(match_one(real_book(), subject, REWARD["measure"], ON), form, known)
    assert found.outcome is outcome
    assert all(ground.zh and ground.en for ground in found.grounds)
    if outcome is Outcome.MET:  # recognised by the province: that it is not by the state is no matter
        assert all(ground.holds for ground in found.grounds)


def test_a_measure_that_is_no_more_cannot_be_told() -> None:
    programme = said()
    known: dict[str, Any] = {"name": "虚构", "telephone": "0", "tenants": 1}
    found = found_of(None, form_of(programme, compile_rules(programme), known, ON), known)
    assert found.outcome is Outcome.LACKING


def test_the_hash_is_of_the_facts_and_not_of_their_order() -> None:
    assert (
        facts_digest({"a": 1, "b": "二"})
        == facts_digest({"b": "二", "a": 1})
        != facts_digest({"a": 2, "b": "二"})
    )
