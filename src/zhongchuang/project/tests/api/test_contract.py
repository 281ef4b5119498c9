"""Schemathesis over the whole API: whatever is sent, right or wrong, the answer is one the document promises.

Every check is on. The seed is fixed, so that a failure comes again; by hand, with other seeds and many examples:
`ZHONGCHUANG_API_EXAMPLES=500 pytest src/zhongchuang/project/tests/api/test_contract.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from zhongchuang.project.api.published import document
from zhongchuang.project.tests.api.factory import make_token

BY_HAND = "ZHONGCHUANG_API_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("ZHONGCHUANG_API_EXAMPLES", "12"))
MEANING = ["2xx", "3xx", "401", "403", "404", "409", "422"]
"""What is of the right form may still make no sense: a place nobody knows, a fact no rule asks for (422)."""
CONFIG = SchemathesisConfig.from_dict(
    {
        **({} if BY_HAND else {"seed": 20261121}),
        "generation": {"max-examples": EXAMPLES, "deterministic": not BY_HAND},
        "checks": {"positive_data_acceptance": {"expected-statuses": MEANING}},
    }
)
schema = schemathesis.openapi.from_dict(document(), config=CONFIG)
schema.app = get_wsgi_application()  # asked in this process, in the transaction of the tests
schema.location = "/api/openapi.json"


@contextmanager
def one_connection() -> Iterator[None]:
    """A server lets go of its connection after each request; here it holds the transaction of the tests."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module", autouse=True)
def _in_process(db: None) -> Iterator[None]:
    """For the whole file, for the generated requests are one test."""
    with one_connection():
        yield


WITH_TOKEN = [
    "match",
    "verdicts_store",
    "verdicts_read",
    "verdicts_replay",
    "verdicts_delete",
    "pack_export",
    "token",
]
"""What a token opens, and what is answered otherwise to one; the rest is the same for visitors."""


@pytest.fixture(scope="module")
def token(db: None) -> str:
    """A token that may do everything."""
    return make_token()


@schema.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_a_visitor_is_answered_as_the_document_says(db: None, case: Case[Any]) -> None:
    case.call_and_validate()


@schema.include(operation_id=WITH_TOKEN).parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_a_token_is_answered_as_the_document_says(token: str, case: Case[Any]) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
