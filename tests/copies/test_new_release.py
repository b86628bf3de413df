"""A new release on two copies, one after the other: nothing is lost, and no list is put together from two releases."""

import threading
import time
from collections.abc import Iterator

import pytest
import requests

from casus.release.manifest import Release
from tests.conftest import Workshop
from tests.copies import behind
from tests.waiting import eventually
from tools.bench.copies import Copy, behind_nginx, copies

pytestmark = pytest.mark.slow
LIST = "/v1/states?limit=1"
STATES = "".join(
    f'state:{name} a casus:State ; skos:prefLabel "{name.title()}"@en ; dcterms:source source:book .\n'
    for name in ("chad", "niger", "tunisia")
)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """Two, of which the second calls a book something else."""
    workshop = Workshop(tmp_path_factory.mktemp("two"))
    workshop.write("states", STATES)
    first = workshop.build()
    workshop.edit("data/records.ttl", '"A Book"@en', '"A Book of Another Name"@en')
    return [first, workshop.build()]


@pytest.fixture
def pair(releases: list[Release]) -> Iterator[list[Copy]]:
    with copies(2, releases, CASUS_WEB_WORKERS="1", CASUS_CLIENT_REQUESTS="8") as made:
        yield made


def served(copy: Copy) -> str:
    release: str = requests.get(f"{copy.url}/readyz", timeout=10).json()["release"]
    return release


def takes(copy: Copy, release: Release) -> None:
    copy.choose(release.id)
    copy.reload()
    assert eventually(lambda: served(copy) == release.id, within_s=20)


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_a_cursor_of_the_other_release_says_so_and_a_pinned_list_goes_on(
    pair: list[Copy], releases: list[Release]
) -> None:
    ahead, behind_it = pair
    old, new = releases
    takes(ahead, new)
    for first, second, of_first, of_second in ((behind_it, ahead, old, new), (ahead, behind_it, new, old)):
        page = requests.get(first.url + LIST, timeout=10).json()
        following = path_of(page["links"]["next"])
        assert page["release"] == of_first.id

        refused = requests.get(second.url + following, timeout=10)
        assert refused.status_code == 422
        (error,) = refused.json()["errors"]
        assert error["parameter"] == "cursor"
        assert f"of release {of_first.id}, and this is {of_second.id}" in error["detail"]
        assert f"add release={of_first.id}" in error["detail"]

        found = [page["items"][0]["id"]]
        path: str | None = f"{following}&release={of_first.id}"
        for copy in (second, first, second):  # whichever copy the balancer chooses
            assert path is not None
            answer = requests.get(copy.url + path, timeout=10).json()
            assert answer["release"] == of_first.id
            found += [item["id"] for item in answer["items"]]
            path = path_of(answer["links"]["next"]) if answer["links"]["next"] else None
        assert path is None
        assert len(set(found)) == answer["total"]["value"] == 4


@behind.NGINX
def test_a_new_release_behind_the_balancer_loses_nothing_and_mixes_nothing(
    pair: list[Copy], releases: list[Release]
) -> None:
    old, new = releases
    enough = threading.Event()
    seen: list[str] = []
    wrong: list[str] = []

    def ask(url: str, keeps: bool) -> None:
        session = requests.Session()
        while not enough.is_set():
            try:
                answer = (session if keeps else requests).get(f"{url}/v1/sources/book", timeout=30)
                body = answer.json()
                names = {old.id: "A Book", new.id: "A Book of Another Name"}
                if answer.status_code != 200 or names[body["release"]] != body["labels"]["en"]:
                    wrong.append(answer.text)
                seen.append(body["release"])
            except (requests.RequestException, KeyError, ValueError) as error:
                wrong.append(repr(error))
            time.sleep(0.01)

    with behind_nginx(pair) as url:
        clients = [threading.Thread(target=ask, args=(url, keeps)) for keeps in (True, True, False)]
        for client in clients:
            client.start()
        assert eventually(lambda: len(seen) > 20, within_s=20)
        for copy in pair:
            takes(copy, new)
        after = len(seen) + len(clients)
        pair[0].stop()
        assert eventually(lambda: len(seen) > after + 20, within_s=20)
        pair[0].start()
        enough.set()
        for client in clients:
            client.join(40)
    assert wrong == []
    assert set(seen) == {old.id, new.id}
    assert set(seen[after:]) == {new.id}
