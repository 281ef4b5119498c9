"""The first address: what there is, and which content it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Router, Schema

from zhongchuang.core import clock
from zhongchuang.core.api import Day, operation, said
from zhongchuang.core.errors import NotAllowed
from zhongchuang.expressions import LANGUAGE_VERSION
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.api import Token
from zhongchuang.policy.access import PolicyAction, may_document
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.project.api.words import VERSION

router = Router(tags=["start"], auth=Token(TokenScope.READ))


class Index(Schema):
    """Where everything is."""

    version: str = Field(description=said("接口版本", "version of the API"))
    pack_version: str = Field(
        description=said("现行政策包的版本（SHA-256）", "version of the packs in force")
    )
    language_version: str = Field(description=said("规则语言版本", "version of the rule language"))
    today: Day = Field(description=said("平台的日期", "the date of the platform"))
    links: dict[str, str] = Field(description=said("各部分的网址", "where the parts are"))


@router.get(
    "/",
    **operation("index", "有什么", "What there is", response=Index, errors=(503,)),
)
def index(request: HttpRequest) -> dict[str, Any]:
    """The parts, the content's version and the day."""
    if not may_document(actor_of(request), PolicyAction.VIEW):
        raise NotAllowed()
    names = ("documents", "clauses", "measures", "places", "facts", "search", "packs", "seals")
    return {
        "version": VERSION,
        "pack_version": current_rulebook().version,
        "language_version": LANGUAGE_VERSION,
        "today": clock.today(),
        "links": {
            **{name: reverse(f"api:{name}") for name in names},
            "match": reverse("api:match"),
            "openapi": reverse("openapi"),
            "reference": reverse("api_reference"),
        },
    }
