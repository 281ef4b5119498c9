"""What cases hold encrypted, under the current master key; and what must stay as it was handed in."""

from __future__ import annotations

from django.apps import apps
from django.db.models import JSONField, TextField
from django.db.models.functions import Cast

from zhongchuang.cases.models import Panel
from zhongchuang.cases.services.panels import seed_purpose
from zhongchuang.core.actors import Actor
from zhongchuang.core.rewrapping import column_rewrap


def seeds_rewrap(*, actor: Actor) -> int:
    """Encrypt the seeds of panels not drawn yet anew; how many. Raises NotAllowed, KeysUnusable."""
    return column_rewrap(
        actor=actor,
        rows=Panel.objects.filter(drawn_at=None),
        column="seed",
        purpose=lambda panel: seed_purpose(panel.number),
    )


def forms_under(key_id: str) -> int:
    """How many rows with answers hold a bank account under a master key, which must therefore stay in the list.

    What was handed in is kept as it was handed in, digest and all, and versions of a form are compared by these texts: so
    they are not moved. Reads every row of the room that could hold one: for an administrator's command.
    """
    return sum(
        model._base_manager.annotate(as_text=Cast(field.name, TextField()))
        .filter(as_text__contains=f"|{key_id}.")
        .count()
        for model in apps.get_app_config("cases").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, JSONField)
    )
