"""Why a document cannot be read. Each error is a sentence in Chinese and one in English.

DocumentError
├── ModelError              JSON that is not what the reader writes
├── SandboxError            the reading process itself failed
│   └── ReadTimeout         reading took longer than allowed
└── Unreadable              the file cannot be read
    ├── TooLarge            more bytes, pages, characters or memory than allowed
    ├── Encrypted           a password is needed
    ├── NoText              nothing but pictures, or empty
    ├── WrongExtension      the name promises another format than the content has
    ├── UnknownFormat       neither text, HTML, DOCX, PDF nor OFD
    ├── Broken              of a known format, but damaged
    └── Hostile             built to exhaust the machine (bombs, entities, depth)
"""

from __future__ import annotations

from typing import ClassVar


class DocumentError(Exception):
    """Base of this tree: ``zh`` and ``en`` say what happened and what to do next.

    ``code`` is stable and travels between processes; ``message`` is both sentences.
    """

    code: ClassVar[str] = "document_error"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    @property
    def message(self) -> str:
        """The Chinese sentence and the English one, a line each."""
        return f"{self.zh}\n{self.en}"

    def __str__(self) -> str:
        return self.message


class ModelError(DocumentError):
    """JSON given to ``from_json`` lacks a key or holds a value of the wrong type."""

    code = "model_error"

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(
            f"这份 JSON 不是阅读器写出的 {kind}（{detail}）：请重新运行 zhongchuang policy read 生成。",
            f"This JSON is not a {kind} written by the reader ({detail}): run zhongchuang policy read again.",
        )
        self.kind = kind
        self.detail = detail

    def __reduce__(self) -> tuple[type[ModelError], tuple[str, str]]:
        return type(self), (self.kind, self.detail)


class SandboxError(DocumentError):
    """The child process that reads a file ended without an answer."""

    code = "sandbox_error"


class ReadTimeout(SandboxError):
    """Reading took longer than allowed."""

    code = "timeout"


class Unreadable(DocumentError):
    """The file cannot be read as a document."""

    code = "unreadable"


class TooLarge(Unreadable):
    """More bytes, pages, characters or memory than a document needs."""

    code = "too_large"


class Encrypted(Unreadable):
    """A password is needed to open the file."""

    code = "encrypted"


class NoText(Unreadable):
    """The file holds no characters: pictures only, or nothing."""

    code = "no_text"


class UnknownFormat(Unreadable):
    """The content is neither text, HTML, DOCX, PDF nor OFD."""

    code = "unknown_format"


class WrongExtension(Unreadable):
    """The file's name promises another format than its content has."""

    code = "wrong_extension"


class Broken(Unreadable):
    """The format is known, but the file is damaged."""

    code = "broken"


class Hostile(Unreadable):
    """The file is built to exhaust the machine that opens it."""

    code = "hostile"
