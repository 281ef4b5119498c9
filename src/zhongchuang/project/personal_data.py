"""What the platform holds of a person, room by room: how it is copied for them, how it is forgotten, or why it stays.

Rooms do not know each other; this table is the one place where a person's data is told whole
(settings.ZHONGCHUANG_PERSONAL_DATA). A room that begins to keep something of people gets its line here; the scan in
`tests/test_personal_data.py` finds what was forgotten.
"""

from __future__ import annotations

from zhongchuang.clearance.selectors.awards_office import awards_data, requests_data
from zhongchuang.clearance.services.names import awards_forget, requests_forget
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Wording
from zhongchuang.messages.selectors import notes_data
from zhongchuang.messages.services import mail_forget_person, notes_forget_person, sms_forget_person
from zhongchuang.parties.models import Account
from zhongchuang.parties.selectors import personal as parties
from zhongchuang.parties.selectors.persons import person_of
from zhongchuang.parties.services.delegations import delegations_forget
from zhongchuang.parties.services.personal import PersonalData, account_forget
from zhongchuang.parties.services.persons import identity_forget
from zhongchuang.policy.selectors import personal as policy
from zhongchuang.policy.services.personal import answers_forget
from zhongchuang.policy.services.subscriptions import subscriptions_forget
from zhongchuang.vouchers.selectors import personal as vouchers

RECORDS = Wording(
    "谁在何时担任什么角色、代表哪个单位办理，是依法应当保存的记录；姓名和邮箱抹去后只剩账户编号。",
    "Who held which role and acted for which organisation is a record the law requires to keep; without name and address only"
    " the account's number is left.",
)
LOG = Wording(
    "日志证明平台做过什么，不能删改；其中您的个人信息用您专属的密钥加密，注销时销毁这把密钥，此后谁也读不出来。",
    "The log proves what the platform did and cannot be changed. What it holds of you is encrypted under a key of your own;"
    " erasure destroys that key, and nobody can read it any more.",
)
MONEY = Wording(
    "公款给了谁、用在哪里，是依法应当保存和公开的记录。",
    "To whom public money went and for what is a record the law requires to keep and to publish.",
)
WORK = Wording(
    "您在岗位上起草、发布和测算的内容属于单位的工作记录，依法应当保存，只显示账户编号。",
    "What you drafted, published and simulated in office is a record of the department that the law requires to keep; it names"
    " the account's number only.",
)


def forget_answers(actor: Actor, account: Account) -> int:
    """Answers and kept verdicts."""
    return answers_forget(actor=actor, account_id=str(account.pk))


def forget_subscriptions(actor: Actor, account: Account) -> int:
    """Subscriptions, and with them their feeds."""
    return subscriptions_forget(actor=actor, account_id=str(account.pk))


def forget_identity(actor: Actor, account: Account) -> int:
    """Who the account is; what an organisation recorded of its representatives and shareholders stays in its record."""
    return identity_forget(actor=actor, account=account)


def forget_delegations(actor: Actor, account: Account) -> int:
    """Delegations are ended, and forget to whom they were offered."""
    return delegations_forget(actor=actor, account=account)


def forget_mails(actor: Actor, account: Account) -> int:
    """Mails the platform wrote."""
    return mail_forget_person(actor=actor, account_id=str(account.pk))


def forget_notes(actor: Actor, account: Account) -> int:
    """Notes read on the site, and short messages."""
    account_id = str(account.pk)
    return notes_forget_person(actor=actor, account_id=account_id) + sms_forget_person(
        actor=actor, account_id=account_id
    )


def person_ref(account: Account) -> str:
    """How rows name the person an account is; empty where that was never said."""
    person = person_of(account)
    return f"person:{person.pk}" if person else ""


def forget_awards(actor: Actor, account: Account) -> int:
    """The name comes down from what is public; the award, with amount and clause, is the department's record and stays."""
    return awards_forget(actor=actor, person=person_ref(account))


def forget_requests(actor: Actor, account: Account) -> int:
    """The words of what one asked to be corrected about oneself."""
    return requests_forget(actor=actor, account_id=account.pk)


SOURCES: tuple[PersonalData, ...] = (
    PersonalData(
        "sheets",
        Wording("“我能享受什么”的问答", "Answers in “What is there for me”"),
        lambda account: policy.sheets_data(str(account.pk)),
        forget_answers,
    ),
    PersonalData(
        "verdicts",
        Wording("保存和分享的结论", "Results kept and shared"),
        lambda account: policy.verdicts_data(str(account.pk)),
        lambda _actor, _account: 0,  # with the answers
    ),
    PersonalData(
        "subscriptions",
        Wording("订阅", "Subscriptions"),
        lambda account: policy.subscriptions_data(str(account.pk)),
        forget_subscriptions,
    ),
    PersonalData(
        "tokens", Wording("接口凭据", "API tokens"), parties.tokens_data, lambda _actor, _account: 0
    ),
    PersonalData(
        "safety",
        Wording(
            "双重验证、关联的身份、登录着的浏览器", "Second factors, linked identities, browsers signed in"
        ),
        parties.safety_data,
        lambda _actor, _account: 0,
    ),
    PersonalData("mails", Wording("发给您的邮件", "Mails sent to you"), lambda _account: [], forget_mails),
    PersonalData(
        "notes",
        Wording("站内通知和短信", "Notes on the site and short messages"),
        lambda account: notes_data(str(account.pk)),
        forget_notes,
    ),
    # before who the account is: the awards are found by it
    PersonalData(
        "awards",
        Wording("公开的支持中您的姓名", "Your name in awards that are public"),
        lambda account: awards_data(person_ref(account)),
        forget_awards,
    ),
    PersonalData(
        "correction_requests",
        Wording("您提出的更正申请", "Corrections you asked for"),
        lambda account: requests_data(account.pk),
        forget_requests,
    ),
    PersonalData(
        "identity",
        Wording(
            "本人身份、在单位的任职和持股、谁查看过证件号码",
            "Identity, offices and shares, who looked at the number",
        ),
        parties.identity_data,
        forget_identity,
    ),
    PersonalData("delegations", Wording("委托", "Delegations"), parties.delegations_data, forget_delegations),
    # the room that keeps the account goes last: the others still know who it is about
    PersonalData(
        "account",
        Wording("账户：姓名、邮箱、邮件语言", "The account: name, addresses, mail language"),
        parties.account_data,
        account_forget,
    ),
    PersonalData("roles", Wording("角色", "Roles"), parties.grants_data, kept=RECORDS),
    PersonalData(
        "memberships", Wording("代表的单位", "Organisations"), parties.memberships_data, kept=RECORDS
    ),
    PersonalData("invitations", Wording("邀请", "Invitations"), parties.invitations_data, kept=RECORDS),
    PersonalData(
        "work",
        Wording("岗位上的工作内容", "Work in office"),
        lambda account: policy.scenarios_data(str(account.pk)),
        kept=WORK,
    ),
    PersonalData(
        "vouchers",
        Wording("以本人名义领取的创新券和订单", "Vouchers held in your own name, and their orders"),
        vouchers.vouchers_data,
        kept=MONEY,
    ),
    PersonalData("log", Wording("审计日志", "Audit log"), parties.log_data, kept=LOG),
)
