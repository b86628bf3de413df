"""The service through nginx as it is shipped: what it says arrives unchanged, and nginx refuses in the same way."""

import gzip
import json
import re
import socket
import subprocess
import threading
from http.client import IncompleteRead
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

from tests.command import free_port
from tests.deploy.listener import Listener
from tests.deploy.nginx import NAME, Nginx, head
from tests.deploy.programs import DEPLOY
from tests.waiting import eventually

pytestmark = pytest.mark.slow

ROOT = f"https://{NAME}"
SITE = (DEPLOY / "nginx" / "casus.conf").read_text("utf-8")


def test_links_lead_to_the_name_that_clients_know(nginx: Nginx) -> None:
    answer = nginx.ask("/v1/states?limit=2")

    assert answer.status == 200
    links = answer.json()["links"]
    assert {links["self"].partition("/v1/")[0], links["next"].partition("/v1/")[0]} == {ROOT}
    assert set(re.findall(r"<([^>]+?)/v1/", answer.headers["link"])) == {ROOT}


def test_plain_http_and_other_names_are_sent_away(nginx: Nginx) -> None:
    plain = requests.get(f"http://127.0.0.1:{nginx.plain_port}/v1/states?limit=2", allow_redirects=False, timeout=10)
    assert (plain.status_code, plain.headers["Location"]) == (308, f"{ROOT}/v1/states?limit=2")

    shaken = subprocess.run(
        ["curl", "--silent", "--insecure", f"https://127.0.0.1:{nginx.port}/"], capture_output=True, timeout=20
    )
    assert shaken.returncode == 35, "nginx shook hands with one who did not name this host"


def test_an_answer_is_what_the_service_gives_with_its_etag_and_its_coding(nginx: Nginx, behind: str) -> None:
    path = "/v1/states/libya"
    direct = requests.get(behind + path, headers={"Host": NAME, "Accept-Encoding": "gzip"}, timeout=10)
    through = nginx.ask(path, Accept_Encoding="gzip")

    assert through.status == direct.status_code == 200
    assert gzip.decompress(through.body) == direct.content
    kept = ("etag", "vary", "cache-control", "link", "content-type", "content-encoding", "content-security-policy")
    assert {name: through.headers[name] for name in kept} == {name: direct.headers[name] for name in kept}
    plain = nginx.ask(path, Accept_Encoding="identity")
    assert plain.body == direct.content
    assert plain.headers["etag"] != through.headers["etag"]


def test_each_representation_is_kept_by_itself(nginx: Nginx) -> None:
    kinds = {"application/json": "application/json", "text/html": "text/html", "text/turtle": "text/turtle"}
    for _ in range(2):
        for accept, kind in kinds.items():
            assert nginx.ask("/v1/states/tunisia", Accept=accept).headers["content-type"].startswith(kind)
    assert nginx.ask("/v1/states/tunisia", Accept="text/html").headers["x-cache"] == "HIT"


def test_whoever_has_the_answer_already_is_told_so(nginx: Nginx) -> None:
    for path in ("/v1/states/egypt", "/v1/states/egypt?format=turtle"):
        etag = nginx.ask(path).headers["etag"]
        for _ in range(2):
            known = nginx.ask(path, If_None_Match=etag)
            assert (known.status, known.body, known.headers["etag"]) == (304, b"", etag)
        assert nginx.ask(path, If_None_Match='"other"').status == 200


def test_head_says_what_get_says(nginx: Nginx) -> None:
    path = "/v1/states/malta"
    got, asked = nginx.ask(path), nginx.ask(path, "HEAD")
    assert (asked.status, asked.body) == (200, b"")
    assert asked.headers["etag"] == got.headers["etag"]
    assert asked.headers["content-length"] == str(len(got.body))


def test_queries_are_answered_by_get_and_by_post(nginx: Nginx) -> None:
    ask = b"ASK { ?s a <https://w3id.org/casus/ontology#State> }"
    posted = nginx.ask("/sparql", "POST", ask, Content_Type="application/sparql-query")
    assert posted.json()["boolean"] is True
    assert nginx.ask("/sparql?" + urlencode({"query": ask.decode()})).json()["boolean"] is True
    assert nginx.ask("/sparql?" + urlencode({"query": ask.decode() + " " * 50_000})).json()["boolean"] is True


def test_problems_of_the_service_pass_as_they_are(nginx: Nginx) -> None:
    for path, status in (("/nowhere", 404), ("/v1/states?limit=x", 422), ("/v1/states?q=" + "x" * 17_000, 414)):
        answer = nginx.ask(path)
        assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_body_that_is_too_large_is_a_problem_of_the_same_kind(nginx: Nginx, behind: str) -> None:
    body = b"x" * (1024**2 + 1)
    direct = requests.post(f"{behind}/sparql", body, headers={"Content-Type": "application/sparql-query"}, timeout=10)
    with nginx.sent(head("/sparql", "POST", Content_Length=str(len(body)))) as connection:
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")
    told = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert {name: told[name] for name in ("type", "title", "status")} == {
        name: direct.json()[name] for name in ("type", "title", "status")
    }


@pytest.mark.parametrize(
    "problem", re.findall(r"'(\{\"type\".*\})'", SITE), ids=lambda text: json.loads(text)["status"]
)
def test_what_nginx_says_is_a_problem_that_the_docs_explain(problem: str) -> None:
    told = json.loads(problem)
    slug = told["type"].removeprefix("https://w3id.org/casus/problem/")
    page = (DEPLOY.parent / "docs" / "problems.md").read_text("utf-8")
    assert f"### `{slug}` ({told['status']})\n" in page


def test_http_2_is_spoken(nginx: Nginx) -> None:
    said = nginx.curl(
        "--http2", "--write-out", "\n%{http_version} %{http_code}", f"{ROOT}:{nginx.port}/v1/states?limit=1"
    )
    assert said.endswith("\n2 200")


def test_a_whole_list_comes_as_it_is_made(nginx: Nginx, behind: str) -> None:
    path = "/v1/claims?format=ndjson"
    through = nginx.ask(path)
    direct = requests.get(behind + path, headers={"Host": NAME}, timeout=30)
    assert through.headers["transfer-encoding"] == "chunked"
    assert through.body == direct.content
    assert through.body.count(b"\n") > 1000


def test_health_is_for_the_machine_itself_and_metrics_are_for_nobody(nginx: Nginx) -> None:
    assert nginx.ask("/healthz").status == nginx.ask("/readyz").status == 200
    hidden = (
        "/healthz",
        "/healthz/",
        "/readyz",
        "/readyz%2f",
        "//readyz",
        "/a/../readyz/",
    )  # Casus answers all but one
    for path, source in (*((path, "127.0.66.1") for path in hidden), ("/metrics", "127.0.0.1")):
        answer = nginx.ask(path, source=source)
        assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_request_has_an_id_that_is_the_clients_if_it_is_a_word(nginx: Nginx) -> None:
    given = nginx.ask("/v1/states?limit=3", X_Request_Id="look-for-me.1").headers["x-request-id"]
    made = nginx.ask("/v1/states?limit=3").headers["x-request-id"]
    bad = nginx.ask("/v1/states?limit=3", X_Request_Id="a b\tc").headers["x-request-id"]
    assert given == "look-for-me.1"
    assert re.fullmatch("[0-9a-f]{32}", made) and re.fullmatch("[0-9a-f]{32}", bad)
    assert eventually(lambda: "look-for-me.1" in nginx.log("casus"), within_s=10)


def test_no_text_of_a_client_is_written_down(nginx: Nginx) -> None:
    assert nginx.ask("/v1/search?q=a-secret-word", User_Agent="a-secret-agent").status == 200
    # nginx writes the line when the answer is gone
    assert eventually(lambda: '"GET /v1/search" 200' in nginx.log("casus"), within_s=10)
    assert "a-secret" not in nginx.log("casus")


@pytest.mark.parametrize(("path", "source"), [("/sparql", "127.0.66.8"), ("/sparql/", "127.0.66.9")])
def test_queries_have_a_share_of_their_own_however_their_path_is_written(nginx: Nginx, path: str, source: str) -> None:
    statuses = [nginx.ask(f"{path}?query=ASK%7B%7D%23{number}", source=source).status for number in range(60)]

    assert set(statuses) == {200, 429}
    assert nginx.ask("/v1/states?limit=5", source=source).status == 200


def test_an_address_that_asks_too_often_is_refused_and_others_are_not(nginx: Nginx) -> None:
    asked = 200
    with nginx.sent(head("/v1/states?limit=4") * asked, "127.0.66.2") as connection:
        said = b""
        while said.count(b"HTTP/1.1 ") < asked:
            said += connection.recv(1 << 20)
    assert 90 <= said.count(b"HTTP/1.1 200 ") < 150
    assert said.count(b"HTTP/1.1 429 ") == asked - said.count(b"HTTP/1.1 200 ")
    assert b"Retry-After: 2" in said
    assert nginx.ask("/v1/states?limit=4", source="127.0.66.3").status == 200


def test_casus_is_told_one_address_whatever_the_client_says(tmp_path: Path) -> None:
    made_up = "203.0.113.1, 203.0.113.2"
    with Listener() as listener, Nginx(tmp_path, listener.url) as other:
        assert other.ask("/v1/states", source="127.0.66.4", X_Forwarded_For=made_up, X_Request_Id="mine").status == 204
    (heard,) = listener.heard
    assert heard["x-forwarded-for"] == ["127.0.66.4"]
    assert heard["x-request-id"] == ["mine"]
    assert heard["host"] == [NAME]
    assert "connection" not in heard


def test_an_answer_that_breaks_off_is_taken_for_whole_by_nobody_and_not_kept(tmp_path: Path) -> None:
    head_and_a_piece = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nCache-Control: public, max-age=60\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n5\r\na,b\r\n\r\n"
    )
    asked = 0

    def break_off() -> None:
        nonlocal asked
        while True:
            with service.accept()[0] as connection:
                if not connection.recv(65536):
                    return
                asked += 1
                connection.sendall(head_and_a_piece)

    with socket.create_server(("127.0.0.1", 0)) as service:
        port = service.getsockname()[1]
        breaking = threading.Thread(target=break_off, daemon=True)
        breaking.start()
        with Nginx(tmp_path, f"http://127.0.0.1:{port}") as other:
            for _ in range(2):
                with pytest.raises(IncompleteRead):
                    other.ask("/v1/claims?format=csv")
        with socket.create_connection(("127.0.0.1", port)) as end:
            end.shutdown(socket.SHUT_WR)
            breaking.join(10)
    assert asked == 2


def test_without_the_service_the_answer_is_a_problem(tmp_path: Path) -> None:
    with Nginx(tmp_path, f"http://127.0.0.1:{free_port()}") as alone:
        answer = alone.ask("/v1/states")
    assert (answer.status, answer.json()["status"], answer.headers["retry-after"]) == (503, 503, "5")


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", None),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"),
        ("2001:db8:1:2::6", "2001:db8:1:2"),
        ("2001:db8:1::6", "2001:db8:1::"),
        ("2001:db8::6", "2001:db8::"),
        ("::1", "::"),
    ],
)
def test_a_client_of_ipv6_is_its_network(address: str, client: str | None) -> None:
    rules = re.findall(r'"~(\^\([^"]+)" (\S+);', re.search(r"map \$remote_addr .*?\}", SITE, re.DOTALL)[0])  # type: ignore[index]
    assert len(rules) == 2
    found = next((to.replace("$1", match[1]) for rule, to in rules if (match := re.match(rule, address))), None)
    assert found == client
