"""`{% kept %}`: drawn once for each language, layout of addresses and given word; never one reader's for another."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation

from zhongchuang.core.templatetags.kept import MOST


def draw(template: Template, **given: object) -> str:
    return template.render(Context(given))


@pytest.fixture
def counted() -> Template:
    """A piece that tells each drawing: `once` is called whenever it is drawn."""
    return Template("{% load kept %}{% kept who %}<{{ once }}>{% endkept %}{{ once }}")


def test_it_is_drawn_once_and_what_stands_outside_each_time(counted: Template) -> None:
    assert draw(counted, who=True, once=1) == "<1>1"
    assert draw(counted, who=True, once=2) == "<1>2"


def test_what_it_is_given_tells_pieces_apart(counted: Template) -> None:
    assert draw(counted, who=True, once=1) == "<1>1"
    assert draw(counted, who=False, once=2) == "<2>2"
    assert draw(counted, who=True, once=3) == "<1>3"


def test_languages_and_addresses_have_their_own() -> None:
    piece = Template("{% load kept i18n %}{% kept %}{% translate '退出' %}{% endkept %}")
    with translation.override("zh-hans"):
        assert draw(piece) == "退出"
    with translation.override("en"):
        assert draw(piece) == "Sign out"
    linked = Template("{% load kept %}{% kept %}{% url 'core:styleguide' as at %}{{ at }}{% endkept %}")
    assert draw(linked) == "/styleguide"
    with override_settings(ROOT_URLCONF="django.contrib.auth.urls"):
        assert draw(linked) == ""


def test_given_too_much_it_draws_and_keeps_no_more(counted: Template) -> None:
    for number in range(MOST + 10):
        assert draw(counted, who=number, once=number) == f"<{number}>{number}"
    assert draw(counted, who=MOST + 5, once="again") == "<again>again"
    assert draw(counted, who=3, once="again") == "<3>again"


def test_what_is_kept_is_escaped_as_ever(counted: Template) -> None:
    for _ in range(2):
        assert draw(counted, who=1, once="<b>") == "<&lt;b&gt;>&lt;b&gt;"
