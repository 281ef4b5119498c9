"""The head: who, when, how far it holds, what it refers to, and what only this platform says of it."""

from __future__ import annotations

import datetime

from lxml import etree

from zhongchuang.policy.documents.akoma_ntoso.names import UNDATED_DAY, Names
from zhongchuang.policy.documents.akoma_ntoso.xml import add, add_own
from zhongchuang.policy.documents.model import Relation

EDITOR = "#zhongchuang"
ROLES = {"lead": "牵头单位", "cooperating": "配合单位", "joint": "责任单位", "author": "发文机关"}
IN_FORCE = "period_in_force"


def write(act: etree._Element, names: Names) -> None:
    """<meta> of the whole document."""
    meta = add(act, "meta")
    identification(meta, names, None)
    if names.work.issued is not None:
        add(
            meta,
            "publication",
            date=names.work.issued.isoformat(),
            name="issued",
            showAs="成文",
            **({"number": names.work.number} if names.work.number else {}),
        )
    _life_cycle(meta, names)
    _analysis(meta, names)
    _time(meta, names)
    _references(meta, names)
    _own(meta, names)


def identification(meta: etree._Element, names: Names, annex: int | None) -> None:
    """<identification>: the work, its text in Chinese, and this file. `annex` is the position of an annex."""
    found = add(meta, "identification", source=EDITOR)
    component, work = names.component(annex), names.work
    part = add(found, "FRBRWork")
    add(part, "FRBRthis", value=f"{names.uri}/{component}")
    add(part, "FRBRuri", value=names.uri)
    if work.title:
        add(part, "FRBRalias", value=work.title, name="title")
    _date(part, work.issued, "成文日期")
    for issuer in work.issuers:
        add(part, "FRBRauthor", href=f"#{names.organisation(issuer)}", as_="#author")
    if not work.issuers:
        add(part, "FRBRauthor", href="#unknown", as_="#author")
    add(part, "FRBRcountry", value="cn")
    if work.number:
        add(part, "FRBRnumber", value=work.number)
    if work.title:
        add(part, "FRBRname", value=work.title)
    add(part, "FRBRprescriptive", value="true" if annex is None else "false")
    add(part, "FRBRauthoritative", value="false")  # the paper with the seal is
    part = add(found, "FRBRExpression")
    add(part, "FRBRthis", value=f"{names.expression}/{component}")
    add(part, "FRBRuri", value=names.expression)
    _date(part, work.issued, "成文日期")
    add(part, "FRBRauthor", href=EDITOR, as_="#editor")
    add(part, "FRBRversionNumber", value=str(work.version))
    add(part, "FRBRlanguage", language="zho")
    part = add(found, "FRBRManifestation")
    add(part, "FRBRthis", value=f"{names.expression}/{component}.xml")
    add(part, "FRBRuri", value=f"{names.expression}.xml")
    _date(part, work.issued, "成文日期")
    add(part, "FRBRauthor", href=EDITOR, as_="#editor")
    add(part, "FRBRformat", value="application/akn+xml")


def _date(parent: etree._Element, day: datetime.date | None, name: str) -> None:
    if day is None:
        add(parent, "FRBRdate", date=UNDATED_DAY, name="undated")
    else:
        add(parent, "FRBRdate", date=day.isoformat(), name=name)


def _life_cycle(meta: etree._Element, names: Names) -> None:
    """Issued, came into force, ended: as far as days are known. A state without a day stands among our own statements."""
    work = names.work
    events = [
        ("e_issued", work.issued, "generation", None),
        ("e_from", work.effective_from, "generation", IN_FORCE),
    ]
    events.append(("e_until", work.expires, "repeal", IN_FORCE))
    known = [(e_id, day, kind, refers) for e_id, day, kind, refers in events if day is not None]
    if not known:
        return
    cycle = add(meta, "lifecycle", source=EDITOR)
    for e_id, day, kind, refers in known:
        given = {"refersTo": f"#{refers}"} if refers else {}
        add(cycle, "eventRef", eId=e_id, date=day.isoformat(), type=kind, source="#original", **given)


def _time(meta: etree._Element, names: Names) -> None:
    """The time in force, where a day of it is known."""
    work = names.work
    if work.effective_from is None and work.expires is None:
        return
    group = add(add(meta, "temporalData", source=EDITOR), "temporalGroup", eId="force")
    bounds = {"start": "#e_from"} if work.effective_from else {}
    bounds |= {"end": "#e_until"} if work.expires else {}
    add(group, "timeInterval", refersTo=f"#{IN_FORCE}", **bounds)


def _analysis(meta: etree._Element, names: Names) -> None:
    """What the text repeals. How it amends another is not read, so it is not said here but among our own statements."""
    repealed = [c for c in names.document.citations if c.relation is Relation.REPEALS]
    if not repealed:
        return
    active = add(add(meta, "analysis", source=EDITOR), "activeModifications")
    for number, citation in enumerate(repealed, start=1):
        mod = add(active, "textualMod", eId=f"am_{number}", type="repeal")
        add(mod, "source", href=f"#{names.id_of(citation.ref) or 'body'}")
        add(mod, "destination", href=names.cited(citation.title, citation.number))


def _references(meta: etree._Element, names: Names) -> None:
    """Everything an id in the text leads to: the original, cited works, organisations, roles, the time in force."""
    found = add(meta, "references", source=EDITOR)
    add(found, "original", eId="original", href=names.expression, showAs=names.work.title or names.work.slug)
    for number, (title, doc_number, _relation) in enumerate(names.citations, start=1):
        shown = "".join((f"《{title}》" if title else "", doc_number or "")) or "未写明的文件"
        add(found, "activeRef", eId=f"ref_{number}", href=names.cited(title, doc_number), showAs=shown)
    editor = "/ontology/organization/zhongchuang"
    add(found, "TLCOrganization", eId="zhongchuang", href=editor, showAs="众创台")
    if not names.work.issuers:
        add(found, "TLCOrganization", eId="unknown", href="/ontology/organization/unknown", showAs="未写明")
    for name in names.organisations:
        e_id = names.organisation(name)
        add(found, "TLCOrganization", eId=e_id, href=f"/ontology/organization/cn/{e_id}", showAs=name)
    for role, label in {**ROLES, "editor": "编录"}.items():
        add(found, "TLCRole", eId=role, href=f"/ontology/role/cn/{role}", showAs=label)
    add(found, "TLCConcept", eId=IN_FORCE, href="/ontology/concept/cn/in-force", showAs="施行期间")
    if names.work.place is not None:
        code, name = names.work.place
        add(found, "TLCLocation", eId="place", href=f"/ontology/place/cn/{code}", showAs=name)


def _own(meta: etree._Element, names: Names) -> None:
    """What the standard has no word for: the state as the platform holds it, relations, and where to read it here."""
    work = names.work
    own = add(meta, "proprietary", source=EDITOR)
    add_own(own, "state", work.state_note or None, value=work.state)
    if work.place is not None:
        add_own(own, "place", work.place[1], code=work.place[0])
    if work.address:
        add_own(own, "page", href=work.address)
    for citation in names.document.citations:
        at = names.id_of(citation.ref)
        clause = {"clause": at} if at else {}
        add_own(own, "relation", reference=names.citation(citation), kind=citation.relation.value, **clause)
    for warning in names.document.warnings:
        at = names.id_of(warning.ref)
        clause = {"clause": at} if at else {}
        add_own(own, "defect", warning.message, code=warning.code.value, **clause)
