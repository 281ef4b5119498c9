"""`{% kept %} … {% endkept %}`: a piece of a page that is the same on every page, drawn once a process.

    {% load kept %}
    {% kept user.is_authenticated %} … {% endkept %}

A piece may depend on the language, on the addresses of the site, and on what the tag is given: words or numbers of which
there are few. Anything else of the page's context must not stand in it, nor any block that another template fills.
"""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 64
"""More pieces than languages times signed in or not: a tag that is given what many differ in keeps no more."""


class Kept(template.Node):
    """Draws what stands in it the first time, and says the same from then on. Two threads may both draw it: no harm."""

    def __init__(self, differs_by: Sequence[FilterExpression], nodelist: NodeList) -> None:
        self.differs_by = differs_by
        self.nodelist = nodelist
        self.drawn: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        given = (one.resolve(context) for one in self.differs_by)
        addresses = (get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), settings.STATIC_URL)
        key = (get_language(), *addresses, *given)
        found = self.drawn.get(key)
        if found is None:
            found = self.nodelist.render(context)
            if len(self.drawn) < MOST:
                self.drawn[key] = found
        return found


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """The tag; its arguments are what the piece differs by."""
    differs_by = [parser.compile_filter(one) for one in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(differs_by, nodelist)
