"""What is asked of the desk in the access matrix: each address, for a draft in every state, the actor's own and another's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.architecture.desk import MEASURE, a_text
from tests.architecture.world import STANDING, WITHDRAWN, Request, World
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.policy.models import Draft
from zhongchuang.policy.selectors.desk import workbench

Cases = Callable[[World, str], Mapping[str, Request]]
Form = Callable[[Draft | None], Mapping[str, object]]


def nothing(_draft: Draft | None) -> Mapping[str, object]:
    """A form that says no more than which button was pressed."""
    return {}


def drafts(form: Form = nothing, *, query: Mapping[str, str] | None = None, **address: str) -> Cases:
    """One draft in every state, the actor's own where they draft."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        def request(draft: Draft | None) -> Request:
            guard = {
                "row_version": draft.row_version if draft else 1,
                "idempotency_key": new_idempotency_key(),
            }
            key = draft.key if draft else "no-such-draft"
            return Request({"key": key, **address}, query or {}, {**guard, **form(draft)})

        held = world.desk
        found: dict[str, Draft | None] = {
            "open": held.open,
            "submitted": held.measured if address.get("name") == MEASURE else held.submitted,
            "published": held.published,
            "missing": None,
        }
        if who in held.own:
            found = {"own": held.own[who], "own submitted": held.own_submitted[who], **found}
            if address.get("name") == MEASURE:
                del found["own submitted"]
        return {state: request(draft) for state, draft in found.items()}

    return cases


def a_warning(draft: Draft | None) -> Mapping[str, object]:
    """The first warning of the draft with a note; these texts have none, and are told so on the page."""
    return {"warning": "no-such-warning", "note": "核对过。"}


def a_proposal(draft: Draft | None) -> Mapping[str, object]:
    """The first proposal, declined."""
    found = workbench(draft).proposals if draft else ()
    return {"do": "decline", "proposal": found[0].key if found else ""}


def a_head(draft: Draft | None) -> Mapping[str, object]:
    """The particulars with another rank."""
    return {
        "title": "示例市人民政府关于示例工作的意见",
        "issuers": "示例市人民政府",
        "issued": "2022-03-01",
        "rank": "rules",
        "state": "valid",
        "id": draft.document_slug if draft else "none",
    }


def documents(form: Mapping[str, object]) -> Cases:
    """Published documents at the desk."""

    def cases(_world: World, _who: str) -> Mapping[str, Request]:
        named = {"standing": STANDING, "withdrawn": WITHDRAWN, "missing": "no-such"}
        return {
            state: Request({"slug": slug}, form={"idempotency_key": new_idempotency_key(), **form})
            for state, slug in named.items()
        }

    return cases


def new_text(_world: World, _who: str) -> Mapping[str, Request]:
    """A text pasted."""
    form = {"place": "990100", "text": a_text()}
    return {"any": Request(form={"idempotency_key": new_idempotency_key(), **form})}


DESK: Mapping[str, Cases] = {
    "policy:desk_new": new_text,
    "policy:desk_document": documents({}),
    "policy:desk_amend": documents({}),
    "policy:desk_end": documents({"kind": "lapsed", "on": "2027-01-01", "source": "示例公报"}),
    "policy:desk_warning": drafts(a_warning),
    "policy:desk_mend": drafts(lambda _draft: {"heading": ""}, query={"ref": "一"}, op="heading"),
    "policy:desk_head": drafts(a_head),
    "policy:desk_places": drafts(),
    "policy:desk_ends": drafts(
        lambda _draft: {"document": "shi-2020-1", "kind": "lapsed", "on": "2027-01-01", "source": "示例公报"}
    ),
    "policy:desk_classes": drafts(lambda _draft: {"class": "二|principle"}),
    "policy:desk_measure": drafts(lambda _draft: {"do": "save", "clause": "一", "id": MEASURE}, name=MEASURE),
    "policy:desk_fact": drafts(
        lambda _draft: {
            "name": "made_up",
            "type": "boolean",
            "label_zh": "虚构",
            "label_en": "Made up",
            "question_zh": "是虚构的吗？",
            "question_en": "Is it made up?",
        },
        name="new",
    ),
    "policy:desk_proposals": drafts(a_proposal),
    "policy:desk_return": drafts(lambda _draft: {"reason": "请再核对。"}),
    "policy:desk_work": drafts(),
    "policy:desk_measures": drafts(),
    "policy:desk_check": drafts(),
    "policy:desk_submit": drafts(),
    "policy:desk_take_back": drafts(),
    "policy:desk_review": drafts(),
    "policy:desk_publish": drafts(),
    "policy:desk_history": drafts(),
    "policy:desk_undo": drafts(),
    "policy:desk_redo": drafts(),
    "policy:desk_discard": drafts(),
}
"""What is asked of each address of the desk."""
