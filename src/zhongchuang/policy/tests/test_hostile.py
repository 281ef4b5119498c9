"""What somebody tries who means no good, or mistypes badly: names that are another's, numbers nobody can write out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import InvalidOperation

import pytest

from zhongchuang.core.actors import Actor
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account, signed_in
from zhongchuang.policy.decisions import read_answer
from zhongchuang.policy.drafting.checking import Area
from zhongchuang.policy.drafting.content import DocumentEnd, EndKind
from zhongchuang.policy.drafting.entries import EntryReading
from zhongchuang.policy.drafting.writing import written
from zhongchuang.policy.errors import AnswerUnreadable, DraftNotReady, DraftThere
from zhongchuang.policy.forms.desk.rows import plain_money, plain_rate
from zhongchuang.policy.forms.scenarios import content_of
from zhongchuang.policy.models import Draft, PackOrigin
from zhongchuang.policy.packs.errors import Problems
from zhongchuang.policy.packs.reading import nodes
from zhongchuang.policy.packs.schema import Parameter
from zhongchuang.policy.selectors.desk import problems_of, workbench
from zhongchuang.policy.selectors.rulebook import content_version, current_rulebook
from zhongchuang.policy.services import desk, files_publish
from zhongchuang.policy.tests.desk_at_work import (
    COLLEAGUE,
    DOCUMENT,
    OFFICER,
    RENT,
    REVIEWER,
    TEXT,
    begun,
    load_real_packs,
    published,
    ready,
    step,
    taken,
)
from zhongchuang.policy.tests.factory import real_book, words

BOOK = real_book()
OTHER_TEXT = TEXT.replace("12号", "13号")
HUGE = ["1e999999999", "-1e31", "1e-999999999", "0e999999999", "9" * 5000]


@pytest.fixture
def loaded(today: None) -> str:
    """The packs of the repository in force."""
    return load_real_packs()


def named(draft: Draft, actor: Actor, name: str) -> Draft:
    """The draft with another id of its document."""
    head = replace(workbench(draft).content.head, id=name)
    return step(desk.draft_head_set, actor, head=head)(draft)


# ── names that are another's ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_draft_cannot_take_the_name_of_one_that_is_worked_on(loaded: str) -> None:
    mine, yours = begun(), begun(COLLEAGUE, OTHER_TEXT)
    with pytest.raises(DraftThere) as refused:
        named(yours, COLLEAGUE, DOCUMENT)
    assert refused.value.key == mine.key
    assert Draft.objects.get(pk=yours.pk).row_version == yours.row_version


@pytest.mark.django_db
def test_going_back_to_a_name_another_draft_took_meanwhile_is_refused(loaded: str) -> None:
    mine = named(begun(), OFFICER, "another-name")
    yours = begun(COLLEAGUE)
    with pytest.raises(DraftThere) as refused:
        step(desk.draft_undo)(mine)
    assert refused.value.key == yours.key


@pytest.mark.django_db
def test_a_new_text_does_not_take_the_place_of_a_published_one(loaded: str) -> None:
    published()
    draft = taken(begun(COLLEAGUE, OTHER_TEXT), lambda d: named(d, COLLEAGUE, DOCUMENT))
    found = problems_of(workbench(draft), current_rulebook(), Area.HEAD)
    assert [problem.field for problem in found] == ["id"]
    with pytest.raises(DraftNotReady):
        step(desk.draft_submit, COLLEAGUE)(draft)


# ── what whoever decides must not overlook ───────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_whoever_decides_is_told_of_every_other_document_that_ends_with_it(loaded: str) -> None:
    other = "liaozhengbanfa-2016-88"
    end = DocumentEnd(other, EndKind.REPEALED, date(2031, 6, 1), source="另一份公报（虚构）")
    draft = step(desk.draft_submit)(step(desk.document_end, end=end)(ready()))
    held = current_rulebook().document(other)
    assert held is not None
    page = words(signed_in(make_account(Role.REVIEWER)).get(f"/desk/{draft.key}/review/"))
    assert held.title in page and "自 2031-06-01 起废止（另一份公报（虚构））" in page


# ── words that would be structure ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["place", "code", "parent"])
@pytest.mark.parametrize("word", ['220100"\n- name: "x', '220100", other: "x', "220100\\", "220100\n"])
def test_a_code_stays_one_value_in_the_file(key: str, word: str) -> None:
    for entry in ({key: word}, {"in": {key: word}}):
        problems = Problems()
        root = nodes.parse("x.yaml", written(entry), problems)
        assert root is not None, problems.errors
        found = root.plain()
        inner = found["in"] if isinstance(found, dict) and "in" in found else found
        assert inner == {key: word.strip()}


# ── numbers nobody can write out ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", HUGE)
@pytest.mark.parametrize("reader", ["decimal", "integer", "fen"])
def test_a_pack_holds_no_number_that_cannot_be_worked_with(typed: str, reader: str) -> None:
    reading = EntryReading({"value": typed})
    spot = reading.spot.table(("value",)).get("value")
    assert spot is not None
    assert getattr(spot, reader)() == 0
    assert len(reading.problems.errors) == 1


@pytest.mark.django_db
def test_a_measure_with_such_a_number_is_kept_and_told(loaded: str) -> None:
    cap = RENT["parameters"]["cap"]
    values = [{**cap["values"][0], "value": "1e9999999"}]
    entry = {**RENT, "parameters": {**RENT["parameters"], "cap": {**cap, "values": values}}}
    draft = step(desk.measure_save, entry=entry, name="rent")(ready())
    fields = [problem.field for problem in problems_of(workbench(draft), current_rulebook())]
    assert "parameters.cap.values.0.value" in fields


def _parameters(*types: str) -> list[Parameter]:
    found = {p.type: p for measure in BOOK.measures() for p in measure.parameters.values()}
    return [found[name] for name in types]


@pytest.mark.parametrize("typed", HUGE)
def test_a_simulation_takes_no_such_number(typed: str) -> None:
    for parameter in _parameters("rate", "integer"):
        with pytest.raises(InvalidOperation):
            content_of(parameter, typed)


def test_a_row_keeps_as_typed_what_it_cannot_reckon() -> None:
    assert plain_rate("9" * 40 + "%") == "9" * 40 + "%"
    assert plain_money("9" * 40 + "万").isdigit()


@pytest.mark.parametrize("typed", ["1" * 60 + ".555", "1" * 90, "0." + "0" * 60 + "1"])
def test_an_answer_of_many_digits_is_out_of_bounds_and_no_failure(typed: str) -> None:
    for fact in ("area", "workstations", "transfer_income"):
        with pytest.raises(AnswerUnreadable):
            read_answer(BOOK.vocabulary[fact], BOOK.questions[fact], typed)


# ── pages kept of a state that comes back ────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_version_that_comes_back_is_another_state_of_the_content(loaded: str) -> None:
    states, before = [content_version()], current_rulebook().files
    other = {**before, "gansu/pack.yaml": before["gansu/pack.yaml"].replace("Gansu Province", "Gansu")}
    version = loaded
    for files in (other, before):
        version = files_publish(actor=REVIEWER, files=files, origin=PackOrigin.DESK, based_on=version)
        states.append(content_version())
    assert version == loaded
    assert len(set(states)) == 3
