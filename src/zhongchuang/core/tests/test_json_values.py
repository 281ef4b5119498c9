"""Values as JSON: exact or refused."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from enum import IntEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.json_values import canonical, plain_json
from zhongchuang.core.tests.factory import Role


class Level(IntEnum):
    """An enum whose members are numbers."""

    HIGH = 3


def test_each_type_has_one_form() -> None:
    moment = dt.datetime(2026, 1, 1, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    value = {
        "day": dt.date(2026, 1, 1),
        "moment": moment,
        "share": Decimal("0.70"),
        "id": UUID(int=1),
        "role": Role.CLERK,
        "level": Level.HIGH,
        "set": {"乙", "甲"},
        "pair": (1, None),
    }
    assert plain_json(value) == {
        "day": "2026-01-01",
        "moment": "2026-01-01T00:00:00.000000+00:00",
        "share": "0.70",
        "id": "00000000-0000-0000-0000-000000000001",
        "role": "clerk",
        "level": 3,
        "set": ["乙", "甲"],
        "pair": [1, None],
    }


@pytest.mark.parametrize("value", [0.1, object(), dt.datetime(2026, 1, 1), {"deep": [1.5]}])
def test_what_would_not_stay_exact_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain_json(value)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_no_database_can_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        plain_json({"text": text})


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc甲乙"), inner),
)


@given(JSON)
def test_the_canonical_text_reads_back_and_is_stable(value: object) -> None:
    text = canonical(plain_json(value))
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text
