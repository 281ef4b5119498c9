"""What a browser sent, as it was typed; and kept over a sign-in where the session had ended."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.http import HttpRequest

from zhongchuang.cases.forms.applying import Typed
from zhongchuang.cases.programmes.fields import read_fields
from zhongchuang.cases.programmes.schema import FieldType, FormField
from zhongchuang.core import clock, crypto

RESTORED = "restored"
NOT_ANSWERS = frozenset(
    {"csrfmiddlewaretoken", "row_version", "idempotency_key", "asked", "then", "more", "leave", "resolve"}
)
_KEPT = "cases.typed"
_LARGEST = 200_000
"""Characters kept for somebody who has to sign in first; a whole section is far smaller."""


def typed_in(request: HttpRequest) -> Typed:
    """Everything a form sent."""
    return {name: [str(value) for value in values] for name, values in request.POST.lists()}


def keep(request: HttpRequest) -> None:
    """Keep what a visitor sent whose session ended, encrypted, in their new one: signing in keeps it. The last page only."""
    typed = {name: values for name, values in typed_in(request).items() if name != "csrfmiddlewaretoken"}
    if sum(len(text) for values in typed.values() for text in values) <= _LARGEST:
        request.session[_KEPT] = {
            "path": request.path,
            "typed": crypto.encrypt(json.dumps(typed).encode(), purpose=_KEPT),
            "at": clock.now().isoformat(timespec="seconds"),
        }


def restored(request: HttpRequest) -> Typed | None:
    """What was kept for this page, once; None where there is nothing (any more)."""
    kept = request.session.get(_KEPT)
    if not isinstance(kept, dict) or kept.get("path") != request.path:
        return None
    del request.session[_KEPT]
    typed = json.loads(crypto.decrypt(kept["typed"], purpose=_KEPT))
    return {str(name): [str(v) for v in values] for name, values in typed.items()}


def without_accounts(fields: Iterable[FormField], typed: Typed) -> Typed:
    """What was typed, with every bank account encrypted: pages that carry it along do not carry a number."""
    accounts = [field for field in fields if field.type is FieldType.ACCOUNT and field.id in typed]
    read = read_fields(accounts, typed)
    sealed = {n: [str(answer)] for n, answer in read.answers.items() if n not in read.errors}
    return {**typed, **sealed}
