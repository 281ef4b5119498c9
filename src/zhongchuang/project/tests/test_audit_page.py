"""The published seals as a page and as files: what anyone may copy, and that a copy checks out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.audit.merkle import root as merkle_root
from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.seal import seal_day
from zhongchuang.core.audit.verify import verify
from zhongchuang.core.clock import use_date
from zhongchuang.core.tests.factory import write_entry

pytestmark = pytest.mark.django_db(transaction=True)
SEALER = SystemActor("tests")


@pytest.fixture(autouse=True)
def published(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.AUDIT_PUBLICATION_DIR = tmp_path / "audit"
    yield tmp_path / "audit"


def seal(number: int) -> None:
    """Something happens on one day and is sealed; every number is a day of its own."""
    day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
    with use_date(day):
        write_entry(number)
        seal_day(day, actor=SEALER)


def page(query: str = "") -> str:
    return Client().get("/audit/" + query).content.decode()


def test_before_the_first_seal_the_page_says_so_and_there_is_no_file() -> None:
    assert "还没有封存" in page()
    assert "seals.jsonl）" not in page()
    for path in ("/audit/seals.jsonl", "/audit/leaves/1"):
        told = Client().get(path)
        assert (told.status_code, "Traceback" in told.content.decode()) == (404, False)


def test_the_page_shows_root_day_and_count_newest_first() -> None:
    for number in (1, 2):
        seal(number)
    first, second = (line.record for line in Publication().read_seals().seals)
    text = page()
    assert text.index(second.root) < text.index(first.root)
    assert "第 2 号" in text and f'<time datetime="{second.day.isoformat()}">' in text
    assert second.seal_hash in text.replace('</span><span class="code-group">', "")
    assert 'href="/audit/leaves/1"' in text


def test_the_files_are_those_that_were_published_and_saved_not_shown(published: Path) -> None:
    seal(1)
    seals, leaves = Client().get("/audit/seals.jsonl"), Client().get("/audit/leaves/1")
    assert seals.content == (published / "seals.jsonl").read_bytes()
    assert leaves.content == (published / "leaves" / "00000001.txt").read_bytes()
    for answer in (seals, leaves):
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_copy_of_the_files_is_enough_to_check_the_root_and_the_log(tmp_path: Path) -> None:
    """What the page tells a stranger to do, done."""
    for number in (1, 2, 3):
        seal(number)
    copy = tmp_path / "copy"
    (copy / "leaves").mkdir(parents=True)
    (copy / "seals.jsonl").write_bytes(Client().get("/audit/seals.jsonl").content)
    for line in (copy / "seals.jsonl").read_text().splitlines():
        number, root = json.loads(line)["number"], json.loads(line)["root"]
        leaves = Client().get(f"/audit/leaves/{number}").content
        (copy / "leaves" / f"{number:08}.txt").write_bytes(leaves)
        assert merkle_root([bytes.fromhex(leaf) for leaf in leaves.decode().split()]).hex() == root
    assert verify(publication=Publication(copy)).ok


def test_a_line_that_cannot_be_read_is_told_and_hides_nothing(published: Path) -> None:
    seal(1)
    with (published / "seals.jsonl").open("a") as file:
        file.write("not a seal\n")
    assert "公布文件有 1 行读不出" in page()
    assert "第 1 号" in page()


def test_a_year_of_seals_is_in_pages() -> None:
    for number in range(1, 23):
        seal(number)
    assert page().count("/audit/leaves/") == 20
    assert page("?page=2").count("/audit/leaves/") == 2
    assert page("?page=nonsense").count("/audit/leaves/") == 20


def test_nothing_but_looking() -> None:
    for path in ("/audit/", "/audit/seals.jsonl", "/audit/leaves/1"):
        assert Client().post(path).status_code == 405
    assert Client().get("/audit/leaves/..%2Fseals").status_code == 404


def test_every_page_leads_there() -> None:
    assert 'href="/audit/"' in Client().get("/accounts/login/").content.decode()
