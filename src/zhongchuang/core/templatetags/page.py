"""`{% load page %}`: a tag for every page part. Each takes the part's dataclass from `core/page`.

The templates are `core/templates/core/<part>.html`; what a part needs is said once, in its dataclass.
"""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext

from zhongchuang.core.page import (
    Amount,
    Chart,
    ClauseQuote,
    Code,
    DataTable,
    Diff,
    EmptyState,
    ErrorSummary,
    Facets,
    FormGuard,
    Link,
    Money,
    Pagination,
    QuestionCard,
    Status,
    Stepper,
    SummaryList,
    Tree,
    TreeNode,
    Upload,
    errors_of,
)
from zhongchuang.core.page.parts import Value, amount_of

register = template.Library()
Context = dict[str, Any]

# Sixteen by sixteen, drawn with the pen of `.icon`; filled where the class says solid.
SHAPES = {
    "check": '<path d="m2.5 8.5 3.5 3.5 7.5-8"/>',
    "cross": '<path d="m3.5 3.5 9 9m0-9-9 9"/>',
    "question": (
        '<circle cx="8" cy="8" r="6.2"/><path d="M6.2 6.4c0-2.4 3.6-2.4 3.6 0 0 1.4-1.8 1.5-1.8 3m0 1.4v1"/>'
    ),
    "near": '<path d="M2 9.5c2-4 4-4 6-1.5s4 2.5 6-1.5"/>',
    "dot": '<circle class="solid" cx="8" cy="8" r="4"/>',
    "ring": '<circle cx="8" cy="8" r="4.5"/>',
    "half": '<circle cx="8" cy="8" r="5.5"/><path class="solid" d="M8 2.5a5.5 5.5 0 0 1 0 11z"/>',
    "warning": '<path d="M8 2.2 14.3 13.5H1.7zM8 6.5v3.3m0 1.3v.8"/>',
    "pause": '<path d="M5.5 3v10m5-10v10"/>',
    "lock": '<path d="M3.5 7.2h9v6.3h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
    "sun": (
        '<circle cx="8" cy="8" r="3"/>'
        '<path d="M8 1v2m0 10v2M1 8h2m10 0h2M3 3l1.5 1.5m7 7L13 13m0-10-1.5 1.5m-7 7L3 13"/>'
    ),
    "globe": (
        '<circle cx="8" cy="8" r="6.2"/><path d="M1.8 8h12.4M8 1.8c-4 4-4 8.4 0 12.4 4-4 4-8.4 0-12.4"/>'
    ),
    "bell": '<path d="M3 11.5h10l-1.2-1.8V7a3.8 3.8 0 0 0-7.6 0v2.7zM6.6 13.5h2.8M8 3.2V1.8"/>',
    "search": '<circle cx="7" cy="7" r="4.7"/><path d="m10.5 10.5 3.7 3.7"/>',
    "mark": '<path d="M5.4 6.9 8 2.8l2.6 4.1M2.4 13.2 4.9 8.9l2.5 4.3m1.2 0 2.5-4.3 2.5 4.3"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small sign for the eye only; a word beside it says the same."""
    return mark_safe(  # noqa: S308 - the table above is the only source
        f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{SHAPES[name]}</svg>'
    )


@register.simple_tag
def value(of: Value) -> str:
    """A fact drawn by its kind: status, link, amount, date, number, words; a dash where there is none."""
    match of:
        case None | "":
            return format_html(
                '<span aria-hidden="true">—</span><span class="visually-hidden">{}</span>', gettext("无")
            )
        case Status():
            return render_to_string("core/status.html", {"part": of})
        case Money():
            return render_to_string(
                "core/amount.html", {**amount(of.fen, "wan" if of.wan else "exact"), "bare": not of.unit}
            )
        case Link():
            return format_html('<a href="{}">{}</a>', of.url, of.label)
        case datetime.date():
            return format_html(
                '<time datetime="{}">{}</time>', of.isoformat(), date_format(of, "DATE_FORMAT")
            )
        case bool():
            return gettext("是") if of else gettext("否")
        case int() | float():
            return format_html('<span class="num">{}</span>', f"{of:,}")
        case _:
            return conditional_escape(str(of))


@register.inclusion_tag("core/amount.html")
def amount(fen: int | None, scale: str = "exact", size: str = "") -> Context:
    """Integer 分: `exact` in 元 where it is owed, `wan` in 万元 where it is compared; `large` alone."""
    shown: Amount | None = None if fen is None else amount_of(fen, wan=scale == "wan")
    return {"part": shown, "large": size == "large"}


@register.inclusion_tag("core/status.html")
def status(part: Status) -> Context:
    """A state: word and shape."""
    return {"part": part}


@register.inclusion_tag("core/stepper.html")
def stepper(part: Stepper) -> Context:
    """A course of steps."""
    return {"part": part}


@register.inclusion_tag("core/summary_list.html")
def summary_list(part: SummaryList) -> Context:
    """Facts about one thing."""
    return {"part": part}


@register.inclusion_tag("core/data_table.html")
def data_table(part: DataTable) -> Context:
    """Rows under columns on a screen, cards on a phone."""
    return {"part": part}


@register.inclusion_tag("core/pagination.html")
def pagination(part: Pagination) -> Context:
    """The pages of a list."""
    return {"part": part}


@register.inclusion_tag("core/facets.html")
def facets(part: Facets) -> Context:
    """The form that narrows a list."""
    return {"part": part}


@register.inclusion_tag("core/empty_state.html")
def empty_state(part: EmptyState) -> Context:
    """Nothing to show, and the next step."""
    return {"part": part}


@register.inclusion_tag("core/error_summary.html")
def error_summary(part: ErrorSummary) -> Context:
    """Everything wrong with a form; nothing where all is well."""
    return {"part": part}


@register.inclusion_tag("core/error_summary.html")
def form_errors(form: BaseForm) -> Context:
    """Everything wrong with a Django form; nothing where all is well."""
    return {"part": errors_of(form)}


@register.inclusion_tag("core/form_guard.html")
def form_guard(part: FormGuard) -> Context:
    """The hidden fields of a mutating form; beside `{% csrf_token %}`, never instead of it."""
    return {"part": part}


CONTROL_CLASS = {"select": "form-select", "radio": "form-check-input", "checkbox": "form-check-input"}


@register.inclusion_tag("core/form_field.html")
def form_field(field: BoundField) -> Context:
    """A field of a Django form: label, hint, error and control, tied together for a screen reader."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    css = CONTROL_CLASS.get(kind, "form-control")
    parts = (("hint", field.help_text), ("error", field.errors))
    described = " ".join(f"{field.auto_id}_{name}" for name, there in parts if there)
    widget.attrs["class"] = f"{css} is-invalid" if field.errors else css
    if widget.attrs.get("placeholder") == field.label:
        del widget.attrs["placeholder"]  # the label says it, and stays when something is typed
    if described:
        widget.attrs["aria-describedby"] = described
    if field.errors:
        widget.attrs["aria-invalid"] = "true"
    return {
        "field": field,
        "described": described,
        "group": field.use_fieldset and kind in CONTROL_CLASS,
        "one_box": kind == "checkbox" and not field.use_fieldset,
    }


@register.inclusion_tag("core/upload.html")
def upload(part: Upload) -> Context:
    """A file to hand in, with progress where there is JavaScript."""
    return {"part": part}


@register.inclusion_tag("core/question_card.html", takes_context=True)
def question_card(context: template.Context, part: QuestionCard) -> Context:
    """One question a page."""
    return {"part": part, "csrf_token": context.get("csrf_token"), "guard": context.get("guard")}


@register.inclusion_tag("core/chart.html")
def chart(part: Chart) -> Context:
    """A chart and its table."""
    return {"part": part}


@register.inclusion_tag("core/diff.html")
def diff(part: Diff, form: str = "sides") -> Context:
    """Two texts compared, side by side (`sides`) or in one run (`inline`)."""
    return {"part": part, "inline": form == "inline"}


@register.inclusion_tag("core/clause_quote.html")
def clause_quote(part: ClauseQuote) -> Context:
    """The words of a clause with their source."""
    return {"part": part}


@register.inclusion_tag("core/code.html")
def code(part: Code) -> Context:
    """A number in groups, copied with one click."""
    return {"part": part}


@register.inclusion_tag("core/tree.html")
def tree(part: Tree) -> Context:
    """Reasons, opened one by one."""
    return {"part": part}


@register.inclusion_tag("core/tree_node.html")
def tree_node(part: TreeNode) -> Context:
    """One reason and those below it."""
    return {"part": part}


@register.inclusion_tag("core/demonstration.html")
def demonstration_banner() -> Context:
    """Says on every page of a demonstration that its data are made up."""
    return {"demonstration": settings.DEMONSTRATION}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""  # this installation has no such page; the part leaves its link out


@register.inclusion_tag("core/language_switch.html", takes_context=True)
def language_switch(context: template.Context) -> Context:
    """A form that switches the language (cookie) and comes back to this page."""
    request = context.get("request")
    return {
        "action": _url("set_language"),
        "here": request.get_full_path() if request else "/",
        "others": [
            (code, get_language_info(code)["name_local"])
            for code, _ in settings.LANGUAGES
            if code != get_language()
        ],
    }


@register.inclusion_tag("core/account_menu.html", takes_context=True)
def account_menu(context: template.Context) -> Context:
    """Sign in, or who is signed in and the way out; the project says where one's own account is."""
    return {
        "account_url": context.get("account_url"),
        "user": context.get("user"),
        "csrf_token": context.get("csrf_token"),
        "sign_in_url": _url("account_login"),
        "sign_out_url": _url("account_logout"),
    }
