"""The docs say what there is, and name nothing that there is not."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casus.app import create_app
from casus.cli import main as command_line
from casus.imports.catalogue import DATASETS
from casus.records.parameters import of_list
from casus.settings import Settings, every_setting
from casus.store.open_release import OpenRelease
from casus.terms.problem import every_problem
from tests.conftest import Workshop
from tools import reference

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
ALL_DOCS = "\n".join(page.read_text("utf-8") for page in sorted(DOCS.rglob("*.md")))

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_NAMED_PATH = re.compile(r"`((?:ontology|api|docs|tests|tools|openapi)/[\w./-]*|[\w-]+\.(?:md|toml|lock))`")
_CURL_URL = re.compile(
    r"^curl (?:--[a-z]+ (?:'[^']*' )?)*'?http://127\.0\.0\.1:8000(/[^'\s]*)(?=['\s])(?! --data)", re.MULTILINE
)
_MADE = ("api/casus/pages/static/built/",)
"""What `make assets` makes, and no checkout has."""


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def names(text: str, name: str) -> bool:
    """Whether the text holds the name as a word of its own."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def headings(text: str) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", _CODE_BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.fixture(scope="module")
def served(app: Flask) -> OpenRelease:
    service: OpenRelease = app.extensions["casus-releases"].served
    return service


def test_the_generated_pages_are_what_the_generator_writes() -> None:
    assert reference.main(["--check"]) == 0, "run 'python -m tools.reference'"


@pytest.mark.parametrize("dataset", DATASETS)
def test_what_becomes_of_every_dataset_is_told(dataset: str) -> None:
    assert re.search(rf"^\| [^|]*`{dataset}`[^|]* \| [^|]+ \| [^|]+ \| [^|]+ \|$", page("importing.md"), re.MULTILINE)


@pytest.mark.parametrize("variable", [setting.variable for setting in every_setting()])
def test_every_setting_is_explained_to_the_operator(variable: str) -> None:
    assert names(page("operating.md"), variable)


@pytest.mark.parametrize("problem", every_problem(), ids=lambda problem: problem.slug)
def test_every_problem_has_a_section_with_its_status(problem: type) -> None:
    assert f"### `{problem.slug}` ({problem.status})\n" in page("problems.md")  # type: ignore[attr-defined]


def test_no_section_explains_a_problem_that_there_is_not() -> None:
    assert set(re.findall(r"^### `([a-z-]+)`", page("problems.md"), re.MULTILINE)) == {p.slug for p in every_problem()}


@pytest.mark.parametrize("command", sorted(command_line.commands))
def test_every_command_is_explained_to_the_operator(command: str) -> None:
    assert names(page("operating.md"), f"casus {command}")


def test_every_route_is_named(app: Flask) -> None:
    assert [
        rule.rule
        for rule in app.url_map.iter_rules()
        if f"`{rule.rule}`" not in ALL_DOCS and not rule.rule.startswith("/v1/questions/")  # as many as there are files
    ] == []


def test_every_collection_is_named_in_the_guide(served: OpenRelease) -> None:
    assert [name for name in served.model.collections if f"`/v1/{name}`" not in page("api.md")] == []


def test_every_type_of_claim_is_named_in_the_guide(served: OpenRelease) -> None:
    types = [t.name for t in served.model.claims.types]
    assert [name for name in types if f"`{name}`" not in page("api.md")] == []


def test_every_filter_is_named(served: OpenRelease) -> None:
    filters = {name for collection in served.model.collections.values() for name in collection.filters}
    assert [name for name in sorted(filters) if f"`{name}`" not in ALL_DOCS] == []


def test_every_parameter_of_lists_is_named_in_the_guide(served: OpenRelease) -> None:
    wanted = {
        name
        for collection in served.model.collections.values()
        for name in of_list(collection, Settings())
        if name not in collection.filters
    }
    assert [name for name in sorted(wanted) if not names(page("api.md"), name)] == []


def test_every_code_list_is_named(served: OpenRelease) -> None:
    lists = {field.code_list for t in served.model.types.values() for field in t.fields if field.code_list}
    assert [name for name in sorted(lists) if f"### {name}\n" not in page("reference.md")] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_file_names_lead_somewhere(path: Path) -> None:
    text = _CODE_BLOCK.sub("", path.read_text("utf-8"))
    broken = []
    for link in _LINK.findall(text):
        if "://" not in link and not link.startswith("mailto:"):
            file, _, anchor = link.partition("#")
            target = path.parent / file if file else path
            if not target.exists() or (anchor and anchor not in headings(target.read_text("utf-8"))):
                broken.append(link)
    named = (name for name in _NAMED_PATH.findall(text) if name not in _MADE)
    broken += [name for name in named if not any((at / name).exists() for at in (ROOT, path.parent))]
    assert broken == []


def test_examples_of_the_guide_that_take_no_query_answer(client: FlaskClient) -> None:
    urls = [
        url
        for name in ("api.md", "finding-records.md", "model.md", "reconciliation.md", "seed-article.md")
        for url in _CURL_URL.findall(page(name))
        if "sparql" not in url
    ]
    assert len(urls) > 15
    mistaken = "/v1/armed-forces?force_type=millitia"  # shows what an error looks like
    assert {url: client.get(url).status_code for url in urls} == {
        url: 422 if url == mistaken else 303 if url.startswith(("/id/", "/code/")) else 200 for url in urls
    }


@pytest.mark.parametrize("name", ["model.md", "adding-data.md"])
def test_turtle_in_the_docs_is_the_turtle_of_the_sources(name: str) -> None:
    written = {
        line.strip() for file in (ROOT / "ontology").rglob("*.ttl") for line in file.read_text("utf-8").splitlines()
    }
    blocks = [text for language, text in _CODE_BLOCK.findall(page(name)) if language == "turtle"]
    lines = [line.strip() for text in blocks for line in text.splitlines()]
    assert len(lines) > 10
    assert [line for line in lines if line and not line.startswith("#") and line not in written] == []


def test_a_property_and_a_class_added_as_the_guide_says_are_served(workshop: Workshop) -> None:
    blocks = [text for language, text in _CODE_BLOCK.findall(page("adding-data.md")) if language == "ttl"]
    property_meaning, property_shape, class_meaning, class_shape = blocks
    last = '"How far it is organized, as UCDP grades groups that are no government."@en ] .'
    workshop.edit("shapes.ttl", last, last.removesuffix(".") + f",\n{property_shape} .")
    for path, added in (("casus.ttl", property_meaning), ("casus.ttl", class_meaning), ("shapes.ttl", class_shape)):
        workshop.append(path, added)
    workshop.write(
        "added",
        """
        <https://w3id.org/casus/id/persons/somebody> a casus:Person ; skos:prefLabel "Somebody"@en ;
            dcterms:description "A person."@en ; dcterms:source source:book .
        force:second a casus:ArmedForce ; skos:prefLabel "Second Force"@en ; casus:forceType force-type:armed-group ;
            casus:foundedBy <https://w3id.org/casus/id/persons/somebody> ; dcterms:source source:book .
        claim:held a casus:Detention ; skos:prefLabel "The force holds somebody."@en ; casus:detainer force:second ;
            casus:claimStatus claim-status:reported ;
            casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
        """,
    )
    workshop.build()
    client = create_app(Settings(var_dir=workshop.var)).test_client()
    founded = client.get("/v1/armed-forces?founders=somebody").get_json()
    held = client.get("/v1/claims?type=Detention&detainer=armed-forces/second").get_json()
    assert [item["id"] for item in founded["items"]] == ["armed-forces/second"]
    assert [item["id"] for item in held["items"]] == ["claims/held"]


@pytest.mark.parametrize(
    "named",
    re.findall(r"`(tests/[\w/.]+(?:::\w+)?)`", page("requirements.md") + (ROOT / "SECURITY.md").read_text("utf-8")),
    ids=lambda named: named.split("::")[-1],
)
def test_every_test_that_shows_a_requirement_or_a_promise_exists(named: str) -> None:
    file, _, name = named.partition("::")

    assert (ROOT / file).exists()
    assert f"def {name}(" in (ROOT / file).read_text("utf-8") if name else True
