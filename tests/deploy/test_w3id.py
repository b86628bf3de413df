"""The redirects for w3id.org, by a real Apache httpd, to a real service."""

import shutil
import subprocess
from collections.abc import Iterator

import pyoxigraph
import pytest
import requests
from rdflib import Graph, URIRef

from casus.release.manifest import Release
from casus.terms import namespaces
from casus.terms.names import BASE
from casus.terms.problem import PROBLEM_BASE
from tests.command import free_port
from tests.deploy.programs import DEPLOY, program, replaced
from tests.waiting import eventually

pytestmark = pytest.mark.slow

_CONFIGURATION = """
ServerName w3id.org
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/log
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule rewrite_module {modules}/mod_rewrite.so
DocumentRoot {folder}/www
<Directory {folder}/www>
    AllowOverride All
    Require all granted
</Directory>
"""
KINDS = {
    "": "application/json",
    "dataset": "text/turtle",
    "ontology": "text/turtle",
    "id/armed-forces/lna": "text/turtle",
    "id/questions/identifiers-of-an-actor": "text/html",
    "code/claim-status": "text/turtle",
    "code/claim-status/reported": "text/turtle",
    "problem/busy": "text/html",
    "graph/truthy": "text/turtle",
    "graph/data/libya/events": "text/turtle",
    "shape/Part": "text/turtle",
    "api": "text/turtle",
    "order/claims-label": "text/html",
}
"""One IRI of each kind, and a media type that is asked for."""


@pytest.fixture(scope="module")
def w3id(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("w3id"), free_port()
    folder.chmod(0o755)
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(parent.stat().st_mode | 0o011)
    shutil.copytree(DEPLOY / "w3id", folder / "www")
    rules = folder / "www" / "casus" / ".htaccess"
    rules.write_text(replaced(rules.read_text("utf-8"), {"https://casus.example.org": server}), encoding="utf-8")
    settings = _CONFIGURATION.format(port=port, folder=folder, modules="/usr/lib/apache2/modules")
    (folder / "httpd.conf").write_text(settings, encoding="utf-8")
    command = [program("apache2", "apache2-bin"), "-f", folder / "httpd.conf", "-D", "FOREGROUND"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE)
    url = f"http://127.0.0.1:{port}/casus/"
    try:
        assert eventually(lambda: _answers(url), within_s=10), (folder / "log").read_text()
        yield url
    finally:
        running.terminate()
        with running:
            running.wait(timeout=10)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, allow_redirects=False, timeout=2).status_code == 302
    except requests.ConnectionError:
        return False


@pytest.mark.parametrize(("path", "media_type"), KINDS.items())
def test_an_iri_leads_to_what_is_said_of_it(path: str, media_type: str, w3id: str) -> None:
    answer = requests.get(w3id + path, headers={"Accept": media_type}, timeout=60)
    assert answer.status_code == 200, answer.url
    assert answer.history[0].status_code == 302
    assert answer.headers["Content-Type"].partition(";")[0] == media_type
    if media_type == "text/turtle":
        assert len(Graph().parse(data=answer.text)) > 3


def test_every_kind_of_iri_that_there_is_has_a_rule(release: Release, w3id: str) -> None:
    used = {BASE + kind for kind in ("ontology", "dataset")} | {str(PROBLEM_BASE)}
    used |= {str(each) for each in vars(namespaces).values() if isinstance(each, str) and str(each).startswith(BASE)}
    store = pyoxigraph.Store.read_only(str(release.path / "store"))
    for quad in store:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(BASE):
                used.add(term.value)
    kinds = {each.removeprefix(BASE).partition("#")[0].partition("/")[0] for each in used}
    assert kinds == {path.partition("/")[0] for path in KINDS}


def test_a_vocabulary_term_is_defined_where_its_iri_leads(w3id: str) -> None:
    graph = Graph().parse(data=requests.get(f"{w3id}ontology", headers={"Accept": "text/turtle"}, timeout=30).text)
    assert (URIRef(BASE + "ontology#ArmedForce"), None, None) in graph


def test_what_there_is_not_is_not_redirected(w3id: str) -> None:
    assert requests.get(f"{w3id}nothing/of/the/kind", allow_redirects=False, timeout=10).status_code == 404
    assert requests.get(f"{w3id}id/armed-forces/nobody", timeout=10).status_code == 404
