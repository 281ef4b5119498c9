"""What is asked of vouchers in the access matrix: by the holder, at the counter, at the desk; one's own, another's, none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.world import Request, World
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned
from zhongchuang.vouchers.models import Order, Provider, Voucher

Cases = Callable[[World, str], Mapping[str, Request]]
NOBODY = 999_999_999
NO_NUMBER = "DD-0000-0000-0000-0000"
TYPED: dict[str, object] = {
    "reason": "虚构理由",
    "amount": "1.00",
    "until": "",
    "delivery": "虚构交付",
    "payee_name": "虚构收款人",
    "bank_name": "虚构银行",
    "bank_account": "6222000000001234",
}


def guard(row: RowVersioned | None) -> dict[str, object]:
    """The guard of a form as the page would draw it."""
    return {"row_version": row.row_version if row else 1, "idempotency_key": new_idempotency_key()}


def called(state: str) -> str:
    """A state as the table writes it."""
    return state.replace("_", " ").replace("anothers", "another's").replace("ones own", "one's own")


def numbered(**found: Callable[[World], Order | Voucher]) -> Cases:
    """Vouchers or orders by the name of their state, and none."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        rows = {called(state): find(world) for state, find in found.items()}
        asked = {
            state: Request({"number": row.number}, form={**TYPED, **guard(row)})
            for state, row in rows.items()
        }
        return {**asked, "missing": Request({"number": NO_NUMBER}, form={**TYPED, **guard(None)})}

    return cases


def acts(**found: tuple[str, Callable[[World], Order | Voucher]]) -> Cases:
    """An act on a voucher or an order that is ready for it; one that is none; one on nothing."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        asked: dict[str, Request] = {}
        for state, (act, find) in found.items():
            row = find(world)
            address = {"number": row.number, "act": act}
            asked[called(state)] = Request(address, form={**TYPED, **guard(row)})
        first, find = next(iter(found.values()))
        row = find(world)
        asked["no such act"] = Request({"number": row.number, "act": "no-such"}, form={**TYPED, **guard(row)})
        asked["missing"] = Request({"number": NO_NUMBER, "act": first}, form={**TYPED, **guard(None)})
        return asked

    return cases


def entries(**found: Callable[[World], Provider]) -> Cases:
    """Entries of the list of providers, and none."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        form = {**TYPED, "service": "research", "title": "虚构研发"}
        asked = {
            called(state): Request({"pk": (row := find(world)).pk}, form={**form, **guard(row)})
            for state, find in found.items()
        }
        return {**asked, "missing": Request({"pk": NOBODY}, form={**form, **guard(None)})}

    return cases


def provider_acts(world: World, _who: str) -> Mapping[str, Request]:
    found = {
        "admit": (world.vouchers.waiting, "admit"),
        "readmit": (world.vouchers.once_struck, "readmit"),
        "return": (world.vouchers.waiting, "return"),
        "strike off": (world.vouchers.their_entry, "strike-off"),
        "no such act": (world.vouchers.waiting, "no-such"),
    }
    asked = {
        state: Request({"pk": row.pk, "act": act}, form={**TYPED, **guard(row)})
        for state, (row, act) in found.items()
    }
    return {**asked, "missing": Request({"pk": NOBODY, "act": "admit"}, form={**TYPED, **guard(None)})}


def account_acts(world: World, _who: str) -> Mapping[str, Request]:
    change = world.vouchers.change
    address = {"pk": world.vouchers.their_entry.pk, "change": change.pk}
    form = {**TYPED, **guard(change)}
    return {
        "confirm": Request({**address, "act": "confirm"}, form=form),
        "refuse": Request({**address, "act": "refuse"}, form={**TYPED, **guard(change)}),
        "of another": Request(
            {**address, "pk": world.vouchers.waiting.pk, "act": "confirm"}, form={**TYPED, **guard(change)}
        ),
        "missing": Request({**address, "change": NOBODY, "act": "confirm"}, form={**TYPED, **guard(None)}),
    }


def ordering(world: World, _who: str) -> Mapping[str, Request]:
    """The three steps, the last sent as a form."""
    ours, theirs = world.vouchers.our_voucher, world.vouchers.their_voucher
    entry = str(world.vouchers.their_entry.pk)
    chosen = {"service": "testing", "provider": entry, "title": "虚构检测", "price": "10.00"}
    form = {**chosen, **guard(ours)}
    return {
        "service": Request({"number": ours.number}, form=form),
        "provider": Request({"number": ours.number}, {"service": "testing"}, form),
        "sum": Request({"number": ours.number}, chosen, {**chosen, **guard(ours)}),
        "another's": Request({"number": theirs.number}, chosen, form),
        "missing": Request({"number": "CXQ-0000-0000-0000-0000"}, chosen, form),
    }


def papers(world: World, _who: str) -> Mapping[str, Request]:
    paper = world.vouchers.paper
    return {
        "own": Request({"number": world.vouchers.worked_on.number, "pk": paper.pk}, form=guard(None)),
        "of another order": Request(
            {"number": world.vouchers.placed.number, "pk": paper.pk}, form=guard(None)
        ),
        "missing": Request({"number": world.vouchers.worked_on.number, "pk": NOBODY}, form=guard(None)),
    }


def new_paper(world: World, _who: str) -> Mapping[str, Request]:
    def form() -> dict[str, object]:
        return {**guard(None), "kind": "report", "file": SimpleUploadedFile("报告.pdf", b"%PDF-1.7 report")}

    found = {"own": world.vouchers.worked_on.number, "another's": world.vouchers.delivered.number}
    asked = {state: Request({"number": number}, form=form()) for state, number in found.items()}
    return {**asked, "missing": Request({"number": NO_NUMBER}, form=form())}


def redeeming(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "look": Request(form={**guard(None), "code": world.vouchers.code}),
        "redeem": Request(form={**guard(None), "code": world.vouchers.code, "redeem": "yes"}),
    }


def registering(world: World, _who: str) -> Mapping[str, Request]:
    """Which organisation, then the request: of the firm everybody manages, which is no lab but may ask."""
    chosen = {"organisation": str(world.vouchers.firm.pk), "scheme": "matrix"}
    form = {
        **TYPED,
        **chosen,
        "department": world.vouchers.department.pk,
        "introduction": "虚构",
        "contact": "024-00000000",
        "title_testing": "虚构检测",
        "idempotency_key": new_idempotency_key(),
    }
    return {"which": Request(form=form), "request": Request(query=chosen, form=form)}


def own_service(world: World, _who: str) -> Mapping[str, Request]:
    entry, service = world.vouchers.our_entry, world.vouchers.our_service
    return {
        "own": Request({"pk": entry.pk, "service": service.pk}, form=guard(None)),
        "another's": Request({"pk": world.vouchers.their_entry.pk, "service": service.pk}, form=guard(None)),
        "missing": Request({"pk": entry.pk, "service": NOBODY}, form=guard(None)),
    }


def payments(world: World, _who: str) -> Mapping[str, Request]:
    """A payment to our lab, one to another, none."""
    return {
        "own": Request({"pk": world.vouchers.our_payment.pk}),
        "another's": Request({"pk": world.settling.surplus.pk}),
        "missing": Request({"pk": NOBODY}),
    }


VOUCHERS: dict[str, Cases] = {
    "vouchers:provider": entries(
        listed=lambda w: w.vouchers.their_entry, not_listed=lambda w: w.vouchers.waiting
    ),
    "vouchers:voucher": numbered(
        own=lambda w: w.vouchers.our_voucher, anothers=lambda w: w.vouchers.their_voucher
    ),
    "vouchers:order_new": ordering,
    "vouchers:order": numbered(own=lambda w: w.vouchers.delivered, anothers=lambda w: w.vouchers.disputed),
    "vouchers:code": numbered(own=lambda w: w.vouchers.confirmed, anothers=lambda w: w.vouchers.to_redeem),
    "vouchers:order_paper": papers,
    "vouchers:order_act": acts(
        confirm=("confirm", lambda w: w.vouchers.delivered),
        send_back=("send-back", lambda w: w.vouchers.delivered),
        dispute=("dispute", lambda w: w.vouchers.confirmed),
        cancel=("cancel", lambda w: w.vouchers.placed),
        anothers=("cancel", lambda w: w.vouchers.asked_of_us),
    ),
    "vouchers:redeem": redeeming,
    "vouchers:counter_register": registering,
    "vouchers:counter_order": numbered(
        own=lambda w: w.vouchers.asked_of_us, anothers=lambda w: w.vouchers.placed
    ),
    "vouchers:deliver": numbered(own=lambda w: w.vouchers.worked_on, anothers=lambda w: w.vouchers.placed),
    "vouchers:paper_add": new_paper,
    "vouchers:paper_remove": papers,
    "vouchers:counter_order_act": acts(
        accept=("accept", lambda w: w.vouchers.asked_of_us),
        decline=("decline", lambda w: w.vouchers.asked_of_us),
        dispute=("dispute", lambda w: w.vouchers.to_redeem),
        anothers=("accept", lambda w: w.vouchers.placed),
    ),
    "vouchers:counter_provider": entries(
        own=lambda w: w.vouchers.our_entry, anothers=lambda w: w.vouchers.their_entry
    ),
    "vouchers:service_add": entries(
        own=lambda w: w.vouchers.our_entry, anothers=lambda w: w.vouchers.their_entry
    ),
    "vouchers:service_end": own_service,
    "vouchers:counter_account": entries(
        own=lambda w: w.vouchers.our_entry, anothers=lambda w: w.vouchers.their_entry
    ),
    "vouchers:counter_payment": payments,
    "vouchers:office_voucher": numbered(standing=lambda w: w.vouchers.their_voucher),
    "vouchers:office_voucher_act": acts(
        suspend=("suspend", lambda w: w.vouchers.their_voucher),
        resume=("resume", lambda w: w.vouchers.suspended),
        revoke=("revoke", lambda w: w.vouchers.their_voucher),
        of_ones_own=("suspend", lambda w: w.vouchers.our_voucher),
    ),
    "vouchers:office_order": numbered(standing=lambda w: w.vouchers.disputed),
    "vouchers:office_order_act": acts(
        uphold=("uphold", lambda w: w.vouchers.disputed),
        reject=("reject", lambda w: w.vouchers.disputed),
        withhold=("withhold", lambda w: w.vouchers.redeemed),
        release=("release", lambda w: w.vouchers.withheld),
        refund=("refund", lambda w: w.vouchers.redeemed),
        of_ones_own=("uphold", lambda w: w.vouchers.confirmed),
    ),
    "vouchers:office_provider": entries(standing=lambda w: w.vouchers.their_entry),
    "vouchers:office_provider_act": provider_acts,
    "vouchers:office_account_act": account_acts,
}
"""The addresses of the room that are about something."""
