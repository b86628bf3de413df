"""The index as the build writes it: what the shapes name, in an order of its own, and nobody's to change."""

import json
from pathlib import Path

import tantivy

from casus.compiler.build import build
from casus.release.manifest import Release
from casus.release.search_fields import CLASS, COLLECTION, START, STORED, TEXT, WHOLE, WORD, schema
from tests.conftest import Workshop

_PRESS = """
publisher:press a casus:Publisher ; skos:prefLabel "Press"@en ; casus:publishes source-type:book .
"""


def searcher(release: Release) -> tantivy.Searcher:
    return tantivy.Index.open(str(release.search_path)).searcher()


def found(release: Release, field: str, term: str) -> list[str]:
    """The slugs of the records with that term, in the order of the index."""
    search = searcher(release)
    query = tantivy.Query.const_score_query(tantivy.Query.term_query(schema(), field, term, index_option="basic"), 1.0)
    hits = search.search(query, limit=100).hits
    return [str(json.loads(search.doc(address)[STORED][0])["iri"]).rsplit("/", 1)[-1] for _, address in hits]


def test_every_record_of_a_release_is_one_document_of_one_segment(release: Release) -> None:
    search = searcher(release)

    assert search.num_docs == release.manifest.classes["https://w3id.org/casus/ontology#Record"]
    assert search.num_segments == 1


def test_names_are_indexed_whole_by_word_and_by_first_letters_and_texts_by_word(workshop: Workshop) -> None:
    workshop.write(
        "more",
        """
        force:second a casus:ArmedForce ; skos:prefLabel "Al-Kaniyat Brigade"@en , "لواء الكانيات"@ar ;
            skos:altLabel "Ninth"@en ; dcterms:description "Armed group of Tarhuna."@en ;
            casus:forceType force-type:armed-group ; dcterms:source source:book .
        """,
    )
    release = workshop.build()

    assert found(release, WHOLE, "al kaniyat brigade") == found(release, WHOLE, "ninth") == ["second"]
    assert found(release, WORD, "الكانيات") == found(release, WORD, "كانيات") == ["second"]
    assert found(release, START, "kan") == found(release, START, "ka") == found(release, START, "nin") == ["second"]
    assert found(release, TEXT, "tarhuna") == ["second"]
    assert found(release, WORD, "tarhuna") == found(release, START, "tar") == []
    assert found(release, COLLECTION, "armed-forces") == found(release, CLASS, "Actor")[1:] == ["first", "second"]


def test_equals_come_by_the_rank_of_their_collection_then_short_names_first_then_by_name(workshop: Workshop) -> None:
    workshop.write(
        "more",
        """
        force:long a casus:ArmedForce ; skos:prefLabel "Book of the Long Name"@en ;
            casus:forceType force-type:armed-group ; dcterms:source source:book .
        force:zed a casus:ArmedForce ; skos:prefLabel "Zed Book"@en ;
            casus:forceType force-type:armed-group ; dcterms:source source:book .
        claim:says a casus:Assessment ; skos:prefLabel "Book."@en ; casus:about force:zed ;
            casus:claimStatus claim-status:reported ;
            casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
        """,
    )

    assert found(workshop.build(), WORD, "book") == ["zed", "long", "book", "says"]


def test_a_property_that_the_shapes_mark_is_searched_without_a_line_of_python(workshop: Workshop) -> None:
    carried = 'source:book a casus:Source ; casus:carriedBy "Press of Nowhere" ;'
    workshop.edit("data/records.ttl", "source:book a casus:Source ;", carried + " casus:publishedBy publisher:press ;")
    workshop.write("press", _PRESS)
    before = workshop.build()
    carrier = 'sh:path casus:carriedBy ; sh:codeIdentifier "carried_by" ; sh:name "Carried by"@en ; sh:order 36 ;\n'
    marked = carrier + '          sh:datatype xsd:string ; sh:minLength 1 ; sh:maxCount 1 ; api:search "{}" ;'
    workshop.edit("shapes.ttl", marked.format("text"), marked.format("name"))
    after = workshop.build()

    assert (found(before, WORD, "nowhere"), found(before, TEXT, "nowhere")) == ([], ["book"])
    assert (found(after, WORD, "nowhere"), found(after, TEXT, "nowhere")) == (["book"], [])


def test_the_index_lets_anyone_read_it_and_nobody_wait(workshop: Workshop) -> None:
    files = list(workshop.build().search_path.iterdir())

    assert {file.stat().st_mode & 0o777 for file in files} == {0o644}
    assert [file.name for file in files if file.suffix == ".lock"] == []


def test_sources_without_shapes_make_an_index_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.ttl").write_text("<https://example.org/a> a <https://example.org/B> .")

    assert searcher(build(tmp_path / "sources", tmp_path / "var")).num_docs == 0
