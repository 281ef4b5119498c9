"""English is complete, and the tool that says so can be trusted."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.template import Engine, Template

from zhongchuang.project import messages
from zhongchuang.project.messages import Found


def test_english_is_complete() -> None:
    assert [str(problem) for problem in messages.problems()] == []


def test_the_catalogue_holds_what_the_source_says_and_nothing_else() -> None:
    old = messages.read_catalogue()
    new = messages.updated(old, messages.messages())
    assert {message.id for message in old} == {message.id for message in new}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "甲" %}', [Found("甲")]),
        (
            '{% if x %}{% for y in z %}{% translate "乙" %}{% empty %}'
            '{% translate "空" %}{% endfor %}{% endif %}',
            [Found("乙"), Found("空")],
        ),
        ('{% translate "月" context "时长" %}', [Found("月", context="时长")]),
        ('{% translate "达到 70%" %}', [Found("达到 70%%")]),
        (
            "{% blocktranslate with n=x trimmed %}\n  共 {{ n }} 条\n{% endblocktranslate %}",
            [Found("共 %(n)s 条")],
        ),
        (
            "{% blocktranslate count n=x %}{{ n }} 条{% plural %}{{ n }} 多条{% endblocktranslate %}",
            [Found("%(n)s 条", "%(n)s 多条")],
        ),
        ("{% translate variable %}", []),
    ],
)
def test_messages_are_found_wherever_a_template_hides_them(source: str, found: list[Found]) -> None:
    compiled = Template("{% load i18n %}" + source, engine=Engine.get_default())
    assert list(messages.in_template(compiled)) == found


def test_messages_are_found_in_python() -> None:
    tree = ast.parse(
        '_("甲"); gettext_lazy("乙"); ngettext("一", "多", n); pgettext("境", "丙"); other("丁"); _(name)'
    )
    assert sorted(messages.in_module(tree)) == [
        Found("一", "多"),
        Found("丙", context="境"),
        Found("乙"),
        Found("甲"),
    ]


def catalogue(text: str, english: str, *, fuzzy: bool = False) -> Catalog:
    made = Catalog(locale="en")
    made.add(text, english, flags=["fuzzy"] if fuzzy else [])
    return made


@pytest.mark.parametrize(
    ("english", "fuzzy", "told"),
    [
        ("", False, "没有英文"),
        ("%(n)s items", True, "fuzzy"),
        ("items", False, "占位符"),
        ("%(m)s items", False, "占位符"),
        ("%(n)s 条", False, "里有中文"),
    ],
)
def test_what_a_reader_would_stumble_over_is_told(english: str, fuzzy: bool, told: str) -> None:
    found = {Found("%(n)s 条"): ["a.html"]}
    (problem,) = messages.untranslated(catalogue("%(n)s 条", english, fuzzy=fuzzy), found)
    assert told in str(problem)


def test_good_english_is_no_problem() -> None:
    assert (
        list(messages.untranslated(catalogue("%(n)s 条", "%(n)s items"), {Found("%(n)s 条"): ["a.html"]}))
        == []
    )


def test_chinese_outside_a_translation_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}{# 注 #}<p title="{% translate "好" %}">{% if x %}<b>漏了</b>{% endif %}</p>',
        encoding="utf-8",
    )
    assert [str(problem) for problem in messages.untagged(page)] == ["page.html：“<b>漏了</b>”不在翻译标签里"]


def test_a_translation_outlives_its_neighbours_and_goes_with_its_message() -> None:
    old = catalogue("甲", "A")
    old.add("旧", "old")
    new = messages.updated(old, {Found("甲"): ["a.html"], Found("新"): ["b.html"]})
    assert {message.id: message.string or "" for message in new if message.id} == {"甲": "A", "新": ""}
