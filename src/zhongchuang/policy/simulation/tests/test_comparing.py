"""The engine says what asking one by one says, for random subjects and random changes; the same values change nothing."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest

from zhongchuang.policy.matching.tests.populations import random_subjects, write_subjects
from zhongchuang.policy.packs.loader import load_rulebook
from zhongchuang.policy.packs.schema import BenefitKind, Measure, Modality, RuleBook
from zhongchuang.policy.simulation.changed import changed_book
from zhongchuang.policy.simulation.changes import (
    Change,
    Repeal,
    SetCap,
    SetCondition,
    SetDates,
    SetParameter,
    Switch,
)
from zhongchuang.policy.simulation.comparing import compare
from zhongchuang.policy.simulation.errors import Cancelled, ChangeError, SimulationError
from zhongchuang.policy.simulation.result import Comparison, Outcome
from zhongchuang.policy.simulation.tests.oracle import expected

ON = date(2026, 11, 1)
SHARE = "liaoning/transfer-income-share"
SUBJECTS = 300


@lru_cache(maxsize=1)
def book() -> RuleBook:
    return load_rulebook()


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same subjects for all tests of this file."""
    path = tmp_path_factory.mktemp("population") / "subjects.parquet"
    write_subjects(book(), random_subjects(book(), SUBJECTS, 7), path)
    return path


def random_change(chance: random.Random, measures: list[Measure]) -> Change:
    """Any change the engine knows."""
    measure = chance.choice(measures)
    numbers = [p for p in measure.parameters.values() if p.at(ON) is not None]
    options: list[Change] = [
        Switch(measure.id, False),
        SetDates(measure.id, date(2020, 1, 1), chance.choice([date(2026, 1, 1), date(2030, 1, 1), None])),
        Repeal(measure.clause.document, date(2026, 6, 1)),
        SetCondition(measure.id, chance.choice(["TRUE", "in_space", "transfer_income > yuan(1000000)"])),
    ]
    if measure.benefit:
        options.append(SetCap(measure.id, chance.choice([0, 1_000_000, 50_000_000])))
    if measure.modality in (Modality.ENCOURAGES, Modality.SUSPENDED):
        options.append(Switch(measure.id, True))
    for parameter in numbers:
        value = parameter.at(ON)
        assert value is not None
        if isinstance(value.value, Decimal):
            options += [SetParameter(measure.id, parameter.name, value.value * Decimal("1.125"))] * 3
        elif isinstance(value.value, int) and not isinstance(value.value, bool):
            options += [
                SetParameter(measure.id, parameter.name, value.value * 2 + 1, start=date(2026, 1, 1))
            ] * 3
    return chance.choice(options)


@pytest.mark.parametrize("seed", range(25))
def test_the_engine_says_what_one_by_one_says(population: Path, seed: int) -> None:
    chance = random.Random(seed)
    measures = [m for m in book().measures() if m.benefit or m.topic or chance.random() < 0.2]
    changes = [random_change(chance, measures) for _ in range(chance.randint(1, 4))]
    found = compare(book(), changes, ON, population)
    after = changed_book(book(), changes)
    promises = [promise.measures for promise in found.promises]
    one_by_one = expected(book(), after, promises, random_subjects(book(), SUBJECTS, 7), ON)
    assert {o: n for o, n in found.outcomes.items() if n} == dict(one_by_one.outcomes), changes
    for promise, counts in zip(found.promises, one_by_one.promises, strict=True):
        assert {o: n for o, n in promise.outcomes.items() if n} == dict(counts), (promise.measures, changes)
    for effect in found.measures:
        for side, standing in (("before", effect.before), ("after", effect.after)):
            said = (standing.met, standing.has, standing.unknown, standing.total_fen)
            assert said == one_by_one.standings[side, effect.id], (effect.id, side, changes)
    assert {group.value: {o: n for o, n in group.outcomes.items() if n} for group in found.by_place} == {
        place: dict(counts) for place, counts in one_by_one.places.items()
    }


def test_the_spread_counts_nobody_of_whom_one_side_cannot_be_told(population: Path) -> None:
    name = "national/rd-super-deduction"
    changes: list[Change] = [SetCondition(name, "rd_expense > yuan(100)"), SetCap(name, 100_000)]
    found = compare(book(), changes, ON, population)
    (effect,) = found.kinds
    assert effect.amount_unknown == found.outcomes[Outcome.UNKNOWN] > 0
    assert sum(effect.bands[:4]) == found.outcomes[Outcome.LOSE] > 0
    assert sum(effect.bands[5:]) == found.outcomes[Outcome.GAIN] > 0
    assert effect.bands[4] == found.outcomes[Outcome.SAME]


def test_the_parts_add_up_to_the_whole(population: Path) -> None:
    found = compare(book(), [SetParameter(SHARE, "share", Decimal("0.60"))], ON, population)
    assert found.subjects == SUBJECTS == sum(found.outcomes.values())
    for groups in (found.by_place, found.by_kind, found.by_section):
        assert sum(group.subjects for group in groups) == SUBJECTS
        for outcome in Outcome:
            assert sum(group.outcomes[outcome] for group in groups) == found.outcomes[outcome]
        for effect in found.kinds:
            assert sum(group.totals[effect.kind][0] for group in groups) == effect.before_fen
            assert sum(group.totals[effect.kind][1] for group in groups) == effect.after_fen
    for effect in found.kinds:
        of_kind = [m for m in found.measures if m.kind is effect.kind]
        assert sum(m.difference_fen for m in of_kind) == effect.difference_fen


def same_values() -> list[Change]:
    """Every parameter of the book set to what it is."""
    return [
        SetParameter(measure.id, parameter.name, value.value, value.start, value.end)
        for measure in book().measures()
        for parameter in measure.parameters.values()
        for value in parameter.values
    ]


def test_the_same_values_change_nothing(population: Path) -> None:
    found = compare(book(), same_values(), ON, population)
    for outcome in (Outcome.GAIN, Outcome.LOSE, Outcome.MIXED):
        assert found.outcomes[outcome] == 0
    assert all(effect.before == effect.after for effect in found.measures)
    assert all(effect.difference_fen == 0 for effect in found.kinds)
    assert all(promise.newly_unknown == 0 for promise in found.promises)


def one(path: Path, **columns: object) -> Path:
    """A file with one subject."""
    given = {"id": "a", "place": "210100", "kind": "team", **columns}
    pl.DataFrame({name: [value] for name, value in given.items()}).write_parquet(path)
    return path


def test_a_share_of_sixty_per_cent_costs_a_team_a_tenth_of_its_income(tmp_path: Path) -> None:
    path = one(tmp_path / "one.parquet", transfer_income="1000000", in_space=True)
    found = compare(book(), [SetParameter(SHARE, "share", Decimal("0.60"))], ON, path)
    floor = found.kind_effect(BenefitKind.FLOOR)
    assert floor is not None
    assert (floor.before_fen, floor.after_fen) == (70_000_000, 60_000_000)
    assert found.outcomes[Outcome.LOSE] == 1
    assert floor.bands == (0, 0, 1, 0, 0, 0, 0, 0, 0)  # exactly 100,000 元 less: the end of the third band
    assert found.sample[0].id == "a"


def test_a_promise_taken_away_leaves_the_next_of_its_topic(tmp_path: Path) -> None:
    path = one(tmp_path / "one.parquet", transfer_income="1000000", in_space=True, employer_kind="university")
    found = compare(book(), [Switch(SHARE, False)], ON, path)
    national = next(m for m in found.measures if m.id == "national/transfer-income-share")
    assert (national.before.met, national.before.has, national.after.has) == (1, 0, 1)
    assert found.outcomes[Outcome.LOSE] == 1  # from 70 % to the 50 % of the law, not to nothing
    floor = found.kind_effect(BenefitKind.FLOOR)
    assert floor is not None and floor.after_fen == 50_000_000


def test_what_is_not_known_stays_unknown_and_is_no_loss(tmp_path: Path) -> None:
    path = one(tmp_path / "one.parquet", transfer_income="1000000")
    found = compare(book(), [SetParameter(SHARE, "share", Decimal("0.10"))], ON, path)
    assert found.outcomes[Outcome.UNKNOWN] == 1
    found = compare(
        book(),
        [SetCondition(SHARE, "rd_expense > yuan(0)")],
        ON,
        one(path, in_space=True, transfer_income="5"),
    )
    assert (found.outcomes[Outcome.UNKNOWN], found.promises[0].newly_unknown) == (1, 1)


def test_amounts_of_other_kinds_have_no_more_or_less(tmp_path: Path) -> None:
    path = one(
        tmp_path / "one.parquet",
        place="620100",
        transfer_income="1000000",
        in_trial_zone=True,
        employer_kind="institute",
    )
    off = [Switch(f"gansu/trial-zone-{name}", False) for name in ("income-share", "reward-fund")]
    found = compare(book(), off, ON, path)
    assert [effect.kind for effect in found.kinds] == [BenefitKind.FLOOR, BenefitKind.PERMITTED_FLOOR]
    # from “may be given, then at least half” to “at least half is due”: neither more nor less
    assert found.outcomes[Outcome.MIXED] == 1


def test_rows_that_cannot_be_used_are_counted_and_harm_nobody(tmp_path: Path) -> None:
    path = tmp_path / "some.parquet"
    pl.DataFrame(
        {
            "id": ["a", "a", None, "b", "c"],
            "place": ["210100", "210100", "210100", "999999", "210100"],
            "kind": ["team"] * 5,
            "transfer_income": ["1000000", "1", "1", "1", "a million"],
            "in_space": [True] * 5,
        }
    ).write_parquet(path)
    found = compare(book(), [SetParameter(SHARE, "share", Decimal("0.60"))], ON, path)
    assert (found.subjects, found.rejected, found.unusable) == (2, 3, 1)
    assert (found.outcomes[Outcome.LOSE], found.outcomes[Outcome.UNKNOWN]) == (1, 1)


def test_progress_is_told_and_what_it_raises_ends_the_run(population: Path) -> None:
    told: list[tuple[int, int]] = []
    changes = [SetParameter(SHARE, "share", Decimal("0.60"))]
    compare(book(), changes, ON, population, lambda done, rows: told.append((done, rows)))
    assert told == [(SUBJECTS, SUBJECTS)]

    def stop(_done: int, _rows: int) -> None:
        raise Cancelled()

    with pytest.raises(Cancelled):
        compare(book(), changes, ON, population, stop)


def test_no_change_is_nothing_to_simulate(population: Path) -> None:
    with pytest.raises(ChangeError, match="还没有改动"):
        compare(book(), [], ON, population)


def test_a_file_that_is_no_population_is_told(tmp_path: Path) -> None:
    path = tmp_path / "wrong.parquet"
    path.write_bytes(b"not a table")
    with pytest.raises(SimulationError, match="Parquet"):
        compare(book(), [Switch(SHARE, False)], ON, path)


def test_a_result_kept_as_json_comes_back_whole(population: Path) -> None:
    import json

    found = compare(
        book(), [SetParameter(SHARE, "share", Decimal("0.60")), SetCap(SHARE, 100)], ON, population
    )
    assert Comparison.from_json(json.loads(json.dumps(found.to_json()))) == found
