"""Everywhere an officer goes in a day, from the desk: by what is done there, to whom may go there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhongchuang.clearance.access import reach_of_posts
from zhongchuang.clearance.selectors.awards_office import MOST_COUNTED, awards_waiting
from zhongchuang.core.page import Link
from zhongchuang.parties.access import Role, holds

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from zhongchuang.cases.selectors.office import Desk
    from zhongchuang.core.actors import Actor

REVIEWING = frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR})
FINANCE, AUDITOR = frozenset({Role.FINANCE}), frozenset({Role.AUDITOR})
EVERYBODY = frozenset[Role]()
"""Of whoever has a desk."""
Way = tuple["StrOrPromise", str, frozenset[Role]]
WAYS: tuple[tuple[StrOrPromise, tuple[Way, ...]], ...] = (
    (
        _("申报与评审"),
        (
            (_("申报批次"), "cases:rounds", EVERYBODY),
            (pgettext_lazy("programme", "项目"), "cases:programmes", EVERYBODY),
            (_("评审组"), "cases:panels", REVIEWING),
            (_("专家库"), "cases:experts", REVIEWING),
        ),
    ),
    (
        _("公示与决定"),
        (
            (pgettext_lazy("navigation", "公示"), "cases:office_notices", REVIEWING),
            (_("异议"), "cases:office_objections", REVIEWING),
            (_("监督线索"), "cases:leads", AUDITOR),
            (_("会议"), "cases:meetings", EVERYBODY),
            (_("财政会签"), "cases:cosign_list", FINANCE),
        ),
    ),
    (
        _("批准以后"),
        (
            (_("报告与考核"), "cases:duties", EVERYBODY),
            (_("项目变更"), "cases:changes_waiting", EVERYBODY),
            (_("离岗创业"), "cases:leaves", EVERYBODY),
            (_("诚信记录"), "cases:findings", EVERYBODY),
            (_("资金"), "ledger:overview", EVERYBODY),
        ),
    ),
    (
        _("岗位"),
        (
            (_("AB 岗与交接"), "cases:posts", EVERYBODY),
            (_("补录历史办件"), "cases:backfill", EVERYBODY),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where to go for one kind of work."""

    heading: StrOrPromise
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What waits for me beside the cases: where, and how much of it; `more`: there is more than was counted."""

    link: Link
    count: int
    more: bool


def elsewhere_of(desk: Desk) -> list[Task]:
    """What waits at the pages of awards for whoever works on them; nothing where nothing waits."""
    waiting = awards_waiting(reach_of_posts(desk.posts))
    found = (
        (_("支持待公开审查"), "clearance:office_awards", waiting.reviews),
        (_("更正申请待答复"), "clearance:office_corrections", waiting.requests),
    )
    return [
        Task(Link(label, reverse(name)), count, count >= MOST_COUNTED)
        for label, name, count in found
        if count
    ]


def ways_of(actor: Actor) -> list[Ways]:
    """The ways the actor may go, by kind of work. No statement."""
    return [
        Ways(
            heading,
            tuple(
                Link(label, reverse(name)) for label, name, roles in ways if not roles or holds(actor, *roles)
            ),
        )
        for heading, ways in WAYS
    ]
