"""Pages of applying as a test reads them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from lxml import html

from zhongchuang.cases.models import Case
from zhongchuang.parties.tests.factory import signed_in


def page(client: Client, url: str, status: int = 200) -> Any:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return parsed(answer)


def parsed(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def words(found: Any) -> str:
    return re.sub(r"\s+", " ", found.xpath("string(//main)"))


def hidden(found: Any, action: str = "") -> dict[str, Any]:
    """The hidden fields of a form of the page, as the browser sends them."""
    form = found.xpath(f"//main//form[@action='{action}']" if action else "//main//form[@method='post']")[0]
    sent: dict[str, Any] = {}
    for field in form.xpath(".//input[@type='hidden']"):
        name = field.get("name")
        if name != "csrfmiddlewaretoken":
            sent[name] = [*sent[name], field.get("value")] if name in sent else [field.get("value")]
    return sent


def of(case: Case) -> Client:
    assert case.account is not None
    return signed_in(case.account)


def fill_url(case: Case, section: str = "about") -> str:
    return reverse("cases:fill", args=[case.number, section])
