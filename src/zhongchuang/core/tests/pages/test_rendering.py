"""The parts as drawn: what a browser without script and a screen reader are given."""

from __future__ import annotations

import datetime

import lxml.html
import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from zhongchuang.core.page import (
    Cell,
    Chart,
    ChartKind,
    ClauseQuote,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Facet,
    FacetOption,
    Facets,
    FormGuard,
    Link,
    Money,
    QuestionCard,
    QuestionKind,
    Row,
    Series,
    Shape,
    Status,
    Tree,
    TreeNode,
    diff_texts,
    errors_of,
    paginate,
)
from zhongchuang.core.page.parts import Value

HOSTILE = '<script>alert("一")</script>"\'&'


def draw(markup: str, part: object, **more: object) -> lxml.html.HtmlElement:
    html = Template("{% load page %}" + markup).render(Context({"part": part, **more}))
    return lxml.html.fragment_fromstring(html, create_parent="div")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.date(2016, 7, 29), "2016年7月29日"),
        (1234567, "1,234,567"),
        (True, "是"),
        (None, "—无"),
        ("", "—无"),
        (Money(70_000_00), "70,000.00元"),
        (Money(70_000_00, wan=True), "7万元"),
        (Money(70_000_00, unit=False), "70,000.00"),
        (Money(None), "未定"),
        (Link("原文", "/x"), "原文"),
        (Status("符合", Shape.CHECK), "符合"),
    ],
)
def test_every_kind_of_value_is_drawn(value: Value, text: str) -> None:
    assert draw("{% value part %}", value).text_content().strip() == text


def test_money_of_zero_is_an_amount_and_not_unset() -> None:
    assert draw("{% amount part %}", 0).text_content().strip() == "0.00元"


def test_a_status_has_a_word_and_a_shape_the_reader_of_a_screen_skips() -> None:
    drawn = draw("{% status part %}", Status("符合", Shape.CHECK))
    assert drawn.text_content().strip() == "符合"
    assert drawn.find(".//svg").get("aria-hidden") == "true"


def test_a_table_names_rows_and_columns_and_says_the_order() -> None:
    columns = (
        Column("事项"),
        Column("金额", ColumnKind.NUMBER, sort_url="?sort=-amount", sorted="asc"),
    )
    rows = (Row((Cell("房租补助", "/cases/1"), Cell(Money(100)))),)
    drawn = draw("{% data_table part %}", DataTable("申报", columns, rows, paginate({}, 41, 2)))
    assert drawn.find(".//caption").text == "申报"
    assert [th.get("scope") for th in drawn.iter("th")] == ["col", "col", "row"]
    assert drawn.xpath("//thead//th/@aria-sort") == ["ascending"]
    assert drawn.find(".//td").get("data-label") == "金额"
    assert drawn.find(".//td").get("class") == "number"
    assert drawn.xpath("//nav//a[@aria-current='page']/text()") == ["2"]
    assert "共 41 条" in drawn.find(".//nav").text_content()


def test_an_empty_table_says_why_and_what_next() -> None:
    empty = EmptyState("没有", "放宽条件。", Link("清除", "/all"))
    drawn = draw("{% data_table part %}", DataTable("申报", (Column("事项"),), (), empty=empty))
    assert drawn.find(".//table") is None
    assert drawn.find(".//a").get("href") == "/all"


def test_facets_work_without_script() -> None:
    facet = Facet(
        "place", "地方", (FacetOption("21", "辽宁", 3, selected=True), FacetOption("62", "甘肃", 0))
    )
    part = Facets(
        "/policy", "results", (facet,), search="补助", search_label="搜索", kept=(("sort", "date"),)
    )
    form = draw("{% facets part %}", part).find(".//form")
    assert (form.get("method"), form.get("action"), form.get("hx-target")) == ("get", "/policy", "#results")
    assert dict(form.form_values()) == {"sort": "date", "q": "补助", "place": "21"}
    assert form.xpath(".//button[@type='submit']")
    for box in form.xpath(".//input[@type='checkbox']"):
        assert form.xpath(f".//label[@for='{box.get('id')}']")


class Apply(forms.Form):
    """A form with one of each."""

    name = forms.CharField(label="名称", help_text="全称")
    kind = forms.ChoiceField(label="身份", choices=[("a", "甲")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="同意")


def test_errors_lead_to_their_fields_and_fields_say_their_errors() -> None:
    form = Apply({})
    drawn = draw("{% form_errors part %}{% for f in part %}{% form_field f %}{% endfor %}", form)
    targets = [href[1:] for href in drawn.xpath("//*[@role='alert']//a/@href")]
    assert targets == ["id_name", "id_kind", "id_agree"]
    assert all(drawn.xpath(f"//*[@id='{target}']") for target in targets)
    name = drawn.get_element_by_id("id_name")
    assert name.get("aria-describedby") == "id_name_hint id_name_error"
    assert name.get("aria-invalid") == "true"
    assert "全称" in drawn.get_element_by_id("id_name_hint").text_content()
    assert drawn.xpath("//fieldset/legend")[0].text_content().strip() == "身份"


def test_no_errors_no_summary() -> None:
    assert errors_of(Apply({"name": "x", "kind": "a", "agree": "on"})).errors == ()
    assert (
        draw("{% form_errors part %}", Apply({"name": "x", "kind": "a", "agree": "on"})).text_content() == ""
    )


def test_the_guard_of_a_form_carries_key_and_version_zero_included() -> None:
    drawn = draw("{% form_guard part %}", FormGuard("01J-key", 0))
    assert {i.get("name"): i.get("value") for i in drawn.iter("input")} == {
        "idempotency_key": "01J-key",
        "row_version": "0",
    }
    assert len(draw("{% form_guard part %}", FormGuard("01J-key")).findall(".//input")) == 1


def test_a_question_has_one_heading_and_keeps_what_was_typed() -> None:
    part = QuestionCard(
        "income", "收入是多少？", QuestionKind.MONEY, value="一百万", error="请填数字。", unit="元"
    )
    drawn = draw("{% question_card part %}", part, csrf_token="t", guard=FormGuard("k"))
    assert drawn.find(".//h1/label").get("for") == "id_income"
    control = drawn.get_element_by_id("id_income")
    assert (control.get("value"), control.get("inputmode")) == ("一百万", "decimal")
    assert (
        drawn.get_element_by_id(control.get("aria-describedby").split()[-1]).text_content().strip()
        == "请填数字。"
    )
    assert set(dict(drawn.find(".//form").form_values())) >= {
        "csrfmiddlewaretoken",
        "idempotency_key",
        "income",
    }
    assert len(drawn.xpath("//button[contains(@class, 'btn-primary')]")) == 1
    assert drawn.xpath("//button[@name='skip']/@value") == ["income"]


def test_a_yes_no_question_is_a_group_named_by_the_question() -> None:
    drawn = draw(
        "{% question_card part %}",
        QuestionCard("in_space", "在空间里吗？", QuestionKind.YES_NO, value="false"),
    )
    assert drawn.find(".//fieldset/legend").text_content() == "在空间里吗？"
    assert drawn.xpath("//input[@type='radio']/@value") == ["true", "false"]
    assert drawn.xpath("//input[@checked]/@value") == ["false"]


def test_a_chart_has_every_number_in_a_table() -> None:
    part = Chart(
        "c",
        "图",
        ChartKind.BAR,
        ("甲", "乙"),
        (Series("数", (1200, None)), Series("率", (0.5, 2))),
        "个",
        "测得",
    )
    drawn = draw("{% chart part %}", part)
    cells = [td.text_content().strip() for td in drawn.iter("td")]
    assert cells == ["1,200", "0.5", "—无", "2"]
    assert drawn.xpath("//td/@data-label") == ["数", "率", "数", "率"]
    assert "数据来源：测得" in drawn.find(".//figcaption").text_content()


def test_a_diff_is_told_in_words_too() -> None:
    drawn = draw(
        '{% diff part "inline" %}', diff_texts("低于70%。", "低于80%。", before_label="旧", after_label="新")
    )
    assert drawn.find(".//del").text_content() == "删去：70%"
    assert drawn.find(".//ins").text_content() == "新增：80%"


def test_a_quote_names_its_source_and_says_where_the_text_is_not_held() -> None:
    held = draw(
        "{% clause_quote part %}", ClauseQuote("原话", "意见", "辽政发〔2016〕1号", "三（四）", "/d/1#3.4")
    )
    assert held.find(".//figcaption/a").text_content() == "意见 三（四）"
    assert "未收全文" not in held.text_content()
    assert (
        "未收全文"
        in draw("{% clause_quote part %}", ClauseQuote("原话", "法", "", "", held=False)).text_content()
    )


def test_a_tree_opens_without_script() -> None:
    leaf = TreeNode("在空间内", Status("是", Shape.CHECK), "您回答：是")
    drawn = draw("{% tree part %}", Tree("理由", (TreeNode("全部满足", children=(leaf,), opened=True), leaf)))
    assert len(drawn.findall(".//details")) == 1
    assert drawn.find(".//details").get("open") is not None
    assert len(drawn.findall(".//li")) == 3


@pytest.mark.parametrize(
    ("markup", "part"),
    [
        ("{% status part %}", Status(HOSTILE)),
        ("{% value part %}", HOSTILE),
        ("{% value part %}", Link(HOSTILE, HOSTILE)),
        ("{% code part %}", Code(HOSTILE, HOSTILE)),
        ("{% clause_quote part %}", ClauseQuote(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
        (
            "{% chart part %}",
            Chart("c", HOSTILE, ChartKind.BAR, (HOSTILE,), (Series(HOSTILE, (1,)),), HOSTILE, HOSTILE),
        ),
        ("{% tree part %}", Tree(HOSTILE, (TreeNode(HOSTILE, detail=HOSTILE),))),
        ("{% diff part %}", diff_texts(HOSTILE, "", before_label=HOSTILE, after_label=HOSTILE)),
    ],
)
def test_what_people_write_is_never_markup(markup: str, part: object) -> None:
    drawn = draw(markup, part)
    assert drawn.findall(".//script") == []
    assert "alert" in (drawn.text_content() + "".join(drawn.xpath("//@data-chart")))


def test_english_is_drawn_from_the_same_part() -> None:
    with translation.override("en"):
        assert draw("{% value part %}", datetime.date(2016, 7, 29)).text_content() == "July 29, 2016"
