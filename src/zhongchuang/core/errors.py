"""What can go wrong, said in sentences.

    ZhongchuangError            every failure the platform foresees; carries code, zh, en and the next step
    ├── InvalidInput            what was given cannot be read or is incomplete; says so field by field   422
    ├── NotAllowed              this actor may not do this                                               403
    ├── NotFound                no such thing, or none this actor may know of                            404
    ├── Conflict                the thing changed meanwhile, or the key was used for something else      409
    ├── Refused                 understood and permitted, but a rule or the state forbids it             409
    └── Unavailable             the platform lacks something it needs just now; try again later          503

A room's own failures live in its `errors.py` and inherit from one of these; `code` is `room.what_happened`.
How a failure is told over HTTP and on the command line is decided once, in `surfaces.py`; whoever raises
need not care.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Wording:
    """One sentence in both languages."""

    zh: str
    en: str

    def in_language(self, language: str | None) -> str:
        """The sentence in the language of a reader (`zh-hans`, `en-gb`, …); Chinese where nothing else is
        known."""
        return self.en if (language or "").lower().startswith("en") else self.zh


class ZhongchuangError(Exception):
    """A foreseen failure.

    `zh` and `en` say what happened; `next_zh` and `next_en` what to do now. All four are shown to people:
    whole sentences, no jargon, and nothing the reader may not know.
    """

    default_code: ClassVar[str] = "core.failure"
    default_next: ClassVar[Wording] = Wording(
        "请重试；仍不行时联系平台管理员。", "Try again; if it still fails, contact the administrator."
    )

    def __init__(
        self,
        zh: str,
        en: str,
        *,
        next_zh: str | None = None,
        next_en: str | None = None,
        code: str | None = None,
    ) -> None:
        self.code = code or self.default_code
        self.what = Wording(zh, en)
        self.next_step = Wording(next_zh or self.default_next.zh, next_en or self.default_next.en)
        super().__init__(zh, en)

    @property
    def zh(self) -> str:
        """What happened and what to do next, in Chinese."""
        return f"{self.what.zh}{self.next_step.zh}"

    @property
    def en(self) -> str:
        """What happened and what to do next, in English."""
        return f"{self.what.en} {self.next_step.en}"

    @property
    def sentence(self) -> str:
        """Both languages on one line, as the command line prints it."""
        return f"{self.zh} {self.en}"

    def told_in(self, language: str | None) -> str:
        """What happened and what to do next, in the language of the reader."""
        return Wording(self.zh, self.en).in_language(language)

    def __str__(self) -> str:
        return self.sentence


class InvalidInput(ZhongchuangError):
    """What was given cannot be read or is incomplete; `fields` says what is wrong with each field by name."""

    default_code = "core.invalid_input"
    default_next = Wording("请改正后再提交。", "Correct it and submit again.")

    def __init__(
        self,
        zh: str,
        en: str,
        *,
        fields: Mapping[str, Wording] | None = None,
        next_zh: str | None = None,
        next_en: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(zh, en, next_zh=next_zh, next_en=next_en, code=code)
        self.fields: Mapping[str, Wording] = dict(fields or {})


class NotAllowed(ZhongchuangError):
    """This actor may not do this; the default answer of every access function."""

    default_code = "core.not_allowed"
    default_next = Wording(
        "请换有权限的账户登录，或联系管理员。", "Sign in with an account that may, or ask an administrator."
    )

    def __init__(
        self,
        zh: str = "您没有权限做这件事。",
        en: str = "You are not allowed to do this.",
        *,
        next_zh: str | None = None,
        next_en: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(zh, en, next_zh=next_zh, next_en=next_en, code=code)


class NotFound(ZhongchuangError):
    """No such thing, or none this actor may know of: the two must read the same."""

    default_code = "core.not_found"
    default_next = Wording("请核对编号或链接。", "Check the number or the link.")

    def __init__(
        self,
        zh: str = "没有找到您要的内容。",
        en: str = "What you asked for was not found.",
        *,
        next_zh: str | None = None,
        next_en: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(zh, en, next_zh=next_zh, next_en=next_en, code=code)


class Conflict(ZhongchuangError):
    """The thing changed while the actor was looking at it, or the request contradicts an earlier one."""

    default_code = "core.conflict"
    default_next = Wording(
        "请刷新页面，看过最新内容后再操作。", "Reload the page, look at what changed, and try again."
    )


class Refused(ZhongchuangError):
    """Understood and permitted, but a rule or the present state forbids it; says which."""

    default_code = "core.refused"
    default_next = Wording("请按说明调整后再试。", "Change what is named and try again.")


class Unavailable(ZhongchuangError):
    """Something the platform needs is missing or busy; the same request may succeed later."""

    default_code = "core.unavailable"
    default_next = Wording("请稍后再试。", "Try again later.")
