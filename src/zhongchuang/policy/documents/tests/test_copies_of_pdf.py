"""Words copied out of a PDF, and the forms of unit notes and heads met in provincial and municipal documents.

All places, organs and policies are made up.
"""

from __future__ import annotations

import pytest

from zhongchuang.policy.documents.model import Relation
from zhongchuang.policy.documents.organs import open_end, split_units
from zhongchuang.policy.documents.tests.factory import read, refs
from zhongchuang.policy.documents.tests.test_units import note

WRAPPED = """东海省知识示例局关于印发《东海省示例奖评奖办法》的通
知
东示规〔2031〕1 号
各市示例局：
《东海省示例奖评奖办法》
已经省政府同意，
现印发给你们，请认真贯彻执
行。
东海省知识示例局
2031 年3 月4 日
东海省示例奖评奖办法
为深入贯彻落实
《东海省示例条例》
（东人发〔2030〕5 号），
加快示例空间的建设，制定本办法。
一、重点任务
1.
支持示例企业在各类园区建设平台，对符合条件的给予不超过五十万元的一次性奖补
资金。
（牵头单位：市示例局）
2.
支持高校和科研院所向示例团队开放仪器设备，开放情况纳入对高校和科研院所的年度
考核。
"""


def test_label_and_title_on_lines_of_their_own() -> None:
    document = read(WRAPPED)
    assert document.title == "东海省知识示例局关于印发《东海省示例奖评奖办法》的通知"
    assert refs(document) == ["一", "一1", "一2"]
    first = document.clauses[0].clauses[0]
    assert first.text.startswith("支持示例企业在各类园区建设平台")
    assert [unit.lead for unit in first.units] == [("市示例局",)]
    assert [(c.title, c.number) for c in document.citations] == [("东海省示例条例", "东人发〔2030〕5号")]


def test_lines_that_also_end_at_commas_are_joined_by_the_width_of_the_others() -> None:
    full = "推进示例空间和企业高校共同建设开放平台并且不断扩大服务范围提"
    text = "\n".join(
        ["东海省示例规划", "一、总则", "坚持创新，"]
        + [line for _ in range(14) for line in (full, "升水平，")]
        + ["形成体系。"]
    )
    clause = read(text).clauses[0]
    assert full + "升水平，" + full in clause.text


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "东海省示例建设工作领导小组关于印发\n《关于深化示例改革的实施意见》的通知",
            "东海省示例建设工作领导小组关于印发《关于深化示例改革的实施意见》的通知",
        ),
        (
            "东海省人民政府办公厅关于印发中国\n（云帆）\n跨境示例\n综合试验区建设实施方案的通知",
            "东海省人民政府办公厅关于印发中国（云帆）跨境示例综合试验区建设实施方案的通知",
        ),
        (
            "云帆市新港现代服务业合作区管理局国家示例总局云\n帆市示例局关于印发云帆市示例措施的通知",
            "云帆市新港现代服务业合作区管理局国家示例总局云帆市示例局关于印发云帆市示例措施的通知",
        ),
        (
            "云帆市市场监督管理局进一步优化示例环境降低制\n度性示例成本工作方案",
            "云帆市市场监督管理局进一步优化示例环境降低制度性示例成本工作方案",
        ),
        ("云帆市示例环境条例（草案送审稿）", "云帆市示例环境条例（草案送审稿）"),
        ("云帆市示例资金管理办法\n（试行）", "云帆市示例资金管理办法（试行）"),
    ],
)
def test_titles_cut_by_the_width_of_the_page(head: str, title: str) -> None:
    document = read(
        f"{head}\n云政发〔2031〕3号\n各县人民政府：\n现将有关事项通知如下。\n一、甲。\n二、乙。\n"
    )
    assert document.title == title


def test_a_title_without_number_or_addressees_ends_before_the_purpose() -> None:
    document = read(
        "云帆市示例局关于加强示例所标准化\n规范化建设的实施方案\n为贯彻落实党中央、\n国务院关于加强示例体系建设\n"
        "的决策部署，制定本方案。\n一、甲。\n二、乙。\n"
    )
    assert document.title == "云帆市示例局关于加强示例所标准化规范化建设的实施方案"


def test_addressees_over_many_lines_and_glued_to_the_text() -> None:
    many = read(
        "示例部门关于做好示例工作的通知\n示发〔2031〕6号\n公安部、民政部、司法部、教育部、\n财政部、水利部，各省、自治区\n"
        "示例厅；各示例银行分行：\n现将有关事项通知如下。\n一、甲。\n二、乙。\n"
    )
    assert (
        many.addressees
        == "公安部、民政部、司法部、教育部、财政部、水利部，各省、自治区示例厅；各示例银行分行"
    )
    glued = read(
        "东海省示例局关于示例的通知\n东示〔2031〕6号\n各市（含云帆市）示例局，新港区示例局：现将有关事项通知如下，请执行。\n"
        "一、甲。\n二、乙。\n"
    )
    assert glued.addressees == "各市（含云帆市）示例局，新港区示例局"


def test_issuers_glued_without_a_space_and_a_seal_that_stands_for_another() -> None:
    document = read(
        "东海省示例建设厅东海省财政厅关于示例的通知\n各市示例局：\n现将有关事项通知如下。\n一、甲。\n二、乙。\n"
        "东海省示例建设厅东海省财政厅（代章）\n2031年5月6日\n"
    )
    assert document.issuers == ("东海省示例建设厅", "东海省财政厅")


def test_a_run_of_headings_with_articles_between() -> None:
    document = read(
        "云帆县关于支持示例产业的意见\n一、支持范围\n(一)投资奖励\n第 1 条 给予奖励。\n第 2 条 给予补助。\n"
        "(二)绩效奖励\n第 3 条 给予奖励。\n二、其他\n第 4 条 施行。\n"
    )
    assert refs(document) == ["一", "一（一）", "第1条", "第2条", "一（二）", "第3条", "二", "第4条"]


def test_lines_below_a_copied_table_are_not_its_last_cell() -> None:
    document = read(
        "云帆市示例办法\n第一条 制定本办法。\n第二条 施行。\n附件\n示例分值表\n"
        "序号\t指标\t分值\t备注\n1\t住所\t10\t可累计\n2\t就业\n注：分值可累计。\n相关新闻\n《云帆市示例旧办法》政策解读\n"
    )
    assert [c.title for c in document.citations] == []
    assert document.annexes[0].tables[0][-1][-1] != "就业注：分值可累计。"


@pytest.mark.parametrize(
    ("raw", "lead", "cooperating", "joint", "left_open"),
    [
        ("（指标牵头单位：市示例局）", ("市示例局",), (), (), None),
        ("（登记指导处负责，完成时限：2031年底前）", (), (), ("登记指导处",), None),
        (
            "（省政府办公厅〔省示例局〕牵头，各地各有关部门按职责分工负责）",
            ("省政府办公厅〔省示例局〕",),
            ("各地各有关部门",),
            (),
            None,
        ),
        (
            "〔市示例局牵头，市财政局负责。以下均需各县（市、区）人民政府落实，不再列出〕",
            ("市示例局",),
            ("市财政局",),
            (),
            None,
        ),
        ("（市示例局、市教育局等市直有关部门负责）", (), (), ("市示例局", "市教育局"), "等市直有关部门"),
        (
            "（牵头单位：甲市示例局、市招商局按职责分别牵头；责任单位：市有关部门）",
            ("甲市示例局", "市招商局"),
            ("市有关部门",),
            (),
            None,
        ),
        ("（责任单位：省示例局、各市示例环境牵头部门）", (), (), ("省示例局", "各市示例环境牵头部门"), None),
        (
            "（市示例局牵头，各县〈市、区〉人民政府按职责完成有关工作）",
            ("市示例局",),
            ("各县〈市、区〉人民政府",),
            (),
            None,
        ),
        (
            "牵头单位：市示例局\n责任单位：各区人民政府，市财政局等市级各有关部门\n完成时限：2031年底前",
            ("市示例局",),
            ("各区人民政府", "市财政局"),
            (),
            "等市级各有关部门",
        ),
    ],
)
def test_notes_of_provinces_and_cities(
    raw: str,
    lead: tuple[str, ...],
    cooperating: tuple[str, ...],
    joint: tuple[str, ...],
    left_open: str | None,
) -> None:
    found = note(f"建设平台。{raw}" if raw[0] in "（〔" else f"建设平台。\n{raw}")
    assert (found.lead, found.cooperating, found.joint, found.open_ended) == (
        lead,
        cooperating,
        joint,
        left_open,
    )


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("市示例局“双示、一公开”联席会议，市财政局", ("市示例局“双示、一公开”联席会议", "市财政局")),
        ("各市〔州〕、县〔市、区〕人民政府", ("各市〔州〕、县〔市、区〕人民政府",)),
        ("各市、县（市、区）示例监管局，省示例局", ("各市、县（市、区）示例监管局", "省示例局")),
        ("市直相关单位及各地区", ("市直相关单位", "各地区")),
        ("甲山区、乙水市、丙湖县人民政府", ("甲山区人民政府", "乙水市人民政府", "丙湖县人民政府")),
        ("云帆车务段，各县（区）人民政府", ("云帆车务段", "各县（区）人民政府")),
        ("市示例局，中、省驻云有关单位", ("市示例局", "中、省驻云有关单位")),
        ("中央和国家机关工委、教育部", ("中央和国家机关工委", "教育部")),
    ],
)
def test_classes_of_units_stay_whole(words: str, units: tuple[str, ...]) -> None:
    assert split_units(words) == units


def test_words_that_leave_a_list_open() -> None:
    assert open_end("市示例局等州级有关部门（单位）") == ("市示例局", "等州级有关部门（单位）")
    assert open_end("市示例局等行业主管部门") == ("市示例局", "等行业主管部门")


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        ("为贯彻落实《示例条例》精神，现提出以下意见。", Relation.IMPLEMENTS),
        ("根据《示例条例》，结合实际，制定本办法。", Relation.IMPLEMENTS),
        ("根据《示例条例》有关规定，现就有关事项通知如下。", Relation.IMPLEMENTS),
        ("按照《示例条例》有关规定给予奖励。", Relation.CITES),
        ("各市要按照《示例条例》制定实施细则。", Relation.CITES),
        ("继续落实《示例条例》。", Relation.CITES),
    ],
)
def test_a_document_implements_what_it_was_made_for(sentence: str, relation: Relation) -> None:
    document = read(f"东海省示例局关于示例的通知\n各市示例局：\n{sentence}\n一、甲。\n二、乙。\n")
    assert [c.relation for c in document.citations] == [relation]


def test_an_earlier_document_of_the_same_title_is_cited() -> None:
    document = read(
        "云帆市人民政府关于印发云帆市示例办法的通知\n云府规〔2031〕2号\n各区人民政府：\n现将《云帆市示例办法》印发给你们，请执行。\n"
        "云帆市人民政府\n2031年5月6日\n云帆市示例办法\n第一条 制定本办法。\n"
        "第二条 《云帆市人民政府关于印发云帆市示例办法的通知》（云府规〔2026〕7号）同时废止。\n"
    )
    assert [(c.number, c.relation) for c in document.citations] == [("云府规〔2026〕7号", Relation.REPEALS)]


def test_a_title_cut_in_two_and_what_is_no_document() -> None:
    document = read(
        "东海省示例局关于示例的通知\n各市示例局：\n现将有关事项通知如下。\n一、按照《东海省示例\n发展规划》办理，报道见《看云帆》，填写《示例声明函》。\n二、乙。\n"
    )
    assert [c.title for c in document.citations] == ["东海省示例发展规划"]


def test_a_sentence_of_nothing_is_no_heading() -> None:
    assert read("1、。。").clauses[0].heading is None


def test_a_law_site_with_its_own_grid_and_a_title_in_brackets() -> None:
    grid = read(
        "首页 > 示例法规 >\n法规内容  本文仅供参考,如需引用请以正式文件为准\n发文标题: 云帆市人民政府关于示例的若干意见\n"
        "发文文号: 云政发[2031]5号\n发文部门: 云帆市人民政府\n发文内容:\n各县(市、区)人民政府,市政府各部门:\n"
        "  为推进示例,现提出如下意见:\n  一、甲。\n  二、乙。\n"
    )
    assert (grid.title, grid.number) == ("云帆市人民政府关于示例的若干意见", "云政发〔2031〕5号")
    wrapped = read(
        "《云帆市人民政府关于印发〈云帆市示例要点〉的通知》\n云政发〔2031〕6号\n各区人民政府:\n《云帆市示例要点》已经市政府同意,现印发给你们,请执行。\n"
        "云帆市人民政府\n2031年5月6日\n一、甲\n(一)示例。\n"
    )
    assert wrapped.title == "云帆市人民政府关于印发〈云帆市示例要点〉的通知"
    assert wrapped.citations == ()


def test_a_remark_on_all_notes_is_none() -> None:
    document = read(
        "云帆市示例方案\n一、建设平台。（责任单位：市示例局）（以下任务均需各县区人民政府落实，不再列出）\n二、完善服务。（责任单位：市财政局）\n"
    )
    assert [[unit.joint for unit in clause.units] for clause in document.clauses] == [
        [("市示例局",)],
        [("市财政局",)],
    ]


def test_contents_and_chapters_set_in_pieces() -> None:
    document = read(
        "云帆市示例环境条例（草案送审稿）\n目\n录\n第一章\n总则\n第二章\n职责与分工\n第一章\n总则\n第一条\n为了优化示例环境，制定本条例。\n"
        "第二章\n职责与分工\n第二条\n市人民政府负责示例工作。\n"
    )
    assert document.title == "云帆市示例环境条例（草案送审稿）"
    assert [(c.label, c.heading) for c in document.clauses] == [("第一章", "总则"), ("第二章", "职责与分工")]
    assert [c.ref for chapter in document.clauses for c in chapter.clauses] == ["第一条", "第二条"]
