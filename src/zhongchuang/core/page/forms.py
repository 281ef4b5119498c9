"""Parts of forms: the summary of errors, the guard of a mutating form, the upload, one question a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.forms import BaseForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.page.parts import ClauseQuote, Text


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `field_id` is the id of its control, empty for the form as a whole."""

    field_id: str
    message: Text


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """Everything wrong with a form, each line leading to its field; takes the focus as the page opens."""

    errors: tuple[FieldError, ...]
    focus: bool = True


def _told(label: Text | None, message: str) -> str:
    if not label:
        return message
    return gettext("%(label)s：%(message)s") % {"label": label, "message": message}


def errors_of(form: BaseForm) -> ErrorSummary:
    """The summary of a bound Django form, in the order of its fields; empty where all is well."""
    whole = [FieldError("", str(message)) for message in form.non_field_errors()]
    fields = [
        FieldError(field.auto_id, _told(field.label, str(message)))
        for field in form
        for message in field.errors
    ]
    return ErrorSummary((*whole, *fields))


@dataclass(frozen=True, slots=True)
class FormGuard:
    """What a mutating form carries hidden: the version it was drawn from, a key that lets it count once."""

    idempotency_key: str
    row_version: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to hand in. `accept` lists the suffixes taken (`.pdf`), `max_bytes` how large it may be."""

    name: str
    label: Text
    accept: tuple[str, ...]
    max_bytes: int
    hint: Text = ""
    error: Text = ""
    required: bool = True

    @property
    def field_id(self) -> str:
        """The id of the control, as Django would give it."""
        return f"id_{self.name}"

    @property
    def limit(self) -> str:
        """The largest size as a reader knows it (`20 MB`)."""
        megabytes = self.max_bytes / 1_048_576
        return f"{megabytes:.0f} MB" if megabytes >= 1 else f"{self.max_bytes // 1024} KB"


class QuestionKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    value: str
    label: Text
    hint: Text = ""


YES_NO = (Option("true", _("是")), Option("false", _("否")))


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """One question on a page: what is asked, why, how it is answered, how far the reader has come.

    `decides` is how many open results the answer can settle; `done` of `expected` is the progress;
    `expected` is an estimate and may shrink. “I do not know” is an answer: it posts `skip_name=name`.
    """

    name: str
    question: Text
    kind: QuestionKind
    options: tuple[Option, ...] = ()
    value: str = ""
    hint: Text = ""
    why: Text = ""
    unit: Text = ""
    error: Text = ""
    action: str = ""
    back_url: str = ""
    done: int = 0
    expected: int = 0
    decides: int = 0
    quote: ClauseQuote | None = None
    skip_name: str = "skip"

    def __post_init__(self) -> None:
        if self.kind is QuestionKind.CHOICE and not self.options:
            raise ValueError(f"question {self.name!r} offers no choice")

    @property
    def field_id(self) -> str:
        """The id of the first control."""
        return f"id_{self.name}"

    @property
    def choices(self) -> tuple[Option, ...]:
        """The answers to choose from; empty where one is typed."""
        return YES_NO if self.kind is QuestionKind.YES_NO else self.options

    @property
    def input_type(self) -> str:
        """The control's type; a number is typed as text with a numeric keyboard, so that 1,000 is kept."""
        return "date" if self.kind is QuestionKind.DATE else "text"

    @property
    def input_mode(self) -> str:
        """The keyboard a phone shows."""
        return "decimal" if self.kind in {QuestionKind.NUMBER, QuestionKind.MONEY} else "text"
