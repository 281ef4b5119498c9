"""The pages of 政策测算: from choosing a measure to the result, its files, and two of them side by side."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import actor, make_account, signed_in
from zhongchuang.policy.models import RunState, Scenario, ScenarioRun
from zhongchuang.policy.selectors.scenarios import rests_of, result_of
from zhongchuang.policy.services.populations import population_upload
from zhongchuang.policy.services.runs import run_compute
from zhongchuang.policy.simulation.changes import SetCap, SetCondition, SetDates, SetParameter, Switch
from zhongchuang.policy.tests.factory import english, put_in_force, sample_book, words
from zhongchuang.policy.tests.scenario_factory import WORKER, a_run, a_scenario, drawn
from zhongchuang.policy.tests.test_scenarios import SHARE, SIXTY

FORM = "/scenarios/choose/measures/liaoning/transfer-income-share/"
TABLE = (
    "编号,地区,对象类型,成果转让收益,在众创空间内\n=甲,沈阳市,team,1000000,是\n乙,兰州市,team,1000000,是\n"
)


@pytest.fixture
def officer(packs: None) -> Any:
    return actor(make_account(Role.OFFICER))


@pytest.fixture
def web(officer: Any) -> Client:
    return signed_in(Account.objects.get(pk=officer.user_id))


def form(**values: str) -> dict[str, str]:
    """The form of the measure as drawn, with what is typed."""
    return {
        "name": "试一试",
        "on": "2026-11-21",
        "p_share": "",
        "condition": "in_space AND transfer_income > yuan(0)",
        "first_day": "2016-07-29",
        "last_day": "",
        "standing": "as_is",
        "idempotency_key": new_idempotency_key(),
        **values,
    }


def test_the_measures_are_narrowed_by_words_and_place(web: Client) -> None:
    page = web.get("/scenarios/choose/?q=研发团队&place=210000")
    assert "找到 1 项措施" in words(page)
    assert f'href="{FORM}"' in page.content.decode()
    assert "没有符合这些条件的措施" in words(web.get("/scenarios/choose/?q=没有这样的词"))
    assert "《辽宁省人民政府办公厅关于加快众创空间发展服务实体经济转型升级的实施意见》" in words(page)


def test_the_form_says_what_is_and_asks_what_would_be(web: Client) -> None:
    told = words(web.get(FORM))
    assert "现行 70%，改为" in told
    assert "所得转让收益不得低于70%" in told
    assert "成果转让收益要超过 0 元" in told


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ({"p_share": "60"}, (SIXTY,)),
        ({"p_share": "60%"}, (SIXTY,)),
        ({"p_share": "６１.２５％"}, (SetParameter(SHARE, "share", Decimal("0.6125")),)),
        ({"cap": "50万"}, (SetCap(SHARE, 50_000_000),)),
        ({"condition": "in_space"}, (SetCondition(SHARE, "in_space"),)),
        ({"standing": "off"}, (Switch(SHARE, False),)),
        ({"first_day": ""}, (SetDates(SHARE, None, None),)),
    ],
)
def test_what_is_typed_becomes_a_change(
    web: Client, typed: dict[str, str], changes: tuple[object, ...]
) -> None:
    answer = web.post(FORM, form(**typed))
    scenario = Scenario.objects.get()
    assert answer.headers["Location"] == f"/scenarios/{scenario.key}/"
    assert rests_of(scenario).changes == changes


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "还没有改动"),
        ({"p_share": "0.6"}, "请写百分数"),  # 60 % or 0.6 %?
        ({"p_share": "很多"}, "请写百分数"),
        ({"cap": "很多"}, "无法读取"),
        ({"condition": "in_spase"}, "in_spase"),
        ({"last_day": "2016-01-01"}, "先止后起"),
        ({"name": ""}, "必填"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_kept(
    web: Client, typed: dict[str, str], told: str
) -> None:
    answer = web.post(FORM, form(**typed))
    assert answer.status_code == 422
    assert told in words(answer)
    assert all(value in answer.content.decode() for value in typed.values())
    assert not Scenario.objects.exists()


def test_checking_a_condition_reads_it_aloud_and_saves_nothing(web: Client) -> None:
    answer = web.post(FORM, form(condition="transfer_income > yuan(20000)", check="1"))
    assert answer.status_code == 200
    assert "成果转让收益要超过 20,000 元" in words(answer)
    assert "还没有保存" in words(answer)
    assert not Scenario.objects.exists()
    assert web.post(FORM, form(condition="(", check="1")).status_code == 422


def test_a_change_is_changed_again_and_others_stay(web: Client, officer: Any) -> None:
    scenario = a_scenario(officer, SIXTY, SetCap("national/rd-super-deduction", 100))
    url = f"{FORM}?scenario={scenario.key}"
    assert 'name="p_share" value="60"' in web.get(url).content.decode()
    web.post(url, form(p_share="65", row_version="1"))
    scenario.refresh_from_db()
    assert set(rests_of(scenario).changes) == {
        SetParameter(SHARE, "share", Decimal("0.65")),
        SetCap("national/rd-super-deduction", 100),
    }
    assert web.post(url, form(p_share="66", row_version="1")).status_code == 409


def test_the_page_of_a_scenario_says_its_changes_in_words(web: Client, officer: Any) -> None:
    scenario = a_scenario(officer, SIXTY, SetCondition(SHARE, "transfer_income > yuan(20000)"))
    told = words(web.get(f"/scenarios/{scenario.key}/"))
    assert "70% →改为 60%" in told
    assert "成果转让收益要超过 20,000 元" in told
    put_in_force(sample_book())
    assert "现行政策包已经更新" in words(web.get(f"/scenarios/{scenario.key}/"))


@pytest.fixture
def done(officer: Any) -> ScenarioRun:
    """Two teams: one in Liaoning loses a hundred thousand, one in Gansu nothing."""
    population = population_upload(actor=officer, filename="两个团队.csv", data=TABLE.encode())
    return a_run(officer, a_scenario(officer, SIXTY, name="=六成"), population)


def test_a_run_shows_how_far_it_is_without_and_with_a_script(web: Client, officer: Any) -> None:
    run = a_run(officer, a_scenario(officer, SIXTY), drawn(officer), computed=False)
    page = web.get(f"/scenarios/runs/{run.key}/").content.decode()
    assert re.search(r'hx-get="[^"]+" hx-trigger="every 2s"', page)
    assert "刷新进度" in page and "取消测算" in page
    ScenarioRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, done_part=40)
    assert '<progress max="100" value="40"' in re.sub(
        r"\s+", " ", web.get(f"/scenarios/runs/{run.key}/").content.decode()
    )
    run_compute(actor=WORKER, run=run.key)
    after = web.get(f"/scenarios/runs/{run.key}/").content.decode()
    assert "hx-trigger" not in after.split("<main")[1] and "谁受益，谁受损" in after


def test_the_result_says_who_and_how_much_and_what_the_sum_is(web: Client, done: ScenarioRun) -> None:
    told = words(web.get(f"/scenarios/runs/{done.key}/"))
    assert "受损 1 50.0%" in told
    assert re.search(r"−10\s*万元", told) and "−100,000.00" in told
    assert "不等于财政支出" in told
    assert done.pack_version_id in told and done.population.sha256 in told
    assert "两个团队.csv" in told
    assert "合成" not in told
    assert "who loses" in words(english(web).get(f"/scenarios/runs/{done.key}/"))


def test_an_invented_population_is_marked_on_page_workbook_and_paper(web: Client, officer: Any) -> None:
    run = a_run(officer, a_scenario(officer, SIXTY), drawn(officer))
    assert "不代表任何真实情况" in words(web.get(f"/scenarios/runs/{run.key}/"))
    workbook = web.get(f"/scenarios/runs/{run.key}/result.xlsx").content
    assert "合成数据，不是真实对象" in str(sheet(workbook, "假设"))
    assert "不代表任何真实情况" in printed(web.get(f"/scenarios/runs/{run.key}/result.pdf").content)


def sheet(content: bytes, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def printed(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))


def test_the_workbook_holds_real_numbers_and_no_formulas(web: Client, done: ScenarioRun) -> None:
    answer = web.get(f"/scenarios/runs/{done.key}/result.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found = result_of(done)
    rows = {row[0]: row for row in sheet(answer.content, "分措施")[1:]}
    share = rows["研发团队转让收益下限（辽宁省）"]
    assert share[-3:] == [700000.0, 600000.0, -100000.0]
    assert sheet(answer.content, "概要")[1][:2] == ["计入的对象", float(found.subjects)]
    assert len(sheet(answer.content, "分地区")) == 1 + len(found.by_place)
    assumed = sheet(answer.content, "假设")
    assert ["方案", "=六成"] in assumed
    assert any("70% → 60%" in str(row) for row in assumed)
    raw = io.BytesIO(answer.content)
    with zipfile.ZipFile(raw) as archive:
        assert not any(
            b"<f>" in archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")
        )


def test_the_paper_names_changes_pack_version_and_day(web: Client, done: ScenarioRun) -> None:
    told = printed(web.get(f"/scenarios/runs/{done.key}/result.pdf").content)
    assert "70%→60%" in told
    assert done.pack_version_id in told
    assert "2026年11月21日" in told
    assert "−100,000.00" in told


def test_two_results_stand_side_by_side_and_warn_where_they_differ(
    web: Client, officer: Any, done: ScenarioRun
) -> None:
    eighty = a_scenario(officer, SetParameter(SHARE, "share", Decimal("0.80")), name="八成")
    other = a_run(officer, eighty, done.population)
    url = reverse("policy:scenario_compare")
    told = words(web.get(f"{url}?a={done.key}&b={other.key}"))
    assert "−100,000.00" in told and "100,000.00" in told and "200,000.00" in told
    assert "人群不同" not in told
    third = a_run(officer, eighty, drawn(officer))
    assert "人群不同" in words(web.get(f"{url}?a={done.key}&b={third.key}"))
    assert "八成" in words(web.get(f"{url}?a={done.key}"))
    half_chosen = web.get(f"{url}?a={done.key}").context["sides"]
    assert half_chosen[0][2] == done.key and half_chosen[1][2] not in {"", done.key}
    assert web.get(f"{url}?a=no-such&b={done.key}").status_code == 404


def test_a_table_is_uploaded_and_its_bad_rows_are_told(web: Client) -> None:
    bad = TABLE + "丙,火星,team,1,是\n"
    answer = web.post(
        "/scenarios/populations/upload",
        {"file": SimpleUploadedFile("表.csv", bad.encode()), "idempotency_key": new_idempotency_key()},
        follow=True,
    )
    told = words(answer)
    assert "没有计入的行 1" in told and "火星" in told and "不认识的地区" in told
    answer = web.post(
        "/scenarios/populations/upload",
        {"file": SimpleUploadedFile("表.csv", b"a,b\n1,2\n"), "idempotency_key": new_idempotency_key()},
    )
    assert answer.status_code == 422
    assert "没有“地区”列" in words(answer)


def test_the_template_lists_what_the_scenario_asks_for(web: Client, officer: Any) -> None:
    scenario = a_scenario(officer, SetCap("national/rd-super-deduction", 100))
    answer = web.get(f"/scenarios/populations/template.xlsx?scenario={scenario.key}")
    headers = sheet(answer.content, "数据")[0]
    assert headers[:3] == ["编号", "地区", "对象类型"]
    assert "研发费用（元）" in headers and "季度销售额（元）" not in headers
    every = sheet(web.get("/scenarios/populations/template.xlsx").content, "数据")[0]
    assert len(every) > 100


def test_nothing_grows_with_the_data(web: Client, officer: Any, django_assert_max_num_queries: Any) -> None:
    scenario, population = a_scenario(officer, SIXTY), drawn(officer)
    for _ in range(4):
        a_run(officer, scenario, population, computed=False)
        a_scenario(officer, SIXTY)
    web.get("/scenarios/")
    for url in (
        "/scenarios/",
        f"/scenarios/{scenario.key}/",
        "/scenarios/populations/",
        "/scenarios/compare/",
    ):
        with django_assert_max_num_queries(12):
            web.get(url)
