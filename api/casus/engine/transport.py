"""Requests to an engine: connections that are kept, time limits, retries, bounded answers, no redirects.

rdflib 7.6's own connector has none of these: it calls urllib's urlopen, which connects anew for each query, waits for
ever, follows a redirect anywhere and reads whatever comes. requests has connections and digest authentication; what
stands here is the time of a request as a whole, with its retries, which urllib3's Retry does not know: it sleeps and
tries on when nobody waits any more.
"""

import random
import re
import select
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from typing import IO, Any, Final, NoReturn, cast

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from casus.engine.address import Address
from casus.engine.problems import EngineDown, EngineFailed, EngineRefused, EngineSlow
from casus.terms import deadline

_CONNECT_S: Final = 3.0
"""An engine that is there accepts at once. What has minutes may take a tenth of them, because so long may a piece of a
large body wait for the engine to read on."""
_LOOK_S: Final = 0.2
"""How often it is looked whether whoever asked still waits."""
_TRIES: Final = 3
_BACK_OFF_S: Final = 0.2
"""Before the second try; three times as long before the third."""
_AGAIN: Final = (429, 502, 503, 504)
"""An engine, or a proxy before it, that may be there in a moment."""
_CONNECTIONS: Final = 32
_EXCERPT: Final = 500
"""Characters of an engine's own words for the log."""
_ECHO: Final = (b"x-sparql-default-graph:", b"x-sparql-named-graph:")
_ECHOES: Final = 10_000
"""As many are passed over."""
_QUERY_TEXT: Final = re.compile(r"""(?<!\w)(?:'[^']*(?:'|$)|"[^"]*(?:"|$)|<[^<>]*(?:>|$))|SPARQL query:.*""")
"""What engines quote of a query, which is no matter of a log: Virtuoso all of it, others the word that they stop at."""


class Transport:
    """Speaks to one engine. Threads may share it. It may be made before a fork: it connects with the first request."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = False  # no proxies and no credentials of the environment
        self._session.cookies.set_policy(_NoCookies())
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(pool_connections=4, pool_maxsize=_CONNECTIONS))
        self._auth: dict[str, AuthBase] = {}

    @contextmanager
    def answer(
        self,
        method: str,
        url: str,
        seconds: float,
        *,
        params: Mapping[str, str] | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        accepted: tuple[int, ...] = (200,),
        again: bool = True,
    ) -> Iterator["Answer"]:
        """The answer to a request that may be repeated; its connection is closed unless all of it was read.

        `seconds` are for everything, the reading of the answer too. `again`: whether to try again when the engine says
        that it cannot now; one that cannot be reached is tried again in any case. Raises EngineDown, EngineSlow and
        EngineFailed, and OutOfTime when nobody waits any more.
        """
        until = time.monotonic() + seconds
        asked = {"params": params, "data": data, "headers": {"Accept-Encoding": "gzip", **(headers or {})}}
        response = self._sent(method, url, seconds, until, asked, again)
        try:
            answer = Answer(self.address.host, response.raw, response.headers, seconds, until)
            if response.status_code not in accepted:
                self._refused(response.status_code, answer, again, quotes_queries=url == self.address.query_url)
            yield answer
        finally:
            response.close()

    def _sent(
        self, method: str, url: str, seconds: float, until: float, asked: dict[str, Any], again: bool
    ) -> requests.Response:
        """The head of the answer, after as many tries as it takes."""
        tries = 0
        while True:
            deadline.check_wanted()
            left = until - time.monotonic()
            if left <= 0:
                raise EngineSlow.at(self.address.host, seconds)
            try:
                response = self._session.request(
                    method,
                    url,
                    **asked,
                    auth=self._auth.get(url),
                    timeout=(min(max(_CONNECT_S, seconds / 10), left), left),
                    allow_redirects=False,
                    stream=True,
                )
            except requests.exceptions.ReadTimeout as error:
                raise EngineSlow.at(self.address.host, seconds) from error
            except requests.exceptions.RequestException as error:
                reason = f"{type(error).__name__}: {error}"
                tries += 1
                if tries >= _TRIES or not self._rested(tries, until):
                    raise EngineDown.at(self.address.host, reason) from error
                continue
            if response.status_code == 401 and self._knows_how_to_open(url, response):
                response.close()
                continue
            tries += 1
            may_try = again and response.status_code in _AGAIN and tries < _TRIES
            if not (may_try and self._rested(tries, until)):
                return response
            response.close()

    def _rested(self, tries: int, until: float) -> bool:
        """Wait before the next try; False when there is no time for one."""
        pause = _BACK_OFF_S * 3 ** (tries - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - not to come all at once
        if time.monotonic() + pause >= until:
            return False
        time.sleep(pause)
        return True

    def _knows_how_to_open(self, url: str, response: requests.Response) -> bool:
        """Choose what the door asks for (RFC 7616, RFC 7617). A door that asks for nothing never sees a credential."""
        if url in self._auth or not self.address.user:
            return False
        challenge = response.headers.get("WWW-Authenticate", "").lower()
        user, password = self.address.user, self.address.password
        if "digest" in challenge:
            self._auth[url] = HTTPDigestAuth(user, password)
        else:  # as bytes: of texts, requests takes Latin-1
            self._auth[url] = HTTPBasicAuth(user.encode(), password.encode())
        return True

    def _refused(self, status_code: int, answer: "Answer", again: bool, quotes_queries: bool) -> NoReturn:
        """Raise what an answer means that is none."""
        body = b""
        with suppress(EngineDown, EngineSlow):  # what is there of its words is enough
            while len(body) < 4 * _EXCERPT and (piece := answer.read(4 * _EXCERPT)):
                body += piece
        said = body[: 4 * _EXCERPT].decode("utf-8", "replace")
        said = " ".join(said.split())
        if quotes_queries:
            said = _QUERY_TEXT.sub("...", said)
        said = said[:_EXCERPT]
        if again and status_code in _AGAIN:
            raise EngineDown.at(self.address.host, f"HTTP {status_code}: {said}")
        raise EngineRefused.with_status(self.address.host, status_code, said)


class Answer:
    """A body that is read within the time and no further than a limit, as binary files are."""

    def __init__(
        self, host: str, raw: BaseHTTPResponse, headers: Mapping[str, str], seconds: float, until: float
    ) -> None:
        self.headers = headers
        self._host = host
        self._raw = raw
        self._seconds = seconds
        self._until = until
        self._bytes = 0

    def read(self, size: int = 65536) -> bytes:
        """The next piece, empty at the end. Raises EngineDown where it breaks off, EngineSlow, and OutOfTime."""
        deadline.check_wanted()
        if time.monotonic() > self._until:
            raise EngineSlow.at(self._host, self._seconds)
        try:
            piece = self._raw.read1(size, decode_content=True)  # what is there; read would wait for all of it
        except (ReadTimeoutError, TimeoutError) as error:
            raise EngineSlow.at(self._host, self._seconds) from error
        except (HTTPError, OSError) as error:
            raise EngineDown.at(self._host, f"the answer breaks off: {error}") from error
        return piece or b""

    def whole(self, most: int) -> bytes:
        """All of it. Raises EngineFailed for more bytes than that, beside what `read` raises."""
        pieces = []
        left = most
        while piece := self.read():
            left -= len(piece)
            if left < 0:
                raise EngineFailed.at(self._host, f"an answer of more than {most} bytes")
            pieces.append(piece)
        return b"".join(pieces)


class _NoCookies(DefaultCookiePolicy):
    """An engine has no session of ours to remember."""

    def set_ok(self, cookie: Any, request: Any) -> bool:
        return False


class _WithoutEchoes:
    """A head without the graphs of the question, of which Virtuoso says each again in a header of its own.

    http.client refuses more than 100 headers, which no setting of Python 3.11 changes: a release of 94 graphs would
    have no answer, and neither has `ASK { GRAPH <one that is not there> { ... } }` on one of 92.
    """

    def __init__(self, whole: IO[bytes]) -> None:
        self._whole = whole
        self._left = _ECHOES
        self.close = whole.close

    def readline(self, size: int = -1) -> bytes:
        """The next line that is no echo."""
        line = self._whole.readline(size)
        while self._left and line[:31].lower().startswith(_ECHO) and line.endswith(b"\n"):
            self._left -= 1
            line = self._whole.readline(size)
        return line


class _Response(HTTPResponse):
    """One whose head may be that of Virtuoso."""

    def begin(self) -> None:
        whole = self.fp
        self.fp = head = cast(Any, _WithoutEchoes(whole))
        try:
            super().begin()
        finally:
            if self.fp is head:
                self.fp = whole


class _Watching(HTTPConnection):
    """Looks, while it waits for an answer to begin, whether whoever asked still waits."""

    response_class = _Response

    def getresponse(self) -> Any:
        _wait(self)
        return super().getresponse()


class _WatchingTls(HTTPSConnection):
    """The same."""

    response_class = _Response

    def getresponse(self) -> Any:
        _wait(self)
        return super().getresponse()


def _wait(connection: HTTPConnection) -> None:
    """Return when something can be read. Raises TimeoutError, and OutOfTime when nobody waits any more."""
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    until = time.monotonic() + (connection.timeout or 0.0)  # of reading, by now
    while not poll.poll(_LOOK_S * 1000):
        deadline.check_wanted()
        if time.monotonic() > until:
            raise TimeoutError("the answer does not begin")


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watching


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchingTls


class _Adapter(HTTPAdapter):
    """requests' adapter with connections of ours."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
