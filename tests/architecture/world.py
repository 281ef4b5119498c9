"""A small world for the access matrix: an account for every role, things in every state, all invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler

from tests.architecture.after import After, what_follows
from tests.architecture.applying import Applying, build_applying
from tests.architecture.audits import Audits, build_audits
from tests.architecture.deciding import Deciding, a_decision
from tests.architecture.desk import Desk, a_desk
from tests.architecture.disclosure import Disclosure, build_disclosure
from tests.architecture.imports import Imports, build_imports
from tests.architecture.listed import Listed, build_listed
from tests.architecture.money import Money, build_money
from tests.architecture.office import Office, an_office
from tests.architecture.organisations import Houses, build_houses
from tests.architecture.programmes import Programmes, build_programmes
from tests.architecture.review import Reviewing, build_reviewing
from tests.architecture.settling import Settling, build_settling
from tests.architecture.spaces import Spaces, build_spaces
from tests.architecture.vouchers import Vouchers, build_vouchers
from zhongchuang.core.actors import ANONYMOUS, Actor, PersonActor
from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.seal_record import FIRST_PREVIOUS, SealRecord
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.messages.models import Note
from zhongchuang.messages.services import NoteText, note_write
from zhongchuang.parties.access import Role, TokenScope
from zhongchuang.parties.models import Account, ApiToken
from zhongchuang.parties.services import token_create
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account, signed_in
from zhongchuang.policy import services
from zhongchuang.policy.access import SIMULATORS
from zhongchuang.policy.models import AnswerSheet, Document, Measure, StoredVerdict, Subscription
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.services import search_index
from zhongchuang.policy.tests.scenario_factory import Simulation, a_simulation
from zhongchuang.policy.tests.subscribers import a_subscription

SAMPLE_PACKS = (
    Path(__file__).resolve().parents[2].joinpath("src", "zhongchuang", "policy", "packs", "tests", "sample")
)
PUBLIC = "public"
WHO = (PUBLIC, *Role)
"""Everybody who can ask for something: a visitor without an account, and one person for every role."""
DAY = dt.date(2026, 11, 21)
TRUSTING, CHECKING = ClientHandler(enforce_csrf_checks=False), ClientHandler(enforce_csrf_checks=True)
STANDING, WITHDRAWN = "shi-2020-1", "shishi-2021-1"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: the values in the address, its query, and what a form or other software would send."""

    address: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, object] = field(default_factory=dict)
    json: Mapping[str, object] | None = None  # what other software would send instead of a form


@dataclass(frozen=True)
class World:
    """Everything the matrix asks about; sheets by whose they are."""

    accounts: Mapping[str, Account | None]
    browsers: Mapping[str, Client]
    other: Account
    locked: Account
    own_sheets: Mapping[str, AnswerSheet]
    free_sheet: AnswerSheet
    other_sheet: AnswerSheet
    verdict: StoredVerdict
    own_tokens: Mapping[str, ApiToken]
    other_token: ApiToken
    subscriptions: Mapping[str, Subscription]
    other_subscription: Subscription
    office: Office
    deciding: Deciding
    after: After
    notes: Mapping[str, Note]
    other_note: Note
    simulations: Mapping[str, Simulation]
    other_simulation: Simulation
    houses: Houses
    spaces: Spaces
    programmes: Programmes
    reviewing: Reviewing
    applying: Applying
    desk: Desk
    money: Money
    imports: Imports
    audits: Audits
    vouchers: Vouchers
    settling: Settling
    disclosure: Disclosure
    listed: Listed
    measure: str
    withdrawn_measure: str
    clause: str

    def browser(self, who: str, *, checks_csrf: bool = False) -> Client:
        """A fresh browser with that person's cookies, so that signing out in one case is not felt in the next.

        All browsers share the handler: loading the middleware costs far more than answering a request.
        """
        client = Client(raise_request_exception=False)
        client.handler = CHECKING if checks_csrf else TRUSTING
        for name, morsel in self.browsers[who].cookies.items():
            client.cookies[name] = morsel.value
        return client


def start_sheet(by: Actor) -> AnswerSheet:
    """A sheet of answers, the actor's own where there is an account."""
    return services.sheet_start(actor=by, place="990100", kind=SubjectKind.TEAM)


def a_token(account: Account) -> ApiToken:
    """A token of the account."""
    return token_create(
        actor=actor(account), account=account, name="测试系统", scopes=[TokenScope.READ], days=30
    ).token


def a_note(account: Account) -> Note:
    """A note to the account that it has not read."""
    text = NoteText(f"tests:note:{account.pk}", str(account.pk), "一条通知", "A note", "/me/")
    with transaction.atomic():
        note = note_write(actor=SYSTEM, note=text)
    assert note is not None
    return note


def build_world() -> World:
    """Packs, accounts, sheets, a stored verdict, a published seal; in the database of the test."""
    services.packs_load(actor=SYSTEM, root=SAMPLE_PACKS)
    Document.objects.filter(slug=WITHDRAWN).update(withdrawn=True)
    gone, *_, kept = Measure.objects.filter(document__slug=STANDING).order_by("pk")
    Measure.objects.filter(pk=gone.pk).update(withdrawn=True)
    search_index.reindex()
    accounts: dict[str, Account | None] = {PUBLIC: None}
    accounts |= {role: make_account(role) for role in Role}
    other = make_account(Role.MENTOR)
    free_sheet = start_sheet(ANONYMOUS)
    own: dict[str, AnswerSheet] = {
        who: start_sheet(actor(account)) if account else free_sheet for who, account in accounts.items()
    }
    sheet = start_sheet(actor(other))
    Publication().append(
        SealRecord(1, DAY, 1, "0" * 64, FIRST_PREVIOUS, dt.datetime(2026, 11, 21, 16, tzinfo=dt.UTC)),
        ["0" * 64],
    )
    houses = build_houses(accounts)
    clause = Document.objects.get(slug=STANDING).clauses.order_by("pk")[0].ref
    return World(
        accounts=accounts,
        browsers={who: signed_in(account) for who, account in accounts.items()},
        other=other,
        locked=make_account(Role.MENTOR, active=False),
        own_sheets=own,
        free_sheet=free_sheet,
        other_sheet=sheet,
        verdict=services.verdict_store(
            actor=actor(other), sheet=sheet, secret=sheet.secret, on=DAY, key=new_idempotency_key()
        ),
        own_tokens={who: a_token(account) for who, account in accounts.items() if account},
        other_token=a_token(other),
        subscriptions={who: a_subscription(account) for who, account in accounts.items() if account},
        other_subscription=a_subscription(other),
        office=an_office(accounts),
        deciding=a_decision(accounts),
        after=what_follows(accounts),
        notes={who: a_note(account) for who, account in accounts.items() if account},
        other_note=a_note(other),
        simulations={
            role: a_simulation(actor(account))
            for role, account in accounts.items()
            if role in SIMULATORS and account
        },
        other_simulation=a_simulation(actor(make_account(Role.OFFICER))),
        houses=houses,
        spaces=build_spaces(accounts, houses),
        programmes=build_programmes(accounts),
        reviewing=build_reviewing(accounts),
        money=build_money(),
        imports=build_imports(),
        audits=build_audits(),
        vouchers=build_vouchers(accounts),
        settling=build_settling(),
        disclosure=build_disclosure(houses),
        listed=build_listed(f"{STANDING}#{clause}"),
        applying=build_applying(accounts),
        desk=a_desk(accounts),
        measure=kept.slug,
        withdrawn_measure=gone.slug,
        clause=clause,
    )


def own_actor(world: World, who: str) -> PersonActor | None:
    """The person as an actor; None for a visitor."""
    account = world.accounts[who]
    return actor(account) if account else None
