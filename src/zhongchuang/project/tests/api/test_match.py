"""Matching over the API is matching: the same verdicts as the command, kept, replayed and deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account
from zhongchuang.policy.matching.cli import match_command
from zhongchuang.policy.models import StoredVerdict
from zhongchuang.project.tests.api.factory import TEAM, Api, make_token

SUBJECTS: list[dict[str, Any]] = [
    TEAM,
    {"place": "530000", "kind": "enterprise", "on": "2026-11-01", "facts": {}},
    {"place": "620000", "kind": "institute", "on": "2020-01-01", "facts": {"transfer_income": 0.5}},
]


def by_command(subject: dict[str, Any]) -> Any:
    """What `zhongchuang policy match --json` prints."""
    arguments = ["--place", subject["place"], "--kind", subject["kind"], "--on", subject["on"], "--json"]
    for name, value in subject["facts"].items():
        arguments += ["--fact", f"{name}={str(value).lower()}"]
    done = CliRunner().invoke(match_command, arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_verdicts_are_those_of_the_command(api: Api, subject: dict[str, Any]) -> None:
    assert api.post("/match", subject).json()["verdicts"] == by_command(subject)


def test_the_answer_says_what_it_rests_on_and_what_to_ask_next(api: Api) -> None:
    found = api.post("/match", TEAM).json()
    assert found["facts"] == TEAM["facts"]
    share = next(v for v in found["verdicts"] if v["measure"] == "liaoning/transfer-income-share")
    assert (share["verdict"], share["amount"]) == ("met", 700_000)
    question = found["next_question"]["name"]
    again = api.post("/match", {**TEAM, "asked": [question]}).json()
    assert (again["next_question"] or {}).get("name") != question
    assert api.post("/match", {**TEAM, "facts": {"transfer_income": None}}).json()["facts"] == {}


def test_nothing_of_a_match_is_stored(api: Api) -> None:
    before = (StoredVerdict.objects.count(), AuditEntry.objects.count())
    api.post("/match", TEAM)
    assert (StoredVerdict.objects.count(), AuditEntry.objects.count()) == before


def test_exact_numbers_stay_exact(api: Api) -> None:
    body = '{"place": "210100", "kind": "team", "facts": {"transfer_income": 0.07, "in_space": true}}'
    assert api.post("/match", body).json()["facts"]["transfer_income"] == 0.07
    assert api.post("/match", body.replace("0.07", "0.075")).status_code == 422


def test_a_verdict_is_kept_opened_replayed_and_deleted(holder: Api, api: Api) -> None:
    made = holder.post("/verdicts", TEAM)
    kept = made.json()
    assert made.status_code == 201
    assert kept["verdicts"] == api.post("/match", TEAM).json()["verdicts"]
    assert made.headers["Location"] == f"/api/v1/verdicts/{kept['token']}"
    assert api.get(f"/verdicts/{kept['token']}").json() == kept  # whoever holds the link may look
    assert api.client.get(kept["url"]).status_code == 200
    replay = api.get(f"/verdicts/{kept['token']}/replay").json()
    assert replay["reproduced"] and replay["is_current"] and replay["changes"] == []
    stranger = Api(make_token(make_account(Role.ENTREPRENEUR)))
    assert stranger.send("DELETE", f"/verdicts/{kept['token']}").status_code == 403
    gone = holder.send("DELETE", f"/verdicts/{kept['token']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert api.get(f"/verdicts/{kept['token']}").status_code == 404
    assert holder.send("DELETE", f"/verdicts/{kept['token']}").status_code == 404


def test_a_replay_says_what_the_present_packs_answer_otherwise(holder: Api, api: Api) -> None:
    kept = holder.post("/verdicts", TEAM).json()
    row = StoredVerdict.objects.get(token=kept["token"])
    row.verdicts = [{**verdict, "amount": 1} for verdict in row.verdicts if verdict["amount"]] + [
        verdict for verdict in row.verdicts if not verdict["amount"]
    ]
    row.save()
    replay = api.get(f"/verdicts/{kept['token']}/replay").json()
    assert not replay["reproduced"]
    assert {change["measure"] for change in replay["changes"]} >= {"liaoning/transfer-income-share"}


def test_keeping_and_deleting_stand_in_the_log_without_what_was_said(holder: Api) -> None:
    token = holder.post("/verdicts", TEAM).json()["token"]
    holder.send("DELETE", f"/verdicts/{token}")
    verbs = list(AuditEntry.objects.order_by("-id").values_list("verb", flat=True)[:2])
    assert verbs == ["policy.verdict_delete", "policy.verdict_record"]
    entry = AuditEntry.objects.filter(verb="policy.verdict_record").latest("id")
    assert entry.actor_kind == "person" and next(iter(entry.personal)).startswith("account:")
    assert "210100" not in json.dumps([entry.before, entry.after])


def test_the_same_key_keeps_once_and_never_something_else(holder: Api) -> None:
    key = new_idempotency_key()
    first = holder.post("/verdicts", TEAM, Idempotency_Key=key)
    again = holder.post("/verdicts", TEAM, Idempotency_Key=key)
    assert again.json() == first.json() and StoredVerdict.objects.count() == 1
    other = holder.post("/verdicts", {**TEAM, "facts": {}}, Idempotency_Key=key)
    assert (other.status_code, other.json()["code"]) == (409, "core.key_reused")
    assert holder.post("/verdicts", TEAM, Idempotency_Key="short").status_code == 422
