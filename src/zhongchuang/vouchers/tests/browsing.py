"""How the tests of the pages look at them: signed in as whoever acts, the words without the tags, the guard of a form."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from zhongchuang.core.actors import Actor
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import signed_in


def browser(actor: Actor) -> Client:
    """A browser of whoever acts."""
    return signed_in(Account.objects.get(pk=str(actor.user_id)))


def page(client: Client, url: str, **query: str | int) -> str:
    """A page as it is read, without the tags."""
    answer = client.get(url, query)
    assert answer.status_code == 200, url
    return words(answer)


def words(answer: Any) -> str:
    """The words of an answer."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def guard(client: Client, url: str, **query: str | int) -> dict[str, str]:
    """Version and key of the last guarded form of a page."""
    text = client.get(url, query).content.decode()
    keys = re.findall(r'name="idempotency_key"\s+value="([^"]+)"', text)
    versions = re.findall(r'name="row_version"\s+value="([^"]+)"', text)
    return {"idempotency_key": keys[-1], **({"row_version": versions[-1]} if versions else {})}
