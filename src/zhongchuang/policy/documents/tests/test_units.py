"""Unit notes in every form."""

from __future__ import annotations

import pytest

from zhongchuang.policy.documents.model import UnitNote, WarningCode
from zhongchuang.policy.documents.notes import find_notes
from zhongchuang.policy.documents.organs import is_organ, split_units
from zhongchuang.policy.documents.tests.factory import read
from zhongchuang.policy.documents.units import LeadRule, parse_note

A, B, C = "省科技厅", "省财政厅", "省教育厅"


def note(text: str, rule: LeadRule | None = None) -> UnitNote:
    """The only note of a paragraph."""
    (found,) = find_notes(text)
    return parse_note(found, rule or LeadRule())


@pytest.mark.parametrize(
    ("text", "lead", "cooperating", "joint", "opened"),
    [
        (f"。（牵头单位：{A}，配合单位：{B}、{C}）", [A], [B, C], [], None),
        (f"（牵头单位：{A}；责任单位：{B}、{C}）", [A], [B, C], [], None),
        (f"（责任单位：{A}、{B})", [], [], [A, B], None),
        (f"[责任部门：{A}，{B}]", [], [], [A, B], None),
        (f"（负责部门：{A}、{B}，适用范围：海州示例区）", [], [], [A, B], None),
        (f"（{A}、{B}负责）", [], [], [A, B], None),
        (f"（{A}、{B}按职责分工负责）", [], [], [A, B], None),
        (f"（{A}、{B}牵头负责）", [A, B], [], [], None),
        (f"（{A}牵头，{B}、{C}配合）", [A], [B, C], [], None),
        (f"（由{A}牵头;{B}参与）", [A], [B], [], None),
        (f"（{A}负责牵头，{B}协助）", [A], [B], [], None),
        (f"（{A}牵头，{B}按职责分工负责）", [A], [B], [], None),
        (f"（{A}会同{B}、{C}负责）", [A], [B, C], [], None),
        (f"（{A}会同有关部门负责）", [A], [], [], "会同有关部门"),
        (f"（{A}、{B}等负责）", [], [], [A, B], "等"),
        (f"（{A}、{B}等有关部门和单位按职责分工负责）", [], [], [A, B], "等有关部门和单位"),
        (f"（{A}等省有关部门和各市人民政府按职责分工负责）", [], [], [A, "各市人民政府"], "等省有关部门"),
        (f"（完成时限：2031年6月底；牵头单位：{A}；责任单位：{B}）", [A], [B], [], None),
        (f"【{A}负责】", [], [], [A], None),
        (f"（主办：{A}，协办：{B}）", [A], [B], [], None),
        ("（海州、云州市政府，省科技厅负责）", [], [], ["海州市政府", "云州市政府", A], None),
        ("（各省、自治区、直辖市人民政府负责）", [], [], ["各省、自治区、直辖市人民政府"], None),
        (
            "（各市、县（区）人民政府，省直有关部门负责）",
            [],
            [],
            ["各市、县（区）人民政府", "省直有关部门"],
            None,
        ),
        (f"做好示例。（{A}、{B}，各市（州）人民政府）", [], [], [A, B, "各市（州）人民政府"], None),
        (f"责任单位：{A}　{B}", [], [], [A, B], None),
        (f"做好示例。牵头单位：{A}，配合单位：{B}。", [A], [B], [], None),
        (f"牵头单位：{A}\n责任单位：{B}、{C}", [A], [B, C], [], None),
        (f"（{A}、{B}\n、{C}负责）", [], [], [A, B, C], None),
    ],
)
def test_forms(
    text: str, lead: list[str], cooperating: list[str], joint: list[str], opened: str | None
) -> None:
    found = note(text)
    assert [list(found.lead), list(found.cooperating), list(found.joint)] == [lead, cooperating, joint]
    assert found.open_ended == opened


@pytest.mark.parametrize(
    "text",
    [
        "支持县（市、区）建设。",
        "依托工程（技术）研究中心开展工作。",
        "（此件公开发布）",
        "按照有关规定（由省财政厅另行制定）执行，负责同志要亲自抓。",
        "（以下简称《办法》）",
        "各部门负责人要加强协调。",
        "（单位：毫米）",
    ],
)
def test_what_is_no_note(text: str) -> None:
    assert find_notes(text) == []


def test_first_leads_from_the_note_that_says_so_onwards() -> None:
    rule = LeadRule()
    assert note(f"（{A}、{B}负责）", rule).joint == (A, B)
    stated = note(f"（责任单位：{A}、{B}，列在首位者为牵头单位，下同）", rule)
    assert (stated.lead, stated.cooperating, rule.holds) == ((A,), (B,), True)
    assert note(f"（{C}、{A}等负责）", rule) == UnitNote(f"（{C}、{A}等负责）", (C,), (A,), (), "等")
    assert note(f"（{C}、{A}牵头负责）", rule).lead == (C, A)  # two leads named beat the rule


def test_a_rule_without_below_binds_its_own_note_only() -> None:
    rule = LeadRule()
    assert note(f"（{A}、{B}负责。列第一位者为牵头单位）", rule).lead == (A,)
    assert not rule.holds


def test_notes_of_a_clause_in_own_paragraphs_and_twice() -> None:
    document = read(
        f"各市人民政府：\n现通知如下。\n一、甲\n（一）建设。建设示例（牵头单位：{A}）。\n"
        f"继续建设（牵头单位：{B}）。\n"
        f"（二）服务。提供服务。\n（{C}负责）\n二、乙\n做好乙。"
    )
    first, second = document.clauses[0].clauses
    assert [unit.lead for unit in first.units] == [(A,), (B,)]
    assert [unit.joint for unit in second.units] == [(C,)]


def test_a_note_across_a_page_break_in_mixed_brackets() -> None:
    document = read(
        f"各市人民政府：\n现通知如下。\n一、甲\n（一）建设示例平台，提供示例服务，开展示例活动。"
        f"（责任单位：{A}、省经济\n\n"
        f"和信息化委、{B})\n（二）服务。"
    )
    clause = document.clauses[0].clauses[0]
    assert clause.units[0].joint == (A, "省经济和信息化委", B)
    assert WarningCode.MIXED_BRACKETS in {w.code for w in document.warnings if w.ref == "一（一）"}
    assert WarningCode.BROKEN_SENTENCE in {w.code for w in document.warnings}


def test_lists_of_units() -> None:
    assert split_units("省发展和改革委员会、省人力资源和社会保障厅") == (
        "省发展和改革委员会",
        "省人力资源和社会保障厅",
    )
    assert split_units(f"{A}和{B}") == (A, B)
    assert split_units("省直有关部门和单位") == ("省直有关部门和单位",)
    assert split_units("/") == ()
    assert split_units("海州、大云海关") == ("海州海关", "大云海关")


@pytest.mark.parametrize(
    "name", ["省科技厅", "各市人民政府", "示例财政部", "云州市市场监督管理局（云州市知识产权局）", "省工商联"]
)
def test_names_of_organs(name: str) -> None:
    assert is_organ(name)


@pytest.mark.parametrize("name", ["关于示例的通知", "总体要求", "一、某", "做好工作。", "厅"])
def test_names_of_no_organ(name: str) -> None:
    assert not is_organ(name)
