"""Inclusion proofs."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from zhongchuang.core import clock
from zhongchuang.core.actors import SYSTEM
from zhongchuang.core.audit import append_only
from zhongchuang.core.audit.proofs import prove, read_proof, verify_proof
from zhongchuang.core.audit.seal import seal_day
from zhongchuang.core.errors import InvalidInput, NotFound, Refused
from zhongchuang.core.tests.factory import execute, write_entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def publication(settings: Settings, tmp_path: Path) -> None:
    settings.AUDIT_PUBLICATION_DIR = tmp_path / "audit"


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 13])
def test_every_entry_of_a_seal_can_be_proved(count: int) -> None:
    entries = [write_entry(number) for number in range(count)]
    with clock.use_clock(clock.FrozenClock(clock.now() + dt.timedelta(minutes=1))):
        root = seal_day(clock.today(), actor=SYSTEM).root
    for entry in entries:
        proof = read_proof(prove(entry.pk).to_json())
        assert verify_proof(proof, published_root=root)
        assert json.loads(proof.content)["target_id"] == entry.target_id


def test_nothing_in_a_proof_can_be_changed() -> None:
    entries = [write_entry(number) for number in range(5)]
    seal = seal_day(clock.today(), actor=SYSTEM)
    proof = prove(entries[2].pk)
    forged = [
        replace(proof, content=proof.content.replace('"amount":2', '"amount":3')),
        replace(proof, salt="00" * 32),
        replace(proof, position=proof.position + 1),
        replace(proof, size=proof.size + 8),
        replace(proof, path=proof.path[:-1]),
        replace(proof, path=("zz",)),
        replace(proof, leaf="00" * 32),
    ]
    assert not any(verify_proof(one, published_root=seal.root) for one in forged)
    assert not verify_proof(proof, published_root="00" * 32)


def test_what_cannot_be_proved_is_a_sentence() -> None:
    waiting = write_entry()
    with pytest.raises(Refused, match="还没有封存"):
        prove(waiting.pk)
    with pytest.raises(NotFound):
        prove(uuid4())
    with pytest.raises(InvalidInput, match="包含证明"):
        read_proof('{"entry": "x"}')
    seal_day(clock.today(), actor=SYSTEM)
    append_only.remove(connection)
    execute("UPDATE core_auditentry SET target_id = '99'")
    with pytest.raises(Refused, match="与封存时不同"):
        prove(waiting.pk)
