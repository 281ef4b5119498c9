"""The public list as a reader sees it: every page, every filter, every file, and nothing that must not be there."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from django.test import Client
from lxml import etree
from python_calamine import CalamineWorkbook
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012 as DRAFT

from zhongchuang.clearance.models import (
    Award,
    AwardEntry,
    AwardState,
    DisclosedChange,
)
from zhongchuang.clearance.selectors import award_search
from zhongchuang.clearance.tests.award_factory import an_award, changed
from zhongchuang.clearance.views import public_exports
from zhongchuang.core import clock
from zhongchuang.core.rate_limit import Limit
from zhongchuang.parties.services import place_register
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).resolve().parents[1].joinpath("disclosing", "schema")
GIVING = ("360-giving-package-schema.json", "360-giving-schema.json")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.use_date(dt.date(2026, 11, 22)):
        yield


@pytest.fixture
def two() -> tuple[Award, Award]:
    place_register(actor=SYSTEM, code="990000", name="测试省", name_en="Test", parent=None)
    place_register(actor=SYSTEM, code="990100", name="测试市", name_en="Test City", parent="990000")
    return (
        an_award(number="GK-1", title="孵化器运行补贴", amount=12_345_67),
        an_award(
            number="GK-2",
            title="=HYPERLINK(1)",
            recipient_name="虚构光电有限公司",
            recipient_code="91999999000000501U",
            decided_on=dt.date(2025, 3, 1),
            amount=300_00,
        ),
    )


def page(path: str, **query: Any) -> str:
    answer = Client().get(path, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def rows(html: str) -> int:
    return html.count('<tr role="row">') - html.count("<thead")


# ── the list


def test_the_list_says_who_how_much_for_what_on_which_words_by_whom_and_when(two: object) -> None:
    html = page("/awards/")
    for words in (
        "虚构科技有限公司",
        "12,345.67",
        "孵化器运行补贴",
        "虚构省科学技术厅",
        "2026年11月2日",
        "测试市",
    ):
        assert words in html
    assert "共 2 条" in html and "12,645.67" in html
    assert "/awards/GK-1/" in html


def test_a_search_narrows_and_keeps_what_was_asked(two: object) -> None:
    html = page("/awards/", q="孵化器 NOT 光电", year="2026", sort="-amount")
    assert "共 1 条" in html and 'value="孵化器 NOT 光电"' in html
    assert '<option value="2026" selected>' in html and '<option value="-amount" selected>' in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"q": "孵化器 AND"}, "AND 后面缺一个词。"),
        ({"q": "(孵化器"}, "左括号后面没有右括号。"),
        ({"year": "1066"}, "名单里没有“1066”，请重新选择。"),
        ({"least": "很多"}, "无法读取"),
        ({"least": "200", "most": "100"}, "请对调"),
        ({"least": "-1"}, "金额不能是负数。"),
        ({"sort": "name"}, "请选择"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_and_loses_nothing(
    two: object, query: dict[str, str], sentence: str
) -> None:
    html = page("/awards/", **query)
    if sentence != "请选择":
        assert sentence in html
    assert "error-summary" in html and "共 2 条" not in html
    for name, value in query.items():
        if name in ("q", "least", "most"):
            assert f'value="{value}"' in html


@pytest.mark.parametrize(
    "cursor", ["x", "1.2.3", "2026-13-01.5", "2026-01-01.", "9" * 30 + ".1", "2026-01-01.-1"]
)
def test_an_address_that_names_no_page_begins_at_the_beginning(two: object, cursor: str) -> None:
    assert rows(page("/awards/", after=cursor)) == 2
    assert rows(page("/awards/", before=cursor, sort="-amount")) == 2


def test_pages_turn_and_no_award_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(45):
        an_award()
    client, seen, address = Client(), 0, "/awards/?q=补贴"
    for _ in range(10):
        html = client.get(address).content.decode()
        seen += rows(html)
        if 'rel="next"' not in html:
            break
        address = (
            html.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
        )
    assert seen == 45


def test_more_than_can_be_counted_says_more_than_and_no_amount(
    monkeypatch: pytest.MonkeyPatch, two: object
) -> None:
    monkeypatch.setattr(award_search, "MOST_COUNTED", 1)
    html = page("/awards/", q="有限公司")
    assert "超过 1 条" in html and "金额不合计" in html
    assert rows(html) == 2
    assert "不能逐条汇总" in page("/awards/recipients/", q="有限公司")
    assert "不能逐条汇总" in page("/awards/totals/", q="有限公司")


def test_what_waits_or_is_withheld_is_nowhere(two: tuple[Award, Award]) -> None:
    for number, state in (("GK-8", AwardState.WAITING), ("GK-9", AwardState.WITHHELD)):
        an_award(
            number=number, state=state, published_at=None, title="不该看见", recipient_name="不该看见的公司"
        )
        assert Client().get(f"/awards/{number}/").status_code == 404
    for path in ("/awards/", "/awards/recipients/", "/awards/totals/", "/awards/feed.atom"):
        assert "不该看见" not in page(path)
    for path in ("/awards/awards.csv", "/awards/awards.json", "/awards/360giving.json"):
        assert "不该看见" not in body(path)


def test_the_list_is_another_page_once_there_is_another_award(two: object) -> None:
    assert "GK-3" not in page("/awards/")
    an_award(number="GK-3")
    assert "GK-3" in page("/awards/")


def test_an_empty_list_says_what_will_stand_there() -> None:
    assert "一分钟内在这里出现" in page("/awards/")


# ── one award


def test_one_award_with_its_history_and_the_others_of_its_organisation(two: tuple[Award, Award]) -> None:
    an_award(number="GK-3", title="创新券")
    changed(two[0], "corrected", field="title", before="孵化器补贴", after="孵化器运行补贴", reason="笔误")
    html = page("/awards/GK-1/")
    assert "由“孵化器补贴”改为“孵化器运行补贴”" in html and "笔误" in html
    assert "同一单位的其他支持" in html and "GK-3" in html and "GK-2" not in html
    assert "/awards/GK-1/correction/" in html


def test_a_revoked_award_stays_with_the_day_and_the_reason(two: tuple[Award, Award]) -> None:
    award = two[0]
    award.state, award.revoked_on, award.revoked_reason = (
        AwardState.REVOKED,
        dt.date(2026, 11, 20),
        "材料不实",
    )
    award.save()
    changed(award, "revoked", reason="材料不实")
    html = page("/awards/GK-1/")
    assert "已撤销" in html and "材料不实" in html and "2026年11月20日" in html
    assert "300.00" in page("/awards/").partition("有效金额合计")[2][:200]


def test_a_name_that_came_down_is_nowhere(two: object) -> None:
    award = an_award(number="GK-P", recipient_name="虚构张三", recipient_code="", personal=True)
    assert "虚构张三" in page("/awards/GK-P/")
    assert 'content="noindex"' in page("/awards/GK-P/")
    award.taken_down_at = clock.now()
    award.save()
    changed(award, "taken_down")
    for path in ("/awards/", "/awards/GK-P/", "/awards/feed.atom"):
        assert "虚构张三" not in page(path), path
    for path in ("/awards/awards.csv", "/awards/awards.json", "/awards/360giving.json"):
        assert "虚构张三" not in body(path), path


# ── groups


def test_organisations_by_sum_and_by_count(two: object) -> None:
    for _ in range(2):
        an_award(recipient_name="虚构光电有限公司", recipient_code="91999999000000501U", amount=1_00)
    by_amount, by_count = page("/awards/recipients/"), page("/awards/recipients/", by="count")
    assert by_amount.index("虚构科技有限公司") < by_amount.index("虚构光电有限公司")
    assert by_count.index("虚构光电有限公司") < by_count.index("虚构科技有限公司")
    assert "2025–2026" in by_amount and "共 2 家单位" in by_amount
    assert "共 1 家单位" in page("/awards/recipients/", q="光电")
    assert "共 1 家单位" in page("/awards/recipients/", year="2025")


def test_several_recipients_side_by_side(two: object) -> None:
    html = page("/awards/compare/", of=["91999999000000500W", "91999999000000501U", "nobody"])
    assert html.index("虚构科技有限公司") < html.index("虚构光电有限公司")
    assert "data-chart" in html and "2025" in html and "2026" in html
    many = page("/awards/compare/", of=[f"k{number}" for number in range(7)])
    assert "一次最多比较 6 家" in many and "还没有选单位" in many


def test_totals_are_charts_with_their_tables(two: object) -> None:
    html = page("/awards/totals/")
    assert html.count("data-chart=") == 4 and html.count("查看数据表") == 4
    assert "测试市" in html and "12,645.67" in html
    assert page("/awards/totals/", q="光电").count("data-chart=") == 4
    assert "没有找到" in page("/awards/totals/", q="没有这个词")
    for number in range(20):
        an_award(department_name=f"虚构部门{number}")
    assert "只列金额最大的 15 个，其余 6 个合计 6 万元" in page("/awards/totals/")


# ── files


def body(path: str, **query: Any) -> str:
    answer = Client().get(path, query)
    assert answer.status_code == 200, answer.status_code
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.getvalue().decode()


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(two: object) -> None:
    text = body("/awards/awards.csv", sort="-amount")
    assert text.startswith("\ufeff")
    first, second = csv.DictReader(io.StringIO(text[1:]))
    assert (first["公开编号"], first["支持金额（元）"], first["地区"]) == ("GK-1", "12345.67", "测试市")
    assert second["支持事项"] == "'=HYPERLINK(1)"
    assert [
        row["公开编号"] for row in csv.DictReader(io.StringIO(body("/awards/awards.csv", q="光电")[1:]))
    ] == ["GK-2"]


def test_json_says_the_same(two: object) -> None:
    found = json.loads(body("/awards/awards.json", year="2026"))
    assert found["query"] == {"year": "2026"}
    [award] = found["awards"]
    assert (award["number"], award["amount"], award["decided_on"]) == ("GK-1", 12345.67, "2026-11-02")
    assert json.loads(body("/awards/awards.json", q="没有"))["awards"] == []


def test_a_workbook_says_how_much_of_it_there_is(two: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_exports, "MOST_IN_WORKBOOK", 1)
    answer = Client().get("/awards/awards.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    head, row, *more = book.get_sheet_by_name("支持公开").to_python()
    assert more == [] and row[head.index("支持金额（元）")] == 12345.67
    said = {str(label): str(text) for label, text in book.get_sheet_by_name("说明").to_python()}
    assert said["找到"] == "共 2 条" and said["本表"] == "1 条" and "最多 1 行" in said["限额"]


def test_360giving_holds_to_the_schema_of_the_standard(two: tuple[Award, Award]) -> None:
    an_award(number="GK-P", recipient_name="虚构张三", recipient_code="", personal=True, amount=0, place="")
    an_award(number="GK-R", state=AwardState.REVOKED, revoked_on=dt.date(2026, 11, 20), title="长" * 200)
    found = json.loads(body("/awards/360giving.json"))
    schemas = {name: json.loads((SCHEMA / name).read_text(encoding="utf-8")) for name in GIVING}
    package, grant = (schemas[name] for name in GIVING)
    resource = Resource.from_contents(grant, default_specification=DRAFT)
    named = package["properties"]["grants"]["items"]["$ref"]
    registry = Registry().with_resources([(named, resource), (grant["$id"], resource)])
    checker = jsonschema.FormatChecker()
    checker.checks("date-time")(
        lambda text: "T" in text and dt.datetime.fromisoformat(text).tzinfo is not None
    )
    checker.checks("uri")(lambda text: text is None or bool(urlsplit(text).scheme and urlsplit(text).netloc))
    validator = jsonschema.Draft202012Validator(package, registry=registry, format_checker=checker)
    assert [error.message for error in validator.iter_errors(found)] == []
    by_id = {grant["id"]: grant for grant in found["grants"]}
    assert by_id["360G-zct-GK-1"]["amountAwarded"] == 12345.67
    assert by_id["360G-zct-GK-P"]["recipientIndividual"]["name"] == "Individual Recipient"
    assert by_id["360G-zct-GK-R"]["classifications"][-2]["code"] == "revoked"
    del by_id["360G-zct-GK-1"]["currency"]
    assert list(validator.iter_errors(found)), "the control: a grant without its currency"


def test_nothing_found_is_no_package() -> None:
    answer = Client().get("/awards/360giving.json")
    assert answer.status_code == 404 and "没有可以导出的内容" in answer.content.decode()


def test_a_file_of_a_search_that_cannot_be_read_is_refused(two: object) -> None:
    answer = Client().get("/awards/awards.csv", {"q": "孵化器 AND"})
    assert answer.status_code == 422 and "AND 后面缺一个词。" in answer.content.decode()


def test_files_are_counted_and_one_too_many_is_told_when_to_come_again(
    two: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_exports, "DOWNLOADS", Limit(2, 60))
    client = Client()
    statuses = [client.get(f"/awards/awards.{kind}").status_code for kind in ("csv", "xlsx", "json")]
    assert statuses == [200, 200, 429]
    assert int(client.get("/awards/awards.csv").headers["Retry-After"]) > 0


def test_the_feed_tells_the_newest_changes_of_what_is_found(two: tuple[Award, Award]) -> None:
    root = etree.fromstring(Client().get("/awards/feed.atom").content)
    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert titles == ["公开：虚构光电有限公司，=HYPERLINK(1)", "公开：虚构科技有限公司，孵化器运行补贴"]
    narrowed = etree.fromstring(Client().get("/awards/feed.atom", {"q": "孵化器"}).content)
    assert len(list(narrowed.iter(f"{ATOM}entry"))) == 1
    assert Client().get("/awards/feed.atom", {"q": "("}).status_code == 422
    first = Client().get("/awards/feed.atom")
    again = Client().get("/awards/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("two")
def test_a_category_is_shown_in_words_on_every_page_and_found_by_its_id() -> None:
    made = an_award(number="GK-9", title="检测服务", category="innovation_voucher")
    assert "innovation_voucher" not in page(f"/awards/{made.number}/")
    assert "创新券" in page(f"/awards/{made.number}/")
    listed = page("/awards/")
    assert '<option value="innovation_voucher">创新券</option>' in listed
    assert listed.count("innovation_voucher") == 1  # the option's own value
    found = page("/awards/", category="innovation_voucher")
    assert "GK-9" in found and "GK-1" not in found
    changed(made, "corrected", category=["idle_premises", "innovation_voucher"])
    assert "类别由“闲置厂房改造支持”改为“创新券”" in page(f"/awards/{made.number}/")
    charts = page("/awards/totals/")
    assert "创新券" in charts and ">innovation_voucher<" not in charts


def test_who_asks_by_the_day_does_not_keep_what_is_no_longer_public(two: tuple[Award, Award]) -> None:
    """What is left is older than what the reader has, and yet the feed has changed."""
    newest = max(two, key=lambda one: DisclosedChange.objects.filter(award=one).latest("sequence").sequence)
    first = Client().get("/awards/feed.atom")
    assert newest.recipient_name in first.content.decode()
    with clock.use_clock(clock.FrozenClock(clock.now() + dt.timedelta(hours=1))):
        changed(newest, "withheld")
        Award.objects.filter(pk=newest.pk).update(state=AwardState.WITHHELD, published_at=None)
        AwardEntry.objects.filter(pk=newest.pk).delete()
        again = Client().get(
            "/awards/feed.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]}
        )
    assert again.status_code == 200 and newest.recipient_name not in again.content.decode()
