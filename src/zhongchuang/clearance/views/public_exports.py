"""What was found as files: CSV and JSON of any length, a workbook up to a stated length, 360Giving."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING

import xlsxwriter
from django.conf import settings
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from zhongchuang.clearance.disclosing import giving, sheets
from zhongchuang.clearance.selectors.award_search import awards_in_order, count_awards
from zhongchuang.clearance.selectors.award_sheets import AT_ONCE, key_of, last_changes, sheet_rows
from zhongchuang.clearance.views import public_parts as parts
from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.error_pages import error_page
from zhongchuang.core.errors import InvalidInput, NotFound, Wording
from zhongchuang.core.rate_limit import Limit, TooManyRequests, bucket_of, count_request
from zhongchuang.parties.accounts import client_ip

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from zhongchuang.clearance.disclosing.wanted import Wanted

    View = Callable[[HttpRequest], HttpResponseBase]

MOST_IN_WORKBOOK = 20_000
"""Rows of a workbook: it is made as a whole before it goes out. Everything, however much, is in the CSV file."""
DOWNLOADS = Limit(requests=20, seconds=60)
"""Files an address may fetch: each may be long."""
_EXACT = 10**15
_WIDTHS = (18, 36, 20, 40, 24, 12, 16, 16, 28, 10, 14, 40, 28, 12, 12, 10, 12, 14, 10, 10, 48)
_MONEY = ("支持金额（元）", "已支付（元）")


def limited(view: View) -> View:
    """Counts the file against the address that asks; one too many is told when to come again (429)."""

    @wraps(view)
    def counted(request: HttpRequest) -> HttpResponseBase:
        try:
            count_request(bucket_of("awards.file", client_ip(request) or ""), DOWNLOADS)
        except TooManyRequests as error:
            response = error_page(request, error, 429)
            response.headers["Retry-After"] = str(error.standing.reset)
            return response
        return view(request)

    return counted


def wanted_of(request: HttpRequest) -> Wanted:
    """The question of the address. Raises InvalidInput: a file of something else than was asked for would mislead."""
    form = parts.search_of(request.GET)
    if form.is_valid():
        return form.wanted
    told = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    raise InvalidInput(
        "下载地址里的检索条件读不懂：" + "；".join(told.values()),
        "The search in this address cannot be read: " + "; ".join(told.values()),
        fields={name: Wording(text, text) for name, text in told.items()},
        next_zh="请回到“支持公开”，改好条件再下载。",
        next_en="Go back to the list of awards, change the search, and download again.",
        code="clearance.search_unreadable",
    )


@require_safe
@limited
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """Everything found, as CSV, written as it is read."""
    wanted = wanted_of(request)
    rows = (
        row for _award, row in sheet_rows(awards_in_order(wanted, at_once=AT_ONCE), site=settings.SITE_URL)
    )
    lines = (line.encode() for line in sheets.csv_lines(rows))
    return attachment_response(_name("csv"), lines, "text/csv; charset=utf-8")


@require_safe
@limited
def as_json(request: HttpRequest) -> HttpResponseBase:
    """Everything found, as JSON, written as it is read."""
    wanted = wanted_of(request)
    return attachment_response(_name("json"), _json(wanted, request), "application/json; charset=utf-8")


def _json(wanted: Wanted, request: HttpRequest) -> Iterator[bytes]:
    head = {
        "title": "支持公开",
        "made_at": clock.now().isoformat(timespec="seconds"),
        "query": dict(parts.question_in(request.GET)),
        "page": settings.SITE_URL + parts.address("awards", parts.question_in(request.GET)),
        "amounts_in": "CNY",
    }
    yield (json.dumps(head, ensure_ascii=False)[:-1] + ', "awards": [').encode()
    between = ""
    for _award, row in sheet_rows(awards_in_order(wanted, at_once=AT_ONCE), site=settings.SITE_URL):
        yield (between + "\n" + json.dumps(sheets.as_data(row), ensure_ascii=False)).encode()
        between = ","
    yield b"\n]}\n"


@require_safe
@limited
def as_workbook(request: HttpRequest) -> HttpResponseBase:
    """The first `MOST_IN_WORKBOOK` found, as a workbook that says how many there are."""
    wanted = wanted_of(request)
    total = count_awards(wanted)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("支持公开")
    sheet.freeze_panes(1, 1)
    for column, (label, width) in enumerate(zip(sheets.COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, bold)
    awards = islice(awards_in_order(wanted, at_once=AT_ONCE), MOST_IN_WORKBOOK)
    written = 0
    for written, (_award, row) in enumerate(sheet_rows(awards, site=settings.SITE_URL), start=1):
        for column, (label, cell) in enumerate(zip(sheets.COLUMNS, sheets.cells(row), strict=True)):
            match cell:
                case int() if label in _MONEY and abs(cell) < _EXACT:
                    sheet.write_number(written, column, Decimal(cell) / 100, money)
                case dt.date():
                    sheet.write_datetime(written, column, dt.datetime.combine(cell, dt.time()), day)
                case None:
                    continue
                case _:
                    sheet.write_string(written, column, str(cell))
    _about(book, request, parts.count_in_words(total), written)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return attachment_response(_name("xlsx"), out.getvalue(), kind)


def _about(book: xlsxwriter.Workbook, request: HttpRequest, found: str, written: int) -> None:
    """What the table is, from where, and whether it is all of it."""
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 80)
    page = settings.SITE_URL + parts.address("awards", parts.question_in(request.GET))
    whole = f"本表最多 {MOST_IN_WORKBOOK:,} 行；更多的请下载 CSV。"
    said = (
        ("来自", page),
        ("生成时间", clock.now().isoformat(timespec="seconds")),
        ("找到", found),
        ("本表", f"{written:,} 条"),
        ("限额", whole),
        ("金额", "元；已撤销的照列，状态栏注明"),
    )
    for row, (label, text) in enumerate(said):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, text)


@require_safe
@limited
def as_360giving(request: HttpRequest) -> HttpResponseBase:
    """Everything found, as a package of 360Giving. Raises NotFound where nothing is found: a package has a grant at least."""
    wanted = wanted_of(request)
    if not count_awards(wanted).count:
        raise NotFound(
            "没有找到支持，没有可以导出的内容。",
            "Nothing was found, so there is nothing to export.",
            next_zh="请回到“支持公开”，放宽条件。",
            next_en="Go back to the list of awards and ask for more.",
        )
    return attachment_response(_name("360giving.json"), _package(wanted, request), "application/json")


def _package(wanted: Wanted, request: HttpRequest) -> Iterator[bytes]:
    question = parts.question_in(request.GET)
    head = giving.package(
        title="众创台支持公开 Zhongchuang disclosed awards",
        publisher="众创台 Zhongchuang",
        site=settings.SITE_URL,
        address=settings.SITE_URL + parts.address("award_360giving", question),
        page=settings.SITE_URL + parts.address("awards", question),
        issued=clock.now(),
    )
    yield (json.dumps(head, ensure_ascii=False)[:-1] + ', "grants": [').encode()
    between, found = "", awards_in_order(wanted, at_once=AT_ONCE)
    while some := list(islice(found, AT_ONCE)):
        last = last_changes(some)
        for award, row in sheet_rows(some, site=settings.SITE_URL):
            grant = giving.grant(
                row,
                recipient=key_of(award),
                personal=award.personal,
                programme=award.programme,
                modified=last.get(award.pk) or award.published_at or award.created_at,
            )
            yield (between + "\n" + json.dumps(grant, ensure_ascii=False)).encode()
            between = ","
    yield b"\n]}\n"


def _name(suffix: str) -> str:
    """The name of a file says the day: the list goes on changing."""
    word = "awards" if (get_language() or "").startswith("en") else "支持公开"
    return f"{word}-{clock.today().isoformat()}.{suffix}"
