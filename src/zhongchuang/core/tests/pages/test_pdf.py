"""PDF files: faithful, repeatable, or not made at all."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pdfplumber
import pytest

from zhongchuang.core.json_values import Json
from zhongchuang.core.pdf import FONTS, PdfNotMade, render_pdf

MADE_AT = datetime.datetime(2026, 11, 21, 12, 0, tzinfo=datetime.UTC)
TEMPLATE = """#import "house.typ": *
#show: house
#facts(("发文机关", data.issuer))
#clause-quote(data.words, [示例〔2026〕1号])
"""
DATA: dict[str, Json] = {
    "title": "结果",
    "notice": "演示环境：数据均为虚构",
    "issuer": "某机关",
    "words": "不得低于70%",
}


def text_of(made: bytes) -> str:
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def test_chinese_can_be_read_back_from_the_file() -> None:
    text = text_of(render_pdf(TEMPLATE, DATA, made_at=MADE_AT))
    for words in ("结果", "某机关", "不得低于70%", "演示环境：数据均为虚构"):
        assert words in text.replace(" ", "")


def test_the_same_data_make_the_same_bytes() -> None:
    assert render_pdf(TEMPLATE, DATA, made_at=MADE_AT) == render_pdf(TEMPLATE, DATA, made_at=MADE_AT)


def test_data_never_become_code() -> None:
    hostile = '#panic("x") #include "/etc/passwd" $x$ *b* \\ "'
    assert "#panic" in text_of(render_pdf(TEMPLATE, {**DATA, "issuer": hostile}, made_at=MADE_AT))


@pytest.mark.parametrize(
    ("template", "words", "cause"),
    [
        (TEMPLATE, "笑脸😀", "could not be displayed"),
        (TEMPLATE + '#set text(font: "Nowhere")\n字', "字", "unknown font family"),
        (TEMPLATE + "#nothing()", "字", "unknown variable"),
    ],
)
def test_what_cannot_be_printed_faithfully_is_not_printed(template: str, words: str, cause: str) -> None:
    with pytest.raises(PdfNotMade) as caught:
        render_pdf(template, {**DATA, "words": words}, made_at=MADE_AT)
    assert cause in caught.value.cause
    assert cause not in caught.value.sentence  # the reader is told what to do, the log what happened


def test_without_the_fonts_of_set_up_nothing_is_made(tmp_path: Path) -> None:
    assert any(FONTS.glob("*.ttf"))
    with pytest.raises(PdfNotMade) as caught:
        render_pdf(TEMPLATE, DATA, made_at=MADE_AT, fonts=tmp_path)
    assert "make setup" in caught.value.cause
