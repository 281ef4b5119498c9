"""What exactly is asked for in each state of each address: one function a family of addresses.

`access.yaml` says the answers; a state that stands in one and not in the other fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.after_cases import AFTER
from tests.architecture.applying_cases import APPLYING
from tests.architecture.audits_cases import AUDITS
from tests.architecture.clearance_cases import CLEARANCE
from tests.architecture.deciding_cases import DECIDING
from tests.architecture.desk_cases import DESK
from tests.architecture.disclosure_cases import DISCLOSURE
from tests.architecture.imports_cases import IMPORTS
from tests.architecture.listed_cases import LISTED
from tests.architecture.money_cases import MONEY
from tests.architecture.office_cases import OFFICE
from tests.architecture.organisations import House, guard
from tests.architecture.programme_cases import PROGRAMMES
from tests.architecture.review_cases import REVIEW
from tests.architecture.settling_cases import SETTLING
from tests.architecture.space_cases import SPACES
from tests.architecture.voucher_cases import VOUCHERS
from tests.architecture.world import STANDING, WITHDRAWN, Request, World
from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.models import Account, ApiToken
from zhongchuang.parties.tests.factory import a_number, a_uscc
from zhongchuang.policy.models import AnswerSheet, Subscription
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.selectors.subscriptions import unsubscribe_token
from zhongchuang.policy.tests.scenario_factory import Simulation, a_table, given_measure
from zhongchuang.policy.tests.taxcheck_factory import line, workbook
from zhongchuang.policy.views.taxcheck import SALT

Cases = Callable[[World, str], Mapping[str, Request]]
NOBODY = 999_999_999
SET_PASSWORD = {"password1": "another-horse-battery", "password2": "another-horse-battery"}


def anything(_world: World, _who: str) -> Mapping[str, Request]:
    """A page that is about no particular thing."""
    return {"any": Request()}


def form(**values: object) -> Cases:
    """A page with a form about no particular thing."""
    return lambda _world, _who: {"any": Request(form=values)}


def asked(**query: str) -> Cases:
    """A page that is asked something in its address."""
    return lambda _world, _who: {"any": Request(query=query)}


def documents(_world: World, _who: str) -> Mapping[str, Request]:
    return {
        state: Request({"slug": slug})
        for state, slug in {"standing": STANDING, "withdrawn": WITHDRAWN, "missing": "no-such"}.items()
    }


def clauses(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"slug": STANDING, "ref": world.clause}),
        "withdrawn": Request({"slug": WITHDRAWN, "ref": world.clause}),
        "missing": Request({"slug": STANDING, "ref": "九百九十九"}),
        "of a missing document": Request({"slug": "no-such", "ref": world.clause}),
    }


def measures(world: World, _who: str) -> Mapping[str, Request]:
    named = {"standing": world.measure, "withdrawn": world.withdrawn_measure, "missing": "no/such"}
    return {
        state: Request(dict(zip(("pack", "name"), slug.split("/"), strict=True)))
        for state, slug in named.items()
    }


def numbers(world: World, who: str) -> Mapping[str, Request]:
    """A number of a measure over time: of one that stands, of one withdrawn, and one that no measure has."""
    standing = {"pack": "province", "name": "space-grant"}
    withdrawn = dict(measures(world, who)["withdrawn"].address)
    return {
        "standing": Request({**standing, "parameter": "cap"}),
        "withdrawn": Request({**withdrawn, "parameter": "share"}),
        "of another name": Request({**standing, "parameter": "no-such"}),
        "missing": Request({"pack": "no", "name": "such", "parameter": "share"}),
    }


def comparisons(_world: World, _who: str) -> Mapping[str, Request]:
    """What can be compared, a topic of the synthetic packs, a clause of the higher text."""
    return {
        "any": Request(),
        "topic": Request(query={"topic": "income-share"}),
        "clause": Request(query={"clause": "guo-2019-1#一"}),
        "no such topic": Request(query={"topic": "no-such"}),
        "no such clause": Request(query={"clause": "guo-2019-1#九十九"}),
    }


def ask(_world: World, _who: str) -> Mapping[str, Request]:
    given = {"place": "990100", "kind": "team", "idempotency_key": new_idempotency_key()}
    return {"any": Request(form=given)}


def sheets(query: Mapping[str, str], values: Mapping[str, object]) -> Cases:
    """Sheets of answers: the actor's own, one of no account whose link they hold, another's, none."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        def request(sheet: AnswerSheet | None) -> Request:
            guard = {
                "row_version": sheet.row_version if sheet else 1,
                "idempotency_key": new_idempotency_key(),
            }
            secret = sheet.secret if sheet else "no-such-secret"
            return Request({"secret": secret}, query, {**guard, **values})

        return {
            "own": request(world.own_sheets[who]),
            "by link": request(world.free_sheet),
            "another's": request(world.other_sheet),
            "missing": request(None),
        }

    return cases


def verdicts(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"token": world.verdict.token}),
        "missing": Request({"token": "no-such-token"}),
    }


def accounts(values: Mapping[str, object]) -> Cases:
    """Accounts: the actor's own (a visitor has none), another's, a locked one, none."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        def request(account: Account | None) -> Request:
            version = account.row_version if account else 1
            guard = {"row_version": version, "idempotency_key": new_idempotency_key()}
            return Request({"pk": account.pk if account else NOBODY}, form={**guard, **values})

        found: dict[str, Account | None] = {
            "another's": world.other,
            "locked": world.locked,
            "missing": None,
        }
        if own := world.accounts[who]:
            found = {"own": own, **found}
        return {state: request(account) for state, account in found.items()}

    return cases


def rename(world: World, who: str) -> Mapping[str, Request]:
    account = world.accounts[who]
    guard = {
        "row_version": account.row_version if account else 1,
        "idempotency_key": new_idempotency_key(),
    }
    return {"own": Request(form={"name": "改过的名字", **guard})}


def simulations(make: Callable[[Simulation | None], Request]) -> Cases:
    """政策测算: one's own where somebody may simulate, another's, none."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        found: dict[str, Simulation | None] = {"another's": world.other_simulation, "missing": None}
        if own := world.simulations.get(who):
            found = {"own": own, **found}
        return {state: make(one) for state, one in found.items()}

    return cases


def today() -> str:
    """The business day, as a form writes it."""
    return clock.today().isoformat()


def _guard(row_version: int | None = None) -> dict[str, object]:
    version = {} if row_version is None else {"row_version": row_version}
    return {**version, "idempotency_key": new_idempotency_key()}


def scenario(one: Simulation | None) -> Request:
    if one is None:
        return Request({"key": "no-such"}, form=_guard(1))
    form = {**_guard(one.scenario.row_version), "population": one.free.key}
    return Request({"key": one.scenario.key}, form=form)


def done_run(one: Simulation | None) -> Request:
    return Request({"key": one.done.key if one else "no-such"})


def waiting_run(one: Simulation | None) -> Request:
    return Request({"key": one.waiting.key if one else "no-such"}, form=_guard())


def free_population(one: Simulation | None) -> Request:
    return Request({"key": one.free.key if one else "no-such"}, form=_guard())


def to_change(
    world: World, who: str, address: Mapping[str, object], **values: object
) -> Mapping[str, Request]:
    """A form that changes something: in a new scenario, in one's own, in another's."""
    about = {"name": "改一改", "on": "2026-11-21", **values}
    found = {"new": Request(address, form={**about, **_guard()})}
    held = {"own": world.simulations.get(who), "another's": world.other_simulation}
    for state, one in held.items():
        if one is not None:
            query = {"scenario": one.scenario.key}
            found[state] = Request(address, query, {**about, **_guard(one.scenario.row_version)})
    return found


def measure_to_change(world: World, who: str) -> Mapping[str, Request]:
    pack, name = given_measure(current_rulebook()).id.split("/")
    return to_change(world, who, {"pack": pack, "name": name}, standing="off")


def document_to_repeal(world: World, who: str) -> Mapping[str, Request]:
    return to_change(world, who, {"slug": STANDING}, day="2026-01-01")


def upload(_world: World, _who: str) -> Mapping[str, Request]:
    return {"any": Request(form={**_guard(), "file": a_file()})}


def a_file() -> SimpleUploadedFile:
    """A table of subjects as a browser sends it."""
    return SimpleUploadedFile("对象.csv", a_table(current_rulebook()))


def tax_ledgers(_world: World, _who: str) -> Mapping[str, Request]:
    """A subsidiary ledger as a browser sends it."""
    firm = {"year": "2025", "taxpayer_kind": "resident_enterprise", "industry": "C39"}
    ledger = workbook(line(staff="900", other="150"), line(voucher="记-9", commissioned="100"))
    return {"any": Request(form={**firm, "file": SimpleUploadedFile("辅助账.xlsx", ledger)})}


def tax_reliefs(_world: World, _who: str) -> Mapping[str, Request]:
    """The form, and what it answers in its address."""
    said = {"kind": "space", "recognition": "national", "recognised_on": "2020-05-06", "on": "2025-06-30"}
    return {"empty": Request(), "answered": Request(query={**said, "separate_accounts": "yes"})}


def tax_papers(_world: World, _who: str) -> Mapping[str, Request]:
    """A report this site has signed."""
    told: dict[str, object] = {"name": "税收自查", "subtitle": "", "demonstration": "", "caution": ""}
    report = {**told, "language": "zh-hans", "facts": [["年度", "2025"]], "parts": []}
    return {"any": Request(form={"report": signing.dumps(report, salt=SALT, compress=True)})}


def subscriptions(world: World, who: str) -> Mapping[str, Request]:
    """Subscriptions: the actor's own (a visitor has none), another's, none."""

    def request(one: Subscription | None) -> Request:
        form = {**_guard(one.row_version if one else 1), "q": "改过的词", "by_mail": "on"}
        return Request({"pk": one.pk if one else NOBODY}, form=form)

    found: dict[str, Subscription | None] = {"another's": world.other_subscription, "missing": None}
    if own := world.subscriptions.get(who):
        found = {"own": own, **found}
    return {state: request(one) for state, one in found.items()}


def notes(world: World, who: str) -> Mapping[str, Request]:
    """Notes: the actor's own (a visitor has none), another's, none."""
    found = {"another's": world.other_note.pk, "missing": NOBODY}
    if who in world.notes:
        found = {"own": world.notes[who].pk, **found}
    return {state: Request({"pk": pk}) for state, pk in found.items()}


def notes_read(_world: World, _who: str) -> Mapping[str, Request]:
    return {"any": Request(form={**_guard(), "newest": 1})}


def unsubscribing(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"token": unsubscribe_token([world.other_subscription])}),
        "missing": Request({"token": "forged"}),
    }


def own_feeds(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"secret": world.other_subscription.secret}),
        "missing": Request({"secret": "no-such-secret"}),
    }


def leaves(_world: World, _who: str) -> Mapping[str, Request]:
    return {"standing": Request({"number": 1}), "missing": Request({"number": 2})}


def rows(_world: World, _who: str) -> Mapping[str, Request]:
    """A row of a table in the admin, whatever the table: none has this key."""
    return {"missing": Request({"object_id": str(NOBODY)})}


def account_rows(world: World, _who: str) -> Mapping[str, Request]:
    return {"standing": Request({"object_id": world.other.pk}), "missing": Request({"object_id": NOBODY})}


def entry_rows(_world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"object_id": AuditEntry.objects.values_list("pk", flat=True)[0]}),
        "missing": Request({"object_id": UUID(int=0)}),
    }


TEAM = {"place": "990100", "kind": "team", "facts": {}}
"""What other software would ask about."""


def api_documents(_world: World, _who: str) -> Mapping[str, Request]:
    return {
        state: Request({"document": slug})
        for state, slug in {"standing": STANDING, "withdrawn": WITHDRAWN, "missing": "no-such"}.items()
    }


def api_clauses(world: World, who: str) -> Mapping[str, Request]:
    return {
        state: Request({"document": request.address["slug"], "ref": request.address["ref"]})
        for state, request in clauses(world, who).items()
    }


def api_measures(world: World, who: str) -> Mapping[str, Request]:
    return measures(world, who)


def api_verdicts(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"verdict": world.verdict.token}),
        "missing": Request({"verdict": "no-such-token"}),
    }


def api_packs(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"version": world.verdict.pack_version_id}),
        "missing": Request({"version": "0" * 64}),
    }


def api_proofs(_world: World, _who: str) -> Mapping[str, Request]:
    """The published seal of the world has one leaf."""
    return {
        "standing": Request({"number": 1, "leaf": "0" * 64}),
        "missing": Request({"number": 1, "leaf": "1" * 64}),
    }


def tokens(world: World, who: str) -> Mapping[str, Request]:
    """Tokens for other software: the actor's own (a visitor has none), another's, none."""

    def request(token: ApiToken | None) -> Request:
        version = token.row_version if token else 1
        guard = {"row_version": version, "idempotency_key": new_idempotency_key()}
        return Request({"pk": token.pk if token else NOBODY}, form=guard)

    found: dict[str, ApiToken | None] = {"another's": world.other_token, "missing": None}
    if own := world.own_tokens.get(who):
        found = {"own": own, **found}
    return {state: request(token) for state, token in found.items()}


def new_token(_world: World, _who: str) -> Mapping[str, Request]:
    given = {"name": "测试系统", "scopes": "read", "days": "30", "idempotency_key": new_idempotency_key()}
    return {"any": Request(form=given)}


def organisations(**values: object) -> Cases:
    """Organisations: one's own, another's, none. What is acted on there: a member, an invitation."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        def request(house: House | None, version: int) -> Request:
            things = {
                "membership": house.member.pk if house else NOBODY,
                "invitation": house.invitation.pk if house else NOBODY,
            }
            pk = house.organisation.pk if house else NOBODY
            return Request({"pk": pk}, form={**guard(version), **things, **values})

        houses = world.houses
        return {
            "own": request(houses.own, 1),
            "another's": request(houses.theirs, 1),
            "missing": request(None, 1),
        }

    return cases


A_COMPANY = {
    "name": "虚构公司改名",
    "kind": "enterprise",
    "place": "990000",
    "reason": "核对身份",
    "source": "公示系统",
    "since": "2026-01-01",
    "evidence_kind": "licence",
    "evidence": "原件",
    "lacks": "缺执照",
    "closed_on": "2026-11-01",
}
"""What the forms about an organisation ask for; each takes what is its own."""


def register_own(_world: World, _who: str) -> Mapping[str, Request]:
    return {"any": Request(form={**A_COMPANY, **_guard(), "uscc": a_uscc(1)})}


def houses(**address: str) -> Cases:
    """Organisations again, with the things the pages about one of them name in their address."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        def request(house: House | None, other: House) -> Request:
            things: dict[str, object] = {
                "pk": house.organisation.pk if house else NOBODY,
                "relation_pk": house.relation.pk if house else NOBODY,
                "person_pk": house.relation.person_id if house else NOBODY,
            }
            named = {name: things.get(name, value) for name, value in {"pk": "", **address}.items()}
            form = {**A_COMPANY, **guard(1), "who": "person", "person_name": "虚构新人"}
            form |= {"identity_kind": "resident_id", "number": a_number(77)}
            return Request(named, form={**form, "uscc": other.organisation.uscc})

        own, theirs = world.houses.own, world.houses.theirs
        return {
            "own": request(own, theirs),
            "another's": request(theirs, own),
            "missing": request(None, own),
        }

    return cases


def merges(world: World, _who: str) -> Mapping[str, Request]:
    merge = world.houses.merge
    standing = {"pk": merge.into_id, "merge_pk": merge.pk}
    return {
        "standing": Request(standing, form={**guard(2), "reason": "不是同一家"}),
        "missing": Request({**standing, "merge_pk": NOBODY}, form={**guard(2), "reason": "不是同一家"}),
    }


def identity(world: World, who: str) -> Mapping[str, Request]:
    account = world.accounts[who]
    said = {
        "person_name": "虚构某人",
        "identity_kind": "resident_id",
        "number": a_number(88),
        "telephone": "",
    }
    return {"any": Request(form={**guard(account.row_version if account else 1), **said})}


def delegate(_world: World, _who: str) -> Mapping[str, Request]:
    given = {
        "email": "someone@test.invalid",
        "organisation": "self",
        "scopes": "apply",
        "valid_from": today(),
        "valid_until": today(),
    }
    return {"any": Request(form={**_guard(), **given})}


def a_year(_world: World, _who: str) -> Mapping[str, Request]:
    """The holidays of an invented 2027."""
    given = {
        "year": "2027",
        "known_on": today(),
        "source": "虚构",
        "text": "元旦：1月1日（周五）放假。",
        "then": "enter",
    }
    return {"any": Request(form={**_guard(), **given})}


def delegations(world: World, who: str) -> Mapping[str, Request]:
    """Delegations: one the actor gave (a visitor gave none), another's, none."""
    held = world.houses.delegations
    found = {"another's": world.houses.other_delegation.pk, "missing": NOBODY}
    if who in held:
        found = {"own": held[who].pk, **found}
    return {state: Request({"pk": pk}, form=guard(1)) for state, pk in found.items()}


def invitations(world: World, who: str) -> Mapping[str, Request]:
    """Invitations: the actor's own (a visitor has none), another's, none."""
    houses = world.houses
    found = {"another's": houses.other_secret, "missing": "no-such-secret"}
    if who in houses.secrets:
        found = {"own": houses.secrets[who], **found}
    return {state: Request({"secret": secret}) for state, secret in found.items()}


def language(world: World, who: str) -> Mapping[str, Request]:
    account = world.accounts[who]
    return {"own": Request(form={"language": "en", **guard(account.row_version if account else 1)})}


def erasures(_world: World, _who: str) -> Mapping[str, Request]:
    """Nobody in the small world has asked to be erased."""
    return {"none": Request(form=guard(1))}


CASES: Mapping[str, Cases] = {
    **APPLYING,
    **DESK,
    **DECIDING,
    **AFTER,
    **OFFICE,
    **IMPORTS,
    **CLEARANCE,
    **AUDITS,
    **MONEY,
    **VOUCHERS,
    **SETTLING,
    **DISCLOSURE,
    **LISTED,
    **SPACES,
    **PROGRAMMES,
    **REVIEW,
    "parties:note": notes,
    "parties:notes_read_all": notes_read,
    "policy:taxcheck_research": tax_ledgers,
    "policy:taxcheck_incubator": tax_reliefs,
    "policy:taxcheck_paper": tax_papers,
    "policy:document": documents,
    "policy:document_text": documents,
    "policy:clause": clauses,
    "policy:measure": measures,
    "policy:search": asked(q="创业"),
    "policy:suggest": asked(q="创业"),
    "policy:document_versions": documents,
    "policy:document_changes": documents,
    "policy:measure_versions": measures,
    "policy:measure_changes": measures,
    "policy:parameter": numbers,
    "policy:compare": comparisons,
    "policy:ask": ask,
    "policy:question": sheets({"q": "in_space"}, {}),
    "policy:answer": sheets({"q": "in_space"}, {"in_space": "true"}),
    "policy:results": sheets({}, {}),
    "policy:share": sheets({}, {}),
    "policy:delete": sheets({}, {}),
    "policy:verdict": verdicts,
    "policy:verdict_pdf": verdicts,
    "parties:rename": rename,
    "parties:account": accounts({}),
    "parties:grant": accounts({"role": "expert"}),
    "parties:revoke": accounts({"role": "mentor"}),
    "parties:lock": accounts({}),
    "parties:unlock": accounts({}),
    "parties:reopen": accounts({}),
    "parties:language": language,
    "parties:erase_cancel": erasures,
    "parties:organisation": organisations(),
    "parties:invite": organisations(email="asked@test.invalid", standing="member"),
    "parties:withdraw": organisations(),
    "parties:standing": organisations(standing="manager"),
    "parties:remove": organisations(),
    "parties:invitation": invitations,
    "parties:organisation_register": register_own,
    "parties:organisation_edit": houses(),
    "parties:organisation_check": houses(),
    "parties:organisation_verify": houses(),
    "parties:organisation_return": houses(),
    "parties:organisation_close": houses(),
    "parties:organisation_history": houses(),
    "parties:organisation_merge": houses(),
    "parties:merge_undo": merges,
    "parties:relations": houses(),
    "parties:related": houses(),
    "parties:relation_add": houses(kind="employee"),
    "parties:relation": houses(relation_pk=""),
    "parties:relation_withdraw": houses(relation_pk=""),
    "parties:relation_verify": houses(relation_pk=""),
    "parties:person": houses(person_pk=""),
    "parties:person_look": houses(person_pk=""),
    "parties:identity": identity,
    "parties:identity_look": lambda _world, _who: {"none": Request(form=_guard())},
    "parties:telephone": lambda _world, _who: {"none": Request(form={**_guard(1), "telephone": "1"})},
    "parties:calendar_new": a_year,
    "parties:delegations": delegate,
    "parties:delegation_accept": delegations,
    "parties:delegation_end": delegations,
    "mfa_remove_webauthn": lambda _world, _who: {"any": Request({"pk": NOBODY})},
    "mfa_edit_webauthn": lambda _world, _who: {"any": Request({"pk": NOBODY})},
    "openid_connect_login": lambda _world, _who: {"missing": Request({"provider_id": "no-such"})},
    "openid_connect_callback": lambda _world, _who: {"missing": Request({"provider_id": "no-such"})},
    "policy:scenario_measure": measure_to_change,
    "policy:scenario_repeal": document_to_repeal,
    "policy:scenario": simulations(scenario),
    "policy:scenario_run_start": simulations(scenario),
    "policy:scenario_delete": simulations(scenario),
    "policy:scenario_run": simulations(done_run),
    "policy:scenario_run_workbook": simulations(done_run),
    "policy:scenario_run_paper": simulations(done_run),
    "policy:scenario_run_cancel": simulations(waiting_run),
    "policy:population": simulations(free_population),
    "policy:population_delete": simulations(free_population),
    "policy:population_upload": upload,
    "policy:population_draw": lambda _world, _who: {
        "any": Request(form={**_guard(), "subjects": 1000, "seed": 1})
    },
    "policy:population_register": lambda _world, _who: {"any": Request(form=_guard())},
    "policy:subscribe": lambda _world, _who: {"any": Request(form={**_guard(), "q": "新的词"})},
    "policy:subscription": subscriptions,
    "policy:subscription_end": subscriptions,
    "policy:unsubscribe": unsubscribing,
    "policy:own_feed": own_feeds,
    "policy:document_akn": documents,
    "policy:document_linked": documents,
    "policy:measure_linked": measures,
    "audit_leaves": leaves,
    "parties:tokens": new_token,
    "parties:token_revoke": tokens,
    "api:document": api_documents,
    "api:document_text": api_documents,
    "api:clause": api_clauses,
    "api:measure": api_measures,
    "api:search": lambda _world, _who: {"any": Request(query={"q": "转让"})},
    "api:match": lambda _world, _who: {"any": Request(json=TEAM)},
    "api:verdicts_store": lambda _world, _who: {"any": Request(json=TEAM)},
    "api:verdicts_*": api_verdicts,
    "api:pack": api_packs,
    "api:pack_export": api_packs,
    "api:seal": leaves,
    "api:leaves": leaves,
    "api:proof": api_proofs,
    "api_try": lambda _world, _who: {
        "standing": Request({"name": "documents"}, {"place": "990100"}),
        "missing": Request({"name": "no-such"}),
    },
    "account_confirm_email": lambda _world, _who: {"missing": Request({"key": "no-such-key"})},
    "account_reset_password_from_key": lambda _world, _who: {
        "missing": Request({"uidb36": "0", "key": "no-such-key"}, form=SET_PASSWORD)
    },
    "account_login": form(login="nobody@test.invalid", password="wrong"),
    "account_signup": form(email="not an address"),
    "account_reset_password": form(email="nobody@test.invalid"),
    "account_change_password": form(oldpassword="wrong", **SET_PASSWORD),
    "set_language": form(language="en"),
    "admin:app_list": lambda _world, _who: {"any": Request({"app_label": "parties"})},
    "admin:parties_account_change": account_rows,
    "admin:core_auditentry_change": entry_rows,
    "admin:*_changelist": anything,
    "admin:*_change": rows,
    "admin:*_history": rows,
    "admin/*/<path:object_id>/": rows,
    "admin/(?P<url>.*)$": lambda _world, _who: {"missing": Request({"url": "no/such/page"})},
}
"""By the name of an address, or a pattern for a family; an address without an entry is about no particular thing."""
