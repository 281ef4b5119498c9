"""What hangs on clauses and measures, read from the packs alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib import admin
from django.utils import translation

from zhongchuang.policy.models import AnswerSheet, Document, StoredVerdict
from zhongchuang.policy.packs.schema import (
    BenefitKind,
    ClauseClass,
    DocumentState,
    Instrument,
    Modality,
    Procedure,
    Rank,
    RuleBook,
    SubjectKind,
    Text,
)
from zhongchuang.policy.packs.text import clauses_of
from zhongchuang.policy.selectors.clauses import content_of
from zhongchuang.policy.selectors.promises import measure_content
from zhongchuang.policy.tests.factory import TODAY, real_book
from zhongchuang.policy.views import addresses, labels
from zhongchuang.policy.views.parameters import as_drawn, parameter_views
from zhongchuang.policy.views.rows import first_sentence


@pytest.fixture
def book() -> RuleBook:
    return real_book()


def test_every_clause_measure_duty_and_target_of_the_packs_hangs_somewhere(book: RuleBook) -> None:
    for pack in book.packs.values():
        contents = [content_of(book, document, TODAY) for document in pack.documents.values()]
        clauses = [clause for content in contents for clause in content.walk()]
        assert {str(clause.at) for clause in clauses} == {
            f"{document.id}#{ref}" for document in pack.documents.values() for ref in clauses_of(document)
        }
        assert sorted(m.id for c in clauses for m in c.measures) == sorted(m.id for m in pack.measures)
        assert sorted(d.id for c in clauses for d in c.duties) == sorted(d.id for d in pack.duties)
        assert sorted(t.id for c in clauses for t in c.targets) == sorted(t.id for t in pack.targets)
        assert sorted(f.id for c in clauses for f in c.fields) == sorted(f.id for f in pack.fields)


def test_a_lineage_is_seen_from_both_ends(book: RuleBook) -> None:
    up: set[tuple[str, str]] = set()
    down: set[tuple[str, str]] = set()
    for pack in book.packs.values():
        for document in pack.documents.values():
            for clause in content_of(book, document, TODAY).walk():
                up |= {(str(clause.at), str(end.ref)) for end in clause.carries_out}
                down |= {(str(end.ref), str(clause.at)) for end in clause.carried_out_by}
    assert up == down
    assert len(up) > 50


def test_heading_and_paragraphs_are_the_words_of_the_clause(book: RuleBook) -> None:
    for pack in book.packs.values():
        for document in pack.documents.values():
            for clause in content_of(book, document, TODAY).walk():
                shown = clause.heading + "".join(clause.paragraphs)
                assert "".join(shown.split()) == "".join(clause.clause.text.split()), clause.at
                assert not any(paragraph.startswith(("。", "：")) for paragraph in clause.paragraphs), (
                    clause.at
                )


def test_units_are_those_of_the_day(book: RuleBook) -> None:
    document = book.document("liaozhengbanfa-2016-88")
    assert document is not None

    def succeeded(on: date) -> set[str]:
        clauses = content_of(book, document, on).walk()
        return {unit.name for clause in clauses for note in clause.answerable for unit in note.succeeded}

    assert succeeded(date(2016, 8, 1)) == set()
    assert "省地税局" in succeeded(TODAY)


def test_a_measure_tells_its_rivals_and_where_it_is_restated(book: RuleBook) -> None:
    share = book.measure("liaoning/transfer-income-share")
    national = book.measure("national/rd-super-deduction")
    assert share is not None and national is not None
    rivals = {other.id for other, _place in measure_content(book, share, TODAY).same_topic}
    assert "national/transfer-income-share" in rivals and share.id not in rivals
    restated = measure_content(book, national, TODAY).restated
    assert {end.ref.document for end, _quote in restated} >= {"yunzhengbanfa-2016-65"}


def test_a_measure_over_is_described_as_of_its_last_day(book: RuleBook) -> None:
    over = [m for m in book.measures() if m.end is not None and m.end < TODAY and m.conditions]
    assert over
    for measure in over:
        content = measure_content(book, measure, TODAY)
        assert content.not_in_force is not None
        assert content.description.condition is not None, measure.id
        assert content.described_on < TODAY


def test_a_measure_to_come_is_described_as_of_its_first_day(book: RuleBook) -> None:
    share = book.measure("liaoning/transfer-income-share")
    assert share is not None and share.start is not None
    content = measure_content(book, share, date(2010, 1, 1))
    assert content.described_on >= share.start
    assert content.description.condition is not None


def test_every_value_of_a_parameter_says_where_it_comes_from(book: RuleBook) -> None:
    for measure in book.measures():
        for view in parameter_views(book, measure, TODAY):
            for line in view.lines:
                assert line.quote or line.basis, (measure.id, view.label)
                assert line.held == bool(line.quote)
            assert sum(line.current for line in view.lines) <= 1, (measure.id, view.label)


def test_a_chart_shows_every_value_from_its_day_on(book: RuleBook) -> None:
    charts = [
        (view.chart, measure.parameters[view.name])
        for measure in book.measures()
        for view in parameter_views(book, measure, TODAY)
        if view.chart is not None
    ]
    assert charts
    for chart, parameter in charts:
        drawn = dict(zip(chart.categories, chart.series[0].values, strict=True))
        for value in parameter.values:
            assert value.start is not None and drawn[value.start.isoformat()] == as_drawn(parameter, value)
        held = [parameter.at(date.fromisoformat(str(day))) is not None for day in chart.categories]
        assert held == [number is not None for number in drawn.values()]


@pytest.mark.parametrize(
    "terms",
    [BenefitKind, ClauseClass, DocumentState, Instrument, Modality, Procedure, Rank, SubjectKind],
)
def test_every_term_has_a_name_in_both_languages(terms: type) -> None:
    for term in terms:  # type: ignore[attr-defined]  # an enum
        with translation.override("zh-hans"):
            chinese = str(labels.NAMES[terms][term])
        with translation.override("en"):
            english = str(labels.NAMES[terms][term])
        assert chinese and english and english.isascii(), (term, chinese, english)


def test_words_of_the_packs_follow_the_reader() -> None:
    text = Text("字", "word")
    with translation.override("en-gb"):
        assert labels.in_language(text) == "word"
    with translation.override("zh-hans"):
        assert labels.in_language(text) == "字"
    assert labels.in_language(None) == ""


def test_the_nation_is_no_place_to_be_asked_with() -> None:
    assert addresses.to_ask(place="000000", kind=SubjectKind.TEAM) == "/ask/?kind=team"
    assert addresses.to_ask(place="210000") == "/ask/?place=210000"
    assert addresses.to_ask() == "/ask/"


def test_a_first_sentence_ends_with_its_stop() -> None:
    assert first_sentence("给钱。不多。", "。") == "给钱。"
    assert first_sentence("No stop", ". ") == "No stop"
    assert first_sentence("One. Two.", ". ") == "One."


def test_answers_are_not_for_administrators() -> None:
    assert Document in admin.site._registry
    assert AnswerSheet not in admin.site._registry
    assert StoredVerdict not in admin.site._registry
