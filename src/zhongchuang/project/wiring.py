"""Who hears what, and what is done when. Rooms do not know their siblings; this file is the one place where an event meets
its listeners.

A listener is a function of the event; it is called at least once and must not mind a second call.
"""

from __future__ import annotations

import datetime as dt

from zhongchuang.cases.events import (
    CaseAssigned,
    CaseMoved,
    ProactiveAsked,
    VoucherGranted,
    VoucherWithdrawn,
)
from zhongchuang.cases.jobs import escalating, leaving, paid, proactive, reminding, telling
from zhongchuang.clearance import jobs as clearance
from zhongchuang.clearance.events import AuditAsked, AwardImportAsked
from zhongchuang.core.jobs.schedule import Schedule
from zhongchuang.core.outbox import Listener
from zhongchuang.ledger import jobs as ledger
from zhongchuang.ledger.events import ClawbackChanged, PaymentMoved
from zhongchuang.messages import jobs as messages
from zhongchuang.messages.events import MailWritten, SmsWritten
from zhongchuang.parties import jobs as parties
from zhongchuang.parties.events import TenantImportAsked
from zhongchuang.policy.events import RulebookChanged, RunAsked
from zhongchuang.policy.jobs import announcing, forgetting, scenarios
from zhongchuang.project import granting
from zhongchuang.vouchers import jobs as vouchers
from zhongchuang.vouchers.events import OrderMoved, PaymentAnswered, VoucherIssued, VoucherMoved

LISTENERS: tuple[Listener, ...] = (
    Listener(TenantImportAsked, "parties.import_tenants", parties.import_soon),
    Listener(CaseMoved, "cases.tell_moved", telling.tell_moved),
    Listener(PaymentMoved, "cases.keep_paid", paid.keep_paid),
    Listener(CaseAssigned, "cases.tell_assigned", telling.tell_assigned),
    Listener(ProactiveAsked, "cases.proactive", proactive.proactive_soon),
    Listener(VoucherGranted, "vouchers.issue", granting.issue_voucher),
    Listener(VoucherWithdrawn, "vouchers.revoke", granting.withdraw_voucher),
    Listener(OrderMoved, "clearance.voucher_spent", granting.voucher_spent),
    Listener(OrderMoved, "vouchers.tell_order", vouchers.tell_order),
    Listener(VoucherIssued, "vouchers.tell_issued", vouchers.tell_voucher),
    Listener(VoucherMoved, "vouchers.tell_voucher", vouchers.tell_voucher),
    Listener(PaymentAnswered, "vouchers.tell_payment", vouchers.tell_payment),
    Listener(PaymentMoved, "clearance.award_paid", clearance.payment_heard),
    Listener(ClawbackChanged, "clearance.award_repaid", clearance.payment_heard),
    Listener(MailWritten, "messages.send_mails", messages.send_soon),
    Listener(SmsWritten, "messages.send_texts", messages.text_soon),
    Listener(RulebookChanged, "policy.announce", announcing.announce_soon),
    Listener(RunAsked, "policy.compute", scenarios.compute_soon),
    Listener(AwardImportAsked, "clearance.import_awards", clearance.import_soon),
    Listener(AuditAsked, "clearance.run_audit", clearance.audit_soon),
)

SCHEDULES: tuple[Schedule, ...] = (
    Schedule(name="messages.send_mails", task=messages.send_mails, hourly=tuple(range(0, 60, 5))),
    Schedule(name="messages.send_texts", task=messages.send_texts, hourly=tuple(range(2, 60, 5))),
    Schedule(name="cases.end_notices", task=reminding.end_notices, daily=(dt.time(0, 5),)),
    Schedule(name="cases.remind_experts", task=reminding.remind_experts, daily=(dt.time(9, 0),)),
    Schedule(name="cases.remind_duties", task=reminding.remind_duties, daily=(dt.time(8, 15),)),
    Schedule(name="cases.remind_leaves", task=leaving.remind_leaves, daily=(dt.time(8, 0),)),
    Schedule(name="cases.keep_offers", task=proactive.keep_offers, daily=(dt.time(7, 45),)),
    Schedule(name="cases.keep_terms", task=escalating.keep_terms, daily=(dt.time(7, 30),)),
    Schedule(name="policy.forget_unowned", task=forgetting.forget_unowned, daily=(dt.time(3, 30),)),
    Schedule(name="messages.forget_mails", task=messages.forget_mails, daily=(dt.time(3, 40),)),
    # Before midnight, so that the day's own seal of the audit log holds it.
    Schedule(name="ledger.seal_transfers", task=ledger.seal_transfers, daily=(dt.time(23, 50),)),
    Schedule(name="ledger.check_books", task=ledger.check_books, daily=(dt.time(2, 30),)),
    # At the beginning of the day on which a name is down; the pages do not show it any more from then on in any case.
    Schedule(name="clearance.awards_take_down", task=clearance.awards_take_down, daily=(dt.time(0, 10),)),
    # After the names: a file in which one of them stands goes in the same night.
    Schedule(
        name="clearance.forget_import_files", task=clearance.forget_import_files, daily=(dt.time(0, 40),)
    ),
    Schedule(name="clearance.remind_reviews", task=clearance.remind_reviews, daily=(dt.time(8, 20),)),
    Schedule(name="vouchers.expire_vouchers", task=vouchers.expire_vouchers, daily=(dt.time(0, 15),)),
    Schedule(name="vouchers.move_due_orders", task=vouchers.move_due_orders, daily=(dt.time(0, 25),)),
    Schedule(name="vouchers.prove_vouchers", task=vouchers.prove_vouchers, daily=(dt.time(2, 40),)),
    Schedule(name="vouchers.remind_expiring", task=vouchers.remind_expiring, daily=(dt.time(8, 10),)),
    Schedule(name="parties.erase_due", task=parties.erase_due, daily=(dt.time(4, 10),)),
)
