"""Citations, quantities, terms, annexes, numbers of documents, titles."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from zhongchuang.policy.documents import docnumber
from zhongchuang.policy.documents.citations import read_citations
from zhongchuang.policy.documents.model import Comparator, Relation, WarningCode
from zhongchuang.policy.documents.quantities import read_quantities
from zhongchuang.policy.documents.report import Report
from zhongchuang.policy.documents.tests.factory import read, refs
from zhongchuang.policy.documents.validity import Validity, read_validity

ISSUED = datetime.date(2031, 2, 28)


def cited(text: str, *own: str) -> list[tuple[str | None, str | None, Relation]]:
    """Title, number and relation of every citation of a text."""
    return [(c.title, c.number, c.relation) for c in read_citations([("一", text)], own)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《示例法》制定。", ("示例法", None, Relation.IMPLEMENTS)),
        ("见《示例办法》（东政发[2030]3号）。", ("示例办法", "东政发〔2030〕3号", Relation.CITES)),
        (
            "按照《甲通知》(东科规〔2030〕第05号，以下简称《通知》)执行",
            ("甲通知", "东科规〔2030〕05号", Relation.CITES),
        ),
        (
            "依据《甲公告》（示例税务总局公告2030年第23号），现就有关事项公告如下",
            ("甲公告", "示例税务总局公告2030年第23号", Relation.IMPLEMENTS),
        ),
        ("《实施〈示例法〉若干规定》", ("实施〈示例法〉若干规定", None, Relation.CITES)),
        ("《甲办法》（东政发〔2020〕1号）同时废止。", ("甲办法", "东政发〔2020〕1号", Relation.REPEALS)),
        ("将《甲办法》第三条修改为：“示例”。", ("甲办法", None, Relation.AMENDS)),
    ],
)
def test_citations(text: str, expected: tuple[str, str | None, Relation]) -> None:
    assert cited(text) == [expected]


def test_a_list_of_repeals_and_what_is_kept() -> None:
    text = "《甲办法》（东政发〔2020〕1号）、《乙办法》同时废止。除《丙办法》外，其余文件一律废止。"
    assert [relation for _, _, relation in cited(text)] == [
        Relation.REPEALS,
        Relation.REPEALS,
        Relation.CITES,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "填写《示例申请表》。",
        "持《营业执照》办理。",
        "签订《示例协议》。",
        "刊于《示例日报》。",
        "《本办法》",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    assert cited(text, "本办法") == []


def test_short_names_stand_for_the_whole() -> None:
    parts = [
        (None, "根据《示例条例》（以下简称《条例》）。"),
        ("一", "按照《条例》办理。"),
        ("二", "按《示例条例》（国令第9号）办理。"),
    ]
    found = read_citations(parts, [])
    assert [(c.title, c.number, c.ref) for c in found] == [
        ("示例条例", "国令第9号", None),
        ("示例条例", "国令第9号", "一"),
        ("示例条例", "国令第9号", "二"),
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("收益不得低于70%", "70", "%", Comparator.AT_LEAST),
        ("给予30万元补助", "300000", "元", Comparator.EQUAL),
        ("最高不超过１５万元", "150000", "元", Comparator.AT_MOST),
        ("吸纳人员超过1万人", "10000", "人", Comparator.MORE_THAN),
        ("面积500平方米以上", "500", "平方米", Comparator.AT_LEAST),
        ("在30日内答复", "30", "日", Comparator.AT_MOST),
        ("达到1.5亿元左右", "150000000", "元", Comparator.AT_LEAST),
        ("增长3个百分点", "3", "个百分点", Comparator.EQUAL),
    ],
)
def test_quantities(text: str, value: str, unit: str, comparator: Comparator) -> None:
    (found,) = read_quantities("一", text)
    assert (found.value, found.unit, found.comparator) == (Decimal(value), unit, comparator)
    assert found.quote in text


def test_years_and_dates_are_deadlines_and_no_quantities() -> None:
    (found,) = read_quantities("一", "到2033年，建成示例空间300家。")
    assert (found.value, found.unit, found.deadline) == (Decimal(300), "家", datetime.date(2033, 12, 31))
    (found,) = read_quantities("一", "2031年2月底前，培训示例人员50人")
    assert found.deadline == datetime.date(2031, 2, 28)
    assert read_quantities("一", "2031年7月29日印发，第3条、第5项。") == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("本办法自2031年9月8日起施行，有效期3年。", (2031, 9, 8), (2034, 9, 7)),
        ("本办法自2028年2月29日起施行，有效期一年。", (2028, 2, 29), (2029, 2, 28)),
        ("本通知自2031年1月1日起执行，有效期至2033年12月31日。", (2031, 1, 1), (2033, 12, 31)),
        ("本公告执行期限为2031年1月1日至2033年12月31日。", (2031, 1, 1), (2033, 12, 31)),
        ("本意见自印发之日起施行，有效期五年。", (2031, 2, 28), (2036, 2, 27)),
        ("本规定自发布之日起30日后施行。", (2031, 3, 30), None),
        ("企业自2031年1月1日起享受补贴。", None, None),
    ],
)
def test_terms(text: str, start: tuple[int, int, int] | None, end: tuple[int, int, int] | None) -> None:
    days = [datetime.date(*day) if day else None for day in (start, end)]
    assert read_validity(text, ISSUED, Report()) == Validity(*days)


def test_a_term_from_the_day_of_issue_is_null_without_that_day() -> None:
    assert read_validity("本意见自印发之日起施行，有效期5年。", None, Report()) == Validity(None, None)


@pytest.mark.parametrize(
    ("text", "number", "malformed"),
    [
        ("国办发〔2016〕7号", "国办发〔2016〕7号", False),
        ("国办发【2016】 7 号", "国办发〔2016〕7号", True),
        ("东政发〔20167号)", None, True),
        ("东财规[2031]第012号", "东财规〔2031〕012号", True),
        ("东政办发〔2031〕５号".translate(str.maketrans("５", "5")), "东政办发〔2031〕5号", False),
    ],
)
def test_numbers_of_documents(text: str, number: str | None, malformed: bool) -> None:
    match = docnumber.STANDARD.search(text)
    if number is None:
        assert match is None or docnumber.is_malformed(match)
    else:
        assert match is not None
        assert (docnumber.normal(match), docnumber.is_malformed(match)) == (number, malformed)


def test_a_second_number_and_a_malformed_one_are_reported() -> None:
    document = read(
        "东海省示例局文件\n东示发【2031】3号\n东海省示例局关于示例的通知\n东示规〔2031〕1号\n各市示例局："
        "\n现通知如下。\n一、甲。\n二、乙。"
    )
    assert document.number == "东示规〔2031〕1号"
    codes = {w.code for w in document.warnings}
    assert {WarningCode.SECOND_DOC_NUMBER, WarningCode.MALFORMED_DOC_NUMBER} <= codes


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("东海省示例局\n关于做好示例工作的通知", "东海省示例局关于做好示例工作的通知"),
        (
            "东海省示例局 东海省样例局\n东海省范例局\n关于示例的通知",
            "东海省示例局 东海省样例局 东海省范例局关于示例的通知",
        ),
        (
            "东海省人民政府关于全面推行示例制度\n示例记录制度\n示例审核制度的意见",
            "东海省人民政府关于全面推行示例制度示例记录制度示例审核制度的意见",
        ),
        (
            "东海省人民政府办公厅转发省示例局\n关于示例意见的通知",
            "东海省人民政府办公厅转发省示例局关于示例意见的通知",
        ),
        (
            "首页 > 政策\n东海省示例办法\n发布时间：2031-01-01\n东海省示例局关于印发示例办法的通知",
            "东海省示例局关于印发示例办法的通知",
        ),
        ("东海省示例局关于示例的通知（东示发〔2031〕2号）", "东海省示例局关于示例的通知"),
        ("东海省示例空间管理办法（试行）", "东海省示例空间管理办法（试行）"),
    ],
)
def test_titles(head: str, title: str) -> None:
    assert read(head + "\n各市示例局：\n现通知如下。\n一、甲。\n二、乙。").title == title


def test_several_annexes_their_titles_and_a_missing_one() -> None:
    document = read(
        "东海省示例局关于示例的通知\n各市示例局：\n现将有关事项通知如下。\n一、甲。\n二、乙。\n附件："
        "1.示例清单\n2.示例任务表\n3.示例表格\n"
        "东海省示例局\n2031年5月6日\n附件1\n示例清单\n一、子\n二、丑\n附件2\n示例任务表\n"
        "序号\t任务\t责任单位\n1\t建库\t省科技厅\n3\t建窗\t***"
    )
    assert [(annex.ref, annex.title) for annex in document.annexes] == [
        ("附件1", "示例清单"),
        ("附件2", "示例任务表"),
        ("附件3", "示例表格"),
    ]
    assert refs(document) == ["一", "二", "附件1一", "附件1二", "附件2序号1", "附件2序号3"]
    found = {(w.code, w.ref) for w in document.warnings}
    assert (WarningCode.MISSING_ANNEX, "附件3") in found
    assert (WarningCode.REDACTED_CELL, "附件2序号3") in found
    assert (WarningCode.MISSING_NUMBER, "附件2序号3") in found


def test_a_plan_issued_as_the_annex_is_the_body() -> None:
    document = read(
        "东海省示例局关于印发《示例办法》的通知\n各市示例局：\n现将《示例办法》印发给你们，请遵照执行。\n"
        "附件：示例办法\n东海省示例局\n2031年5月6日\n"
        "附件\n示例办法\n第一条　为了示例。\n第二条　附则。"
    )
    assert refs(document) == ["第一条", "第二条"]
    assert document.annexes == ()
