"""Whatever the words are: the reader answers, the answer is a whole, and asking again gives the same."""

from __future__ import annotations

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from zhongchuang.policy.documents.errors import Unreadable
from zhongchuang.policy.documents.labels import to_cn
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.documents.tests.factory import NOTICE, OPINION, read, refs

_PIECES = [
    *("一、", "（一）", "1.", "（1）", "①", "第一条", "第一章", "附件", "附件1", "目录", "序号\t牵头单位"),
    *("：", "。", "，", "\n", "\n\n", "\t", "　　", "(", ")", "《", "》", "- 1 -", "等", "号", "自"),
    *(
        "（牵头单位：省科技厅，配合单位：省财政厅）",
        "（省科技厅",
        "负责）",
        "会同有关部门",
        "省科技厅",
        "不低于",
        "70%",
    ),
    *(
        "列在首位者为牵头单位，下同",
        "各市人民政府：",
        "现印发给你们",
        "关于",
        "通知",
        "同时废止",
        "抄送：",
        "示例",
        "空间",
    ),
    *("《示例法》", "〔2031〕", "国发", "2031年5月8日", "起施行", "有效期3年"),
]
official = st.lists(st.sampled_from(_PIECES), max_size=60).map("".join)


def whole(document: Document) -> None:
    """What must hold of every answer."""
    assert Document.from_json(json.loads(json.dumps(document.to_json()))) == document
    for clause in document.walk():
        assert clause.ref
        assert clause.label
        assert clause.heading is None or clause.heading.strip()
        for unit in clause.units:
            assert not {*unit.lead} & {*unit.joint}
    known = {clause.ref for clause in document.walk()} | {annex.ref for annex in document.annexes} | {None}
    assert {quantity.ref for quantity in document.quantities} <= known
    assert {citation.ref for citation in document.citations} <= known


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=400), official))
def test_any_text_is_read_or_refused_and_reading_is_deterministic(text: str) -> None:
    try:
        document = read(text)
    except Unreadable:
        return
    whole(document)
    assert read(text) == document


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        whole(read_document(data))
    except Unreadable as error:
        assert error.zh and error.en


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(NOTICE)), st.sampled_from(_PIECES))
def test_one_piece_more_anywhere_never_breaks_reading(place: int, piece: str) -> None:
    whole(read(NOTICE[:place] + piece + NOTICE[place:]))


_words = st.text(alphabet="示例空间建设服务平台创新开放共享", min_size=4, max_size=20)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(_words, max_size=4), min_size=1, max_size=6))
def test_a_regular_tree_is_read_back(tree: list[list[str]]) -> None:
    lines, expected = ["各市人民政府：", "现将有关事项通知如下。"], []
    for i, children in enumerate(tree, 1):
        lines.append(f"{to_cn(i)}、做好第{i}项任务")
        expected.append(to_cn(i))
        for j, words in enumerate(children, 1):
            lines.append(f"（{to_cn(j)}）{words}。做好{words}。")
            expected.append(f"{to_cn(i)}（{to_cn(j)}）")
    assert refs(read("\n".join(lines))) == expected


@settings(max_examples=60, deadline=None)
@given(st.integers(18, 45))
def test_the_width_of_the_lines_does_not_change_what_is_read(width: int) -> None:
    plain = read(OPINION)
    lines = []
    for line in OPINION.splitlines():
        step = width if line.startswith("　") else len(line)
        lines += [line[i : i + step] for i in range(0, len(line), step)]
    wrapped = read("\n".join(lines))
    assert refs(wrapped) == refs(plain)
    texts = [re.sub(r"\s", "", c.text) for c in wrapped.walk()]
    assert texts == [re.sub(r"\s", "", c.text) for c in plain.walk()]
