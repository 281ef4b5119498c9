"""PDF files made by typst: the same bytes from the same data on every machine.

Only the fonts of set-up are used, never those of the machine; a character they lack is an error, because
typst would otherwise print a box and say nothing. Templates get their data as JSON (`sys.inputs.data`), never
by pasting text into the source, so that no data can become code. Results are tagged PDF/A-2a.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from zhongchuang.core.errors import Unavailable
from zhongchuang.core.json_values import Json

FONTS = Path(__file__).resolve().parents[3] / "build" / "fonts"
HOUSE = Path(__file__).resolve().parent / "templates" / "core" / "house.typ"
STANDARD: Literal["a-2a"] = "a-2a"


class PdfNotMade(Unavailable):
    """typst could not make the file, or could not make it faithfully; the cause is for the log."""

    default_code = "core.pdf"

    def __init__(self, cause: str) -> None:
        super().__init__(
            "这份 PDF 没有生成。",
            "The PDF was not made.",
            next_zh="请把页面直接打印或另存；管理员可在日志中查到原因。",
            next_en="Print or save the page instead; an administrator finds the reason in the log.",
        )
        self.cause = cause
        self.add_note(cause)


@cache
def _fonts(folder: Path) -> typst.Fonts:
    """The fonts of set-up, read once."""
    if not any(folder.glob("*.ttf")):
        raise PdfNotMade(f"no font in {folder}; run `make setup`")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def render_pdf(
    template: Path | str, data: Mapping[str, Json], *, made_at: datetime.datetime, fonts: Path = FONTS
) -> bytes:
    """The PDF of a typst template (a file, or its source) filled with `data`.

    The template begins with `#import "house.typ": *`, which reads `data` and brings the house style. The
    file is dated `made_at` (aware). Raises PdfNotMade for an error of the template and for any warning, among
    them a missing font or glyph.
    """
    source = template.read_text(encoding="utf-8") if isinstance(template, Path) else template
    root = HOUSE.parent
    compiler = typst.Compiler(
        source.encode(),
        root=str(root),
        font_paths=_fonts(fonts),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    try:
        made, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=STANDARD, timestamp=made_at
        )
    except typst.TypstError as error:
        raise PdfNotMade(str(error)) from error
    if warnings:
        raise PdfNotMade("; ".join(str(warning) for warning in warnings))
    if not isinstance(made, bytes):
        raise PdfNotMade("typst returned no file")
    return made
