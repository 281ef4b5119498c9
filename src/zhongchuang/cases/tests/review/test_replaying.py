"""Anybody replays a draw: on the public page, as JSON, on the command line; a forged one is found."""

from __future__ import annotations

import hashlib
import html

import pytest
from click.testing import CliRunner

from zhongchuang.cases import cli
from zhongchuang.cases.models import Panel, Seat
from zhongchuang.cases.services.panels import panel_draw
from zhongchuang.cases.tests.review.scene import arranged, cases, drawn, expert, officer
from zhongchuang.parties.tests.factory import signed_in

pytestmark = pytest.mark.django_db


def test_the_public_replays_it_from_the_json_with_sha256_alone() -> None:
    names = [expert().account.name for _ in range(5)]
    by = officer()
    panel = arranged(cases(), by)
    browser = signed_in(None)
    before = browser.get(f"/panels/{panel.number}/draw.json").json()
    assert before["seed"] is None and before["order"] == []
    panel_draw(actor=by, panel=panel, expected_version=panel.row_version)
    after = browser.get(f"/panels/{panel.number}/draw.json").json()
    assert after["seed_sha256"] == before["seed_sha256"]
    assert hashlib.sha256(after["seed"].encode()).hexdigest() == before["seed_sha256"]
    listed = "".join(f"{key}\n" for key in sorted(before["candidates"]))
    assert hashlib.sha256(listed.encode()).hexdigest() == before["candidates_sha256"]
    order = sorted(
        before["candidates"], key=lambda key: hashlib.sha256(f"{after['seed']}:{key}".encode()).hexdigest()
    )
    assert after["order"] == order and after["seated"] == order[:3]
    page = html.unescape(browser.get(f"/panels/{panel.number}/").content.decode())
    assert f"printf '%s' '{after['seed']}' | sha256sum" in page
    assert not any(name in page for name in names)
    assert "虚构项目" not in page and "虚构单位1" not in page


def test_the_command_finds_a_seat_that_was_not_drawn() -> None:
    for _ in range(5):
        expert()
    panel = drawn(cases(1), officer())
    run = CliRunner().invoke(cli.replay_draw, [panel.number])
    assert run.exit_code == 0 and "席位：相符" in run.output
    sitting = Seat.objects.filter(panel=panel)[0]
    free = next(
        pk
        for pk in panel.pool["candidates"].values()
        if not Seat.objects.filter(panel=panel, expert_id=pk).exists()
    )
    Seat.objects.filter(pk=sitting.pk).update(expert_id=free)
    forged = CliRunner().invoke(cli.replay_draw, [panel.number])
    assert forged.exit_code == 1 and "席位：不符" in forged.output


def test_the_command_finds_an_exchanged_seed_and_list() -> None:
    for _ in range(5):
        expert()
    panel = drawn(cases(1), officer())
    Panel.objects.filter(pk=panel.pk).update(seed="f" * 64)
    assert "种子摘要：不符" in CliRunner().invoke(cli.replay_draw, [panel.number]).output
    assert CliRunner().invoke(cli.replay_draw, ["PS-2000-0001"]).exit_code == 1
