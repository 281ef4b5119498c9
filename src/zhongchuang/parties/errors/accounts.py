"""Failures about accounts, tokens, invitations and the codes of organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused, Wording

if TYPE_CHECKING:
    from zhongchuang.parties.access import TokenScope


class UsccInvalid(InvalidInput):
    """The 统一社会信用代码 does not stand up to GB 32100-2015."""

    default_code = "parties.uscc_invalid"

    def __init__(self, uscc: str) -> None:
        wording = Wording(
            f"统一社会信用代码“{uscc}”不正确（18 位，末位为校验码）。",
            f"The unified social credit code {uscc!r} is not valid (18 characters, the last is a check character).",
        )
        super().__init__(
            wording.zh,
            wording.en,
            fields={"uscc": wording},
            next_zh="请对照营业执照核对后重新填写。",
            next_en="Compare it with the business licence and enter it again.",
        )


class UsccTaken(InvalidInput):
    """One code, one organisation."""

    default_code = "parties.uscc_taken"

    def __init__(self, uscc: str) -> None:
        wording = Wording(
            f"统一社会信用代码 {uscc} 已经登记过。",
            f"The unified social credit code {uscc} is already registered.",
        )
        super().__init__(
            wording.zh,
            wording.en,
            fields={"uscc": wording},
            next_zh="请使用已登记的单位，信息有误时联系管理员更正。",
            next_en="Use the registered organisation; ask an administrator if its data is wrong.",
        )


class EmailTaken(InvalidInput):
    """One address, one account."""

    default_code = "parties.email_taken"

    def __init__(self) -> None:
        wording = Wording("这个电子邮箱已经注册过。", "This e-mail address is already registered.")
        super().__init__(
            wording.zh,
            wording.en,
            fields={"email": wording},
            next_zh="请直接登录，或换一个邮箱。",
            next_en="Sign in, or use another address.",
        )


class PasswordWeak(InvalidInput):
    """The password does not meet the rules; `reasons` are Django's own sentences."""

    default_code = "parties.password_weak"

    def __init__(self, reasons: Iterable[str]) -> None:
        told = " ".join(reasons)
        wording = Wording(f"密码不合要求：{told}", f"The password does not meet the rules: {told}")
        super().__init__(
            wording.zh,
            wording.en,
            fields={"password": wording},
            next_zh="请换一个至少 8 位、不常见的密码。",
            next_en="Choose another of at least 8 characters that is not a common one.",
        )


class AccountUnknown(NotFound):
    """No account has this address."""

    default_code = "parties.account_unknown"

    def __init__(self, email: str) -> None:
        super().__init__(
            f"没有邮箱为 {email} 的账户。",
            f"There is no account with the address {email}.",
            next_zh="请核对邮箱，或用 zhongchuang accounts add 新建。",
            next_en="Check the address, or make an account with `zhongchuang accounts add`.",
        )


class RoleNotHeld(Refused):
    """There is no grant to end."""

    default_code = "parties.role_not_held"

    def __init__(self) -> None:
        super().__init__(
            "这个账户没有这个角色，或者已经收回。",
            "The account does not hold this role, or it was ended already.",
            next_zh="请刷新页面查看最新的角色。",
            next_en="Reload the page to see the present roles.",
        )


class TokenScopeless(InvalidInput):
    """A token that may do nothing, or for no time that is offered."""

    default_code = "parties.token_scopeless"

    def __init__(self) -> None:
        wording = Wording(
            "请至少选择一项用途，并选择有效期。",
            "Choose at least one thing it may do, and how long it lasts.",
        )
        super().__init__(wording.zh, wording.en, fields={"scopes": wording})


class TooManyTokens(Refused):
    """An account has as many valid tokens as it may."""

    default_code = "parties.too_many_tokens"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"一个账户最多有 {most} 个有效的接口凭据。",
            f"An account has at most {most} valid API tokens.",
            next_zh="请先停用不再使用的凭据。",
            next_en="Revoke one that is no longer used first.",
        )


class ScopeMissing(NotAllowed):
    """A token that may do other things, not this."""

    default_code = "parties.scope_missing"

    def __init__(self, scope: TokenScope) -> None:
        self.scope = scope
        super().__init__(
            f"这个接口凭据没有“{scope.value}”范围。",
            f"This API token does not have the scope “{scope.value}”.",
            next_zh="请建立一个有此范围的凭据。",
            next_en="Make a token that has it.",
        )


class InvitedAlready(Refused):
    """The address has an invitation that stands, or belongs to a member."""

    default_code = "parties.invited_already"

    def __init__(self) -> None:
        super().__init__(
            "这个邮箱已经是成员，或者已有一份没有处理的邀请。",
            "This address belongs to a member, or has an invitation that is still open.",
            next_zh="要重新发送，请先撤回原来的邀请。",
            next_en="To send it again, withdraw the open invitation first.",
        )


class InvitationOver(Refused):
    """Accepted, withdrawn, or its time has passed."""

    default_code = "parties.invitation_over"

    def __init__(self) -> None:
        super().__init__(
            "这份邀请已经用过、已被撤回或者过期。",
            "This invitation was used, withdrawn, or has expired.",
            next_zh="请联系邀请您的单位重新邀请。",
            next_en="Ask the organisation to invite you again.",
        )


class InvitationNotYours(NotAllowed):
    """The invited address is not confirmed on the account."""

    default_code = "parties.invitation_not_yours"

    def __init__(self) -> None:
        super().__init__(
            "这份邀请发给了另一个邮箱，或者您还没有确认那个邮箱。",
            "This invitation was sent to another address, or you have not confirmed that address yet.",
            next_zh="请用收到邀请的邮箱登录；是您的另一个邮箱时，先在“管理邮箱”里添加并确认。",
            next_en="Sign in with the invited address, or add and confirm it under “Manage addresses” first.",
        )


class LastManager(Refused):
    """An organisation with members keeps a manager."""

    default_code = "parties.last_manager"

    def __init__(self) -> None:
        super().__init__(
            "单位还有其他成员，至少要留一位管理人。",
            "The organisation has other members and must keep at least one manager.",
            next_zh="请先把另一位成员设为管理人。",
            next_en="Make another member a manager first.",
        )


class LastAdministrator(Refused):
    """The platform keeps an administrator."""

    default_code = "parties.last_administrator"

    def __init__(self) -> None:
        super().__init__(
            "您是平台唯一的管理员，不能注销。",
            "You are the only administrator of the platform and cannot be erased.",
            next_zh="请先由命令行或另一位管理员授予别人管理员角色。",
            next_en="Have another account made administrator first.",
        )


class ErasureStands(Refused):
    """The account is to be erased already."""

    default_code = "parties.erasure_stands"

    def __init__(self) -> None:
        super().__init__(
            "已经申请过注销，正在等待期内。",
            "The erasure was asked for before and is waiting for its day.",
            next_zh="可以撤销申请，或等到期自动执行。",
            next_en="Cancel it, or wait for the day.",
        )


class ErasureOver(Refused):
    """The erasure was cancelled or done."""

    default_code = "parties.erasure_over"

    def __init__(self) -> None:
        super().__init__(
            "没有等待执行的注销申请。",
            "There is no erasure waiting.",
            next_zh="请刷新页面查看最新状态。",
            next_en="Reload the page to see how things stand.",
        )
