"""The service at a URL, as a researcher asks it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from casus_client import frames
from casus_client.contract import ROWS, Contract
from casus_client.problem import Problem

if TYPE_CHECKING:
    import pandas as pd

_JSON = {"Accept": "application/json"}
_WAITS = Retry(
    total=3,
    allowed_methods=None,  # everything is read-only
    status_forcelist=[429, 503],
    backoff_factor=0.5,
    raise_on_status=False,  # the last answer is a problem, which says more
)
"""How often it asks again: after the seconds that `Retry-After` says, or some."""


class Casus:
    """The service at `url`; with `release`, all answers come from that release.

    A path is what stands behind `/v1/`: a list (`claims`), a record (`armed-forces/lna`), `network`, `crosswalks/cow`.
    Parameters are those of the API. A parameter that is a word of Python has an underscore behind it (`from_`, `not_`);
    several values are a list. What is refused raises `Problem`.
    """

    def __init__(self, url: str, release: str | None = None, *, timeout_s: float = 60) -> None:
        self.url = url.rstrip("/")
        self.release = release
        self._timeout_s = timeout_s
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "casus-client/0.1.0"
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=_WAITS))

    def __repr__(self) -> str:
        return f"Casus({self.url!r}, release={self.release!r})"

    def pin(self) -> Casus:
        """The same service, held to the release that it serves now."""
        return Casus(self.url, self.release or self._asked("/").json()["release"], timeout_s=self._timeout_s)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """What a path answers in JSON."""
        body: dict[str, Any] = self._path(path, _JSON["Accept"], query).json()
        return body

    def record(self, id: str, **query: Any) -> dict[str, Any]:
        """A record with all its fields, by its id."""
        return self.get(id, **query)

    def list(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every item of a list, of all its pages and of one release; with `limit`, so many at most."""
        answer = self._path(path, "application/x-ndjson, application/json;q=0.5", query, stream=True)
        return self._items(answer, whole="limit" not in query)

    def frame(self, path: str, **query: Any) -> pd.DataFrame:
        """A list as a table: references as ids, beside them `.type` and `.label`, and columns of their types.

        `attrs` of the frame has its `release` and the `url` that gives the same table again.
        """
        answer = self._path(path, "text/csv", {"format": "csv", **query})
        frame = frames.of_csv(answer.content, lambda column: self._contract.kind(f"/v1/{path}", column))
        url = answer.links.get("canonical", {}).get("url", answer.url)
        frame.attrs.update(url=url, release=parse_qs(urlsplit(url).query).get("release", [None])[0])
        return frame

    def question(self, name: str, **parameters: Any) -> pd.DataFrame:
        """The answer of a competency question; `attrs` has its `release`, `cite_as` and the `note` on its limits."""
        body = self.get(f"questions/{name}", **parameters)
        frame = frames.of_rows(body["rows"], [column["name"] for column in body["question"]["columns"]])
        frame.attrs.update(release=body["release"], cite_as=body["cite_as"], note=body["question"]["note"])
        return frame

    def search(self, q: str, **query: Any) -> Iterator[dict[str, Any]]:
        """What has such a name, in any script and with typing errors, the likest first."""
        return self.list("search", q=q, **query)

    def lookup(self, scheme: str, value: str | int, **query: Any) -> dict[str, Any]:
        """The records with a code of another scheme (`items`), and those with the same in others (`look_alikes`)."""
        return self.get("lookup", scheme=scheme, value=value, **query)

    def sparql(self, query: str) -> pd.DataFrame:
        """The result of a SELECT: numbers and dates by their datatypes, records by their ids."""
        accept = {"Accept": "application/sparql-results+json"}
        held = {"release": self.release} if self.release else {}
        answer = self._answer("POST", f"{self.url}/sparql", params=held, data={"query": query}, headers=accept)
        return frames.of_bindings(answer.json())

    def cite(self, path: str | None = None, format: str | None = None) -> str:
        """How to cite a record or a list, or else the release: a sentence, or `format` (`bibtex`, `ris`, `csl`)."""
        if path is None:
            path = f"releases/{self.pin().release}"
        if format is None:
            return str(self.get(path)["cite_as"])
        return self._path(path, "*/*", {"format": format}).content.decode("utf-8")

    @cached_property
    def _contract(self) -> Contract:
        return Contract(self._asked("/openapi.json").json())

    def _items(self, answer: requests.Response, whole: bool) -> Iterator[dict[str, Any]]:
        """The items of an answer, and if the whole list is wanted, of the pages behind it."""
        with answer:
            if "ndjson" in answer.headers["Content-Type"]:  # all of them in one answer
                yield from (json.loads(line) for line in answer.iter_lines(65_536) if line)
                return
            page = answer.json()
        yield from next(page[name] for name in ROWS if name in page)
        following = page.get("links", {}).get("next")
        if whole and following:
            held = {} if "release" in parse_qs(urlsplit(following).query) else {"release": page["release"]}
            yield from self._items(self._answer("GET", following, params=held, headers=_JSON), whole)

    def _path(self, path: str, accept: str, query: dict[str, Any], stream: bool = False) -> requests.Response:
        sent = list(self._pairs(path, query))
        if self.release and "release" not in query:
            sent.append(("release", self.release))
        url = f"{self.url}/v1/{quote(path, safe='/')}"
        return self._answer("GET", url, params=sent, headers={"Accept": accept}, stream=stream)

    def _pairs(self, path: str, query: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """The parameters as the URL has them."""
        for word, value in query.items():
            name = word.removesuffix("_")
            if value is None:
                continue
            if isinstance(value, str) or not isinstance(value, Iterable):
                yield name, _text(value)
            elif self._contract.takes_commas(f"/v1/{path}", name):
                yield name, ",".join(map(_text, value))
            else:
                yield from ((name, _text(each)) for each in value)

    def _asked(self, path: str) -> requests.Response:
        return self._answer("GET", self.url + path, headers=_JSON)

    def _answer(self, method: str, url: str, **sent: Any) -> requests.Response:
        answer = self._session.request(method, url, timeout=self._timeout_s, **sent)
        if not answer.ok:
            raise Problem.of(answer)
        return answer


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
