"""The first content of a draft: of a text just read, or of a document that is published."""

from __future__ import annotations

from dataclasses import replace

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.drafting.content import DraftContent, Entry, EntryKind, Head, NewPack, NewPlace
from zhongchuang.policy.drafting.entries import entries_in
from zhongchuang.policy.drafting.naming import document_id, free_name, latin
from zhongchuang.policy.drafting.provinces import PROVINCE_BY_CODE
from zhongchuang.policy.packs.schema import Pack, PackDocument, RuleBook

NATION = "000000"


class PlaceUnknown(Exception):
    """A place that is neither in the packs nor a province: its name has to be given."""


def content_of_text(
    book: RuleBook, reading: Document, text: str, place: str, new_place: NewPlace | None = None
) -> DraftContent:
    """What a draft of a text holds at first: the particulars as read, its place and pack. Raises PlaceUnknown."""
    own, places, new_pack = pack_for(book, place, () if new_place is None else (new_place,), None)
    name = document_id(reading.number, reading.title, text)
    head = Head(
        id=name,
        pack=own,
        place=place,
        title=reading.title or "",
        number=reading.number,
        issuers=reading.issuers,
        issued=reading.date,
        effective_from=reading.effective_from,
        expires=reading.expires,
    )
    return DraftContent(head, pack=new_pack, places=places)


def pack_for(
    book: RuleBook, place: str, given: tuple[NewPlace, ...], named: NewPack | None
) -> tuple[str, tuple[NewPlace, ...], NewPack | None]:
    """The pack of a place; the places that have to be added; the pack to be made where there is none. Raises PlaceUnknown."""
    places = tuple(row for row in given if row.code not in book.places)
    if place not in book.places and all(row.code != place for row in places):
        province = PROVINCE_BY_CODE.get(place)
        if province is None:
            raise PlaceUnknown(place)
        places = (NewPlace(place, province.zh, province.en, NATION), *places)
    there = next((pack for pack in book.packs.values() if pack.place == place), None)
    if there is not None:
        return there.id, places, None
    new = _new_pack(book, place, places)
    if named is not None:
        new = replace(new, id=free_name(named.id, book.packs), zh=named.zh, en=named.en)
    return new.id, places, new


def _new_pack(book: RuleBook, place: str, new: tuple[NewPlace, ...]) -> NewPack:
    """A pack under that of the nearest place above which has one, called by its province or by its sounds."""
    places: dict[str, tuple[str, str, str | None]] = {row.code: (row.zh, row.en, row.parent) for row in new}
    places |= {code: (row.name.zh, row.name.en, row.parent) for code, row in book.places.items()}
    zh, en, above = places[place]
    packs = {pack.place: pack.id for pack in book.packs.values()}
    while above is not None and above not in packs:
        above = places[above][2] if above in places else None
    province = PROVINCE_BY_CODE.get(place)
    wanted = province.pack if province is not None else latin(zh.removesuffix("市").removesuffix("区"))
    return NewPack(free_name(wanted, book.packs), place, packs[above] if above is not None else None, zh, en)


def content_of_published(book: RuleBook, document_id: str) -> DraftContent:
    """What a draft holds that begins from a published document. Raises KeyError where there is none of the id."""
    pack = next((pack for pack in book.packs.values() if document_id in pack.documents), None)
    if pack is None:
        raise KeyError(document_id)
    document = pack.documents[document_id]
    entries: dict[EntryKind, tuple[Entry, ...]] = {}
    for kind in EntryKind:
        if kind in (EntryKind.FACT, EntryKind.BASIS):
            continue  # shared by the documents of a place: only additions belong to a draft
        rows = [row.entry for row in entries_in(book.files, pack.id, kind)]
        entries[kind] = tuple(row for row in rows if _is_of(row, kind, pack, document_id))
    return DraftContent(
        head=_head(document, pack),
        opened=True,
        mends=document.mends,
        settled=document.settled,
        classes=dict(document.classes),
        entries=entries,
    )


def _is_of(row: Entry, kind: EntryKind, pack: Pack, document_id: str) -> bool:
    """Whether an entry belongs to a document; an example does where it expects something of one of its measures."""
    if kind is not EntryKind.EXAMPLE:
        return row.get("document") == document_id
    own = {m.id.partition("/")[2] for m in pack.measures if m.clause.document == document_id}
    expected = row.get("expect")
    return isinstance(expected, dict) and any(name.removeprefix(f"{pack.id}/") in own for name in expected)


def _head(document: PackDocument, pack: Pack) -> Head:
    note = document.state_note
    return Head(
        id=document.id,
        pack=pack.id,
        place=pack.place,
        title=document.title,
        title_source=document.title_source or "text",
        number=document.number,
        issuers=document.issuers,
        issued=document.issued,
        issued_source=document.issued_source or "text",
        issued_unconfirmed=document.issued_unconfirmed,
        rank=document.rank,
        state=document.state,
        state_note=(note.zh, note.en) if note.zh else None,
        effective_from=document.effective_from,
        expires=document.expires,
        version=document.version,
    )
