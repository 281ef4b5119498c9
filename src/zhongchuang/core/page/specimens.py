"""What the style guide shows: each part made by a function whose own source is the code printed beside it.

The contents are made up for show, except the words quoted from public documents.
"""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.template import Context, Template

from zhongchuang.core.page import (
    Cell,
    Chart,
    ChartKind,
    ClauseQuote,
    Code,
    Column,
    ColumnKind,
    DataTable,
    Diff,
    EmptyState,
    ErrorSummary,
    Facet,
    FacetOption,
    Facets,
    FieldError,
    Link,
    Money,
    Option,
    QuestionCard,
    QuestionKind,
    Row,
    Series,
    Shape,
    Status,
    Step,
    Stepper,
    StepState,
    SummaryList,
    SummaryRow,
    Tone,
    Tree,
    TreeNode,
    Upload,
    diff_texts,
    paginate,
    sorted_by,
)
from zhongchuang.core.page.listing import Query

Build = Callable[..., object]
NO_QUERY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Specimen:
    """One part: its name, how a template draws it, and what it is made of."""

    anchor: str
    title: str
    note: str
    markup: str
    python: str
    drawn: str


def states() -> tuple[Status, ...]:
    return (
        Status("符合", Shape.CHECK, Tone.ACCENT),
        Status("差一项", Shape.NEAR, Tone.ACCENT),
        Status("待回答", Shape.QUESTION),
        Status("不符合", Shape.CROSS),
        Status("办理中", Shape.HALF),
        Status("已暂停", Shape.PAUSE),
        Status("逾期 3 个工作日", Shape.WARNING, Tone.DANGER),
    )


def course() -> Stepper:
    return Stepper(
        "办理进度",
        (
            Step("提交", StepState.DONE, "2026年11月2日"),
            Step("受理", StepState.DONE, "2026年11月5日"),
            Step("评审", StepState.CURRENT, "最迟 11月27日"),
            Step("公示", StepState.NEXT, "5 个工作日"),
            Step("决定", StepState.NEXT),
        ),
    )


def facts() -> SummaryList:
    return SummaryList(
        (
            SummaryRow("发文机关", "辽宁省人民政府办公厅"),
            SummaryRow("成文日期", datetime.date(2016, 7, 29)),
            SummaryRow("效力", Status("未见失效公告", Shape.RING), "办理前请向发文机关核实"),
            SummaryRow("转让收入", Money(100_000_000), "您填写", Link("修改", "#facts")),
            SummaryRow("有效期", None),
        )
    )


def amounts() -> int:
    return 12_345_678_90


def table(query: Query = NO_QUERY) -> DataTable:
    columns = (
        sorted_by(query, Column("事项"), "title"),
        Column("文号", ColumnKind.CODE),
        sorted_by(query, Column("截止", ColumnKind.DATE), "due"),
        sorted_by(query, Column("金额（元）", ColumnKind.NUMBER), "amount"),
        Column("状态"),
    )
    rows = tuple(
        Row(
            (
                Cell(title, "#table", "虚构示例"),
                Cell(number),
                Cell(datetime.date(2026, month, 20)),
                Cell(Money(fen, unit=False)),
                Cell(state),
            )
        )
        for title, number, month, fen, state in (
            ("众创空间房租补助", "示例〔2026〕1号", 3, 3_000_000, Status("已办结", Shape.CHECK, Tone.ACCENT)),
            ("研发费用后补助", "示例〔2026〕12号", 9, 125_000_050, Status("评审中", Shape.HALF)),
            ("创新券兑付", "示例〔2026〕7号", 12, None, Status("待补正", Shape.WARNING, Tone.DANGER)),
        )
    )
    return DataTable("申报事项", columns, rows, paginate(query, total=143, page=2))


def narrowing() -> Facets:
    return Facets(
        action="/styleguide",
        region="narrowed",
        search_label="搜索标题或正文",
        facets=(
            Facet(
                "place",
                "地方",
                (FacetOption("210000", "辽宁", 24, selected=True), FacetOption("620000", "甘肃", 17)),
            ),
            Facet("form", "形式", (FacetOption("subsidy", "补助", 12), FacetOption("loan", "贷款", 0))),
        ),
    )


def nothing() -> EmptyState:
    return EmptyState("没有符合条件的政策", "换一个地方或放宽年份再试。", Link("清除筛选条件", "/styleguide"))


def errors() -> ErrorSummary:
    return ErrorSummary(
        (
            FieldError("id_income", "转让收入：请填数字，例如 1000000 或 100万元"),
            FieldError("id_contract", "合同：文件超过 20 MB，请压缩或拆分"),
        ),
        focus=False,  # this page is not about it
    )


def drawing() -> Chart:
    return Chart(
        "by-place",
        "各地政策条款数",
        ChartKind.BAR,
        ("国家", "辽宁", "甘肃", "云南"),
        (Series("条款", (62, 48, 55, 41)),),
        unit="条",
        source="虚构示例",
        category_label="地方",
    )


def drawing_of_many() -> Chart:
    return Chart(
        "by-quarter",
        "各季度服务次数",
        ChartKind.LINE,
        ("一季度", "二季度", "三季度", "四季度"),
        (Series("预约", (320, 410, 388, None)), Series("到场", (280, 377, 350, None))),
        unit="次",
        source="虚构示例；四季度尚未统计",
        category_label="季度",
    )


class Registration(forms.Form):
    """A form of the style guide, sent with mistakes."""

    name = forms.CharField(label="团队名称", help_text="与入驻协议一致。")
    kind = forms.ChoiceField(label="身份", choices=[("", "请选择"), ("team", "团队"), ("enterprise", "企业")])
    size = forms.ChoiceField(
        label="人数", choices=[("s", "5 人以下"), ("m", "5 人及以上")], widget=forms.RadioSelect
    )
    since = forms.DateField(label="入驻日期", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    public = forms.BooleanField(label="同意公开团队名称", required=False)


def filling_in() -> forms.Form:
    return Registration({"name": "星河示例团队", "kind": "team", "since": "2026-02-30", "public": "on"})


def handing_in() -> Upload:
    return Upload("contract", "技术转让合同", (".pdf", ".docx"), 20 * 1024 * 1024, "扫描件须清晰可辨。")


def comparison() -> Diff:
    return diff_texts(
        "研发团队在众创空间转化科技成果，所得转让收益不得低于70%。\n科技人员可在3年内保留人事关系。\n本意见自印发之日起施行。",
        "研发团队在众创空间转化职务科技成果，所得转让净收益不得低于80%。\n科技人员可在3年内保留人事关系。\n"
        "各市每半年报送一次落实情况。\n本意见自印发之日起施行。",
        before_label="2016年印发稿",
        after_label="虚构修订稿",
    )


def comparison_in_one() -> Diff:
    return comparison()


def quotation() -> ClauseQuote:
    return ClauseQuote(
        "研发团队在众创空间转化科技成果，所得转让收益不得低于70%",
        "辽宁省人民政府办公厅关于加快众创空间发展服务实体经济转型升级的实施意见",
        "辽政办发〔2016〕88号",
        "三（四）",
        "#quotation",
    )


def question() -> QuestionCard:
    return QuestionCard(
        "in_space",
        "您的团队在众创空间里吗？",
        QuestionKind.YES_NO,
        hint="指与众创空间签了入驻协议，正在其中办公。",
        why="有 6 项政策只给在众创空间内的团队。",
        quote=quotation(),
        done=3,
        expected=8,
        decides=6,
        back_url="#question",
    )


def question_of_amount() -> QuestionCard:
    return QuestionCard(
        "transfer_income",
        "这项成果的转让收入是多少？",
        QuestionKind.MONEY,
        hint="税前，按合同总额填；可以写 100万元。",
        unit="元",
        value="一百万左右",
        error="请填数字，例如 1000000 或 100万元。",
    )


def question_of_choice() -> QuestionCard:
    return QuestionCard(
        "kind",
        "您以什么身份来办？",
        QuestionKind.CHOICE,
        (
            Option("team", "团队", "还没有注册公司"),
            Option("enterprise", "企业", "已有营业执照"),
            Option("space", "众创空间运营者"),
        ),
        value="team",
    )


def copied() -> Code:
    return Code("91210100MA0EXAMPLE", "统一社会信用代码")


def reasons() -> Tree:
    return Tree(
        "判断理由",
        (
            TreeNode(
                "全部满足：",
                Status("符合", Shape.CHECK, Tone.ACCENT),
                opened=True,
                children=(
                    TreeNode("在众创空间内", Status("是", Shape.CHECK, Tone.ACCENT), "您回答：是"),
                    TreeNode(
                        "转让收入大于 0 元",
                        Status("是", Shape.CHECK, Tone.ACCENT),
                        "您填写：1,000,000.00 元",
                        quote=quotation(),
                    ),
                ),
            ),
            TreeNode("2016年7月29日起施行", Status("不清楚", Shape.QUESTION), "文件没有写有效期"),
        ),
    )


PARTS: tuple[tuple[str, str, str, Build], ...] = (
    ("状态", "一个词加一个形状，不靠颜色。", "{% for s in part %}{% status s %} &emsp; {% endfor %}", states),
    ("步骤", "走到哪一步、何时到期。", "{% stepper part %}", course),
    ("要素表", "一件事的要素，可带一个操作。", "{% summary_list part %}", facts),
    (
        "金额",
        "应付用元，比较用万元，未定就说未定。",
        '<p>{% amount part "exact" "large" %}</p><p>{% amount part "wan" %} &emsp; {% amount None %}</p>',
        amounts,
    ),
    ("数据表", "宽屏成表，手机成卡片；列可排序，每页 20 行。", "{% data_table part %}", table),
    (
        "筛选",
        "不用脚本也能用；有脚本时就地更新。",
        '<div class="with-aside" id="narrowed"><aside>{% facets part %}</aside></div>',
        narrowing,
    ),
    ("空状态", "说明没有什么、下一步做什么。", "{% empty_state part %}", nothing),
    ("错误汇总", "放在表单之上，每条连到出错的栏目。", "{% error_summary part %}", errors),
    ("图表", "图后有表，写明数据来源。", "{% chart part %}", drawing),
    ("折线图", "空缺不是零。", "{% chart part %}", drawing_of_many),
    (
        "表单",
        "先说填什么，错处写在栏目上；一个主按钮。",
        '<form method="get" novalidate>{% for field in part %}{% form_field field %}{% endfor %}'
        '<div class="actions"><button class="btn btn-primary">提交</button></div></form>',
        filling_in,
    ),
    (
        "上传",
        "先说能交什么；有脚本时显示进度。",
        '<form method="post" enctype="multipart/form-data">{% upload part %}</form>',
        handing_in,
    ),
    ("文本对照", "逐段对齐，段内逐词。", "{% diff part %}", comparison),
    ("文本对照（合并）", "一段之内先删后增。", '{% diff part "inline" %}', comparison_in_one),
    ("引文", "原文、文件、条款。", "{% clause_quote part %}", quotation),
    ("提问", "一页一问，可跳过。", "{% question_card part %}", question),
    ("提问（填写）", "说清填什么、错在哪。", "{% question_card part %}", question_of_amount),
    ("提问（选择）", "选项写给外行人看。", "{% question_card part %}", question_of_choice),
    ("编号", "分组显示，一键复制。", "{% code part %}", copied),
    ("理由树", "逐层展开。", "{% tree part %}", reasons),
)


def specimens(query: Query) -> list[Specimen]:
    """Every part, drawn; `query` is the page's own, so that the table can be ordered and paged."""
    return [
        Specimen(
            build.__name__.replace("_", "-"),
            title,
            note,
            markup,
            inspect.getsource(build),
            _draw(markup, table(query) if build is table else build()),
        )
        for title, note, markup, build in PARTS
    ]


def _draw(markup: str, part: object) -> str:
    context: dict[str, Any] = {"part": part}
    return Template("{% load page %}" + markup).render(Context(context))
