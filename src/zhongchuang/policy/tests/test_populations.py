"""The verbs about populations: tables taken or refused whole, drawn and registered ones, deleting."""

from __future__ import annotations

import io

import polars as pl
import pytest

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.models import OrganisationKind
from zhongchuang.parties.services import organisation_register
from zhongchuang.parties.tests.factory import SYSTEM, USCC
from zhongchuang.policy.errors import NobodyRegistered, PopulationInUse, TableUnusable
from zhongchuang.policy.models import Population
from zhongchuang.policy.selectors.scenarios import population_of, populations_of
from zhongchuang.policy.services.populations import (
    population_delete,
    population_draw,
    population_register,
    population_upload,
)
from zhongchuang.policy.tests.scenario_factory import a_run, a_scenario, drawn
from zhongchuang.policy.tests.test_scenarios import AUDITOR, FINANCE, MENTOR, OFFICER, SIXTY

TABLE = (
    "编号,地区,对象类型,成果转让收益（元）,在众创空间内,姓名\n"
    '1,沈阳市,创业团队,"1,000,000",是,甲某\n'
    "2,210200,team,很多,否,乙某\n"
    "3,火星,team,1,是,丙某\n"
)


def table_of(population: Population) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(bytes(Population.objects.get(pk=population.pk).table)))


@pytest.mark.usefixtures("packs")
def test_a_table_is_kept_without_what_cannot_be_used_and_without_names() -> None:
    made = population_upload(actor=OFFICER, filename="对象.csv", data=TABLE.encode())
    assert (made.subjects, made.columns, made.origin) == (2, ["transfer_income", "in_space"], "uploaded")
    assert made.report["rejected"] == made.report["unusable"] == 1
    assert list(made.report["dropped"]) == ["姓名"]
    assert [problem["line"] for problem in made.report["problems"]] == [3, 4]
    kept = table_of(made)
    assert kept["place"].to_list() == ["210100", "210200"]
    assert "甲某" not in str(made.report) + str(kept) + str(list(AuditEntry.objects.values()))


@pytest.mark.usefixtures("packs")
@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", b"", "空的"),
        ("a.pdf", b"%PDF-1.7", "只接受"),
        ("a.xlsx", TABLE.encode(), "不是 .xlsx"),
        ("a.csv", b"PK\x03\x04", "不是 .csv"),
        ("a.xlsx", b"PK\x03\x04 and no workbook", "打不开"),
        ("a.parquet", b"PAR1 nothing PAR1", "Parquet"),
        ("a.csv", "编号,地区\n1,沈阳市\n".encode(), "对象类型"),
        ("a.csv", "编号,地区,对象类型,谁也不问的\n1,沈阳市,team,1\n".encode(), "没有一列"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence_and_nothing_is_kept(
    name: str, data: bytes, told: str
) -> None:
    with pytest.raises(TableUnusable) as caught:
        population_upload(actor=OFFICER, filename=name, data=data)
    assert told in caught.value.zh
    assert not Population.objects.exists() and not AuditEntry.objects.exists()


@pytest.mark.usefixtures("packs")
def test_the_same_upload_twice_is_one_population() -> None:
    key = new_idempotency_key()
    first, second = (
        population_upload(actor=OFFICER, filename="a.csv", data=TABLE.encode(), key=key) for _ in range(2)
    )
    assert first == second and Population.objects.count() == 1


@pytest.mark.usefixtures("packs")
def test_a_drawn_population_says_so_and_comes_again_from_its_seed() -> None:
    first, second, third = drawn(OFFICER, 5), drawn(OFFICER, 5), drawn(OFFICER, 6)
    assert first.origin == "synthetic" and "合成" in first.name and "种子 5" in first.name
    assert first.sha256 == second.sha256 != third.sha256
    for size, seed in ((7, 1), (1000, -1)):
        with pytest.raises(InvalidInput):
            population_draw(actor=OFFICER, subjects=size, seed=seed)


@pytest.mark.usefixtures("packs")
def test_the_registered_are_places_and_kinds_and_nothing_else() -> None:
    with pytest.raises(NobodyRegistered):
        population_register(actor=OFFICER)
    organisation_register(
        actor=SYSTEM, uscc=USCC, name="虚构科技有限公司", kind=OrganisationKind.ENTERPRISE, place="210100"
    )
    made = population_register(actor=OFFICER)
    assert table_of(made).rows() == [(USCC, "210100", "enterprise")]
    assert made.columns == []


@pytest.mark.usefixtures("packs")
def test_populations_belong_to_who_made_them() -> None:
    own = drawn(OFFICER)
    assert list(populations_of(OFFICER)) == list(populations_of(AUDITOR)) == [own]
    for actor in (FINANCE, MENTOR):
        assert list(populations_of(actor)) == []
        with pytest.raises(NotFound):
            population_of(actor, own.key)
    for actor in (AUDITOR, MENTOR):
        with pytest.raises(NotAllowed):
            drawn(actor)
        with pytest.raises(NotAllowed):
            population_upload(actor=actor, filename="a.csv", data=TABLE.encode())
        with pytest.raises(NotAllowed):
            population_register(actor=actor)


@pytest.mark.usefixtures("packs")
def test_a_population_is_deleted_by_its_owner_unless_a_run_rests_on_it() -> None:
    used, free = drawn(OFFICER), drawn(OFFICER)
    a_run(OFFICER, a_scenario(OFFICER, SIXTY), used, computed=False)
    with pytest.raises(PopulationInUse):
        population_delete(actor=OFFICER, population=used.key)
    for actor in (FINANCE, AUDITOR):
        with pytest.raises(NotFound):
            population_delete(actor=actor, population=free.key)
    key = new_idempotency_key()
    for _ in range(2):
        population_delete(actor=OFFICER, population=free.key, key=key)
    assert list(Population.objects.all()) == [used]
