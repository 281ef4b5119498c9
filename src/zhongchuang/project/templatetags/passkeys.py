"""What the browser is asked when a passkey is made or shown, as an attribute of the form: scripts in the page are forbidden."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(options: Mapping[str, object]) -> str:
    """As JSON; the template escapes it."""
    return json.dumps(options, cls=DjangoJSONEncoder)
