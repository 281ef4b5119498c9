"""An unchanged file is not read again; whatever a reading rests on makes it be read again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from zhongchuang.policy.packs import loader
from zhongchuang.policy.packs.errors import Problem, Problems
from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.reading.memory import Memory, digest
from zhongchuang.policy.packs.schema import Measure, RuleBook
from zhongchuang.policy.packs.tests.factory import added, changed, problems_of, sample_book

MEASURES = "province/measures.yaml"
DOCUMENT = "province/documents/shi-2020-1.yaml"
PROMISE = "province/share"


def promise(book: RuleBook) -> Measure:
    found = book.measure(PROMISE)
    assert found is not None
    return found


def test_another_file_leaves_measures_the_objects_they_were() -> None:
    after = rulebook_of(added("province/duties.yaml", "# 一句说明\n"))
    assert after.version != sample_book().version
    assert promise(after) is promise(sample_book())


def test_the_day_of_the_document_reaches_its_measures() -> None:
    after = rulebook_of(changed((DOCUMENT, "issued: 2020-01-10", "issued: 2020-04-01")))
    assert promise(after).start != promise(sample_book()).start


def test_a_fact_renamed_elsewhere_is_found_in_an_unchanged_file() -> None:
    sample_book()
    found = problems_of(changed(("vocabulary.yaml", "name: income,", "name: earnings,")))
    assert any(problem.path == MEASURES for problem in found)


def test_what_is_wrong_is_told_every_time() -> None:
    files = changed((MEASURES, "modality: confers", "modality: promises"))
    first = problems_of(files)
    again = problems_of(files | {"province/duties.yaml": files["province/duties.yaml"] + "# 又一句\n"})
    assert first and first == again


def test_the_oldest_go_first() -> None:
    memory, reads = Memory(most=2), []

    def read(name: str) -> None:
        memory.recall(name, lambda _problems: reads.append(name), Problems())

    for name in ("a", "b", "a", "c", "a", "b"):
        read(name)
    assert reads == ["a", "b", "c", "b"]


def test_a_reading_that_breaks_is_not_kept() -> None:
    memory = Memory()

    def breaks(_problems: Problems) -> int:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        memory.recall("x", breaks, Problems())
    assert memory.recall("x", lambda _problems: 1, Problems()) == 1


def test_problems_come_back_with_the_value() -> None:
    memory, problem = Memory(), Problem("a.yaml", 1, "错", "wrong")

    def read(problems: Problems) -> str:
        problems.add(problem)
        return "value"

    for _ in range(2):
        told = Problems()
        assert memory.recall("x", read, told) == "value"
        assert told.errors == (problem,)


def test_texts_run_together_have_other_digests() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_two_threads_are_given_the_same_reading() -> None:
    memory, both = Memory(), Barrier(2)

    def read(_problems: Problems) -> object:
        both.wait(timeout=10)  # neither has finished when the other begins
        return object()

    with ThreadPoolExecutor(2) as threads:
        first, second = (threads.submit(memory.recall, "x", read, Problems()) for _ in range(2))
    assert first.result() is second.result()


def test_rules_speak_of_the_vocabulary_of_their_book_when_it_was_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The vocabulary is read before the measures, so it is the first to be forgotten."""
    memory = Memory()
    monkeypatch.setattr(loader, "_READ", memory)
    monkeypatch.setattr(loader, "_BUILT", {})
    before = rulebook_of(added("province/duties.yaml", "# 甲\n"))
    memory._kept.pop(next(key for key in memory._kept if isinstance(key, tuple) and key[0] == "vocabulary"))
    after = rulebook_of(added("province/duties.yaml", "# 乙\n"))
    assert after.vocabulary is not before.vocabulary
    rules = [dated.rule for measure in after.measures() for dated in measure.conditions]
    assert rules and all(rule.vocabulary is after.vocabulary for rule in rules)
