"""Awards of other departments by program: the interface does what a page does, by the same verbs, and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from zhongchuang.clearance.models import Award, AwardImport, ImportChannel
from zhongchuang.clearance.tests.importing import BASIS, SOURCE, a_department, a_row, somebody
from zhongchuang.parties.access import Role, TokenScope
from zhongchuang.parties.models import Account
from zhongchuang.parties.services import token_create
from zhongchuang.parties.tests.factory import actor, make_place

pytestmark = pytest.mark.django_db
WHERE = "/api/v1/awards/imports"


def secret(account: Account, *scopes: TokenScope) -> str:
    made = token_create(actor=actor(account), account=account, name="测试系统", scopes=scopes, days=30)
    assert made.secret is not None
    return made.secret


def send(token: str, path: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {})}
    return Client(raise_request_exception=False).post(
        path, json.dumps(body), content_type="application/json", headers=headers
    )


@pytest.fixture
def token() -> str:
    make_place()
    return secret(somebody(Role.OFFICER, a_department(1)), TokenScope.IMPORT_AWARDS)


def rows(*numbers: int, **changes: str) -> dict[str, Any]:
    return {"source": SOURCE, "public_basis": BASIS, "rows": [a_row(n, **changes) for n in numbers]}


def test_handed_in_looked_at_and_confirmed(token: str) -> None:
    made = send(token, WHERE, rows(1, 2))
    assert made.status_code == 201, made.content
    said = made.json()
    assert (said["state"], said["rows"], said["new"], said["bad"]) == ("read", 2, 2, 0)
    assert Award.objects.count() == 0 and AwardImport.objects.get().channel == ImportChannel.API
    taken = send(token, f"{WHERE}/{said['key']}/take", {"version": said["version"]})
    assert (taken.status_code, taken.json()["state"]) == (200, "taken")
    assert Award.objects.count() == 2
    seen = Client().get(made["Location"], headers={"Authorization": f"Bearer {token}"})
    assert seen.json() == taken.json()


def test_bad_rows_are_told_and_stay_out_unless_said_otherwise(token: str) -> None:
    body = rows(1, 2)
    body["rows"][1]["amount"] = "五万"
    said = send(token, WHERE, body).json()
    (problem,) = said["problems"]
    assert (problem["row"], problem["column"]) == (3, "支持金额（元）") and problem["zh"] and problem["en"]
    refused = send(token, f"{WHERE}/{said['key']}/take", {"version": said["version"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "clearance.import_not_clean")
    good = send(token, f"{WHERE}/{said['key']}/take", {"version": said["version"], "choice": "good"})
    assert good.status_code == 200 and Award.objects.count() == 1


def test_the_same_key_twice_is_one_import(token: str) -> None:
    first, again = (send(token, WHERE, rows(1), key="system-7-0001") for _ in range(2))
    assert first.json()["key"] == again.json()["key"] and AwardImport.objects.count() == 1
    other = send(token, WHERE, rows(2), key="system-7-0001")
    assert other.status_code == 409


def test_only_with_the_scope_and_only_what_the_account_may() -> None:
    make_place()
    officer = somebody(Role.OFFICER, a_department(1))
    assert send(secret(officer, TokenScope.READ), WHERE, rows(1)).status_code == 403
    assert (
        send(secret(somebody(Role.ENTREPRENEUR), TokenScope.IMPORT_AWARDS), WHERE, rows(1)).status_code == 403
    )
    assert Client().post(WHERE, "{}", content_type="application/json").status_code == 401
    key = send(secret(officer, TokenScope.IMPORT_AWARDS), WHERE, rows(1)).json()["key"]
    stranger = secret(somebody(Role.OFFICER, a_department(2)), TokenScope.IMPORT_AWARDS)
    assert send(stranger, f"{WHERE}/{key}/take", {"version": 2}).status_code == 404
    assert Award.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"source": SOURCE, "rows": []},
        {"source": SOURCE, "rows": [{"number": 1}]},
        {"source": SOURCE, "rows": [a_row(1)] * 1_001},
        {"source": "", "rows": [{}]},
    ],
)
def test_what_is_not_of_the_form_is_told(token: str, body: dict[str, Any]) -> None:
    answer = send(token, WHERE, body)
    assert answer.status_code in (413, 422) and answer.json()["code"]
    assert not AwardImport.objects.exists()
