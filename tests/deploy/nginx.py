"""nginx with the files of deploy/nginx, on free ports of the loopback interface, and clients of it."""

import json
import socket
import ssl
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

from tests.command import free_port
from tests.deploy.programs import DEPLOY, program, replaced
from tests.waiting import eventually

NAME = "casus.example.org"
ATTACKER = "127.0.66.6"


@dataclass(frozen=True)
class Answered:
    """An answer, whole."""

    status: int
    headers: dict[str, str]
    """By their names in small letters."""
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Nginx:
    """A running nginx in front of the service at that URL; `with` ends it."""

    def __init__(self, folder: Path, service: str, **changes: str) -> None:
        self.folder = folder
        self.port, self.plain_port = free_port(), free_port()
        self.certificate = folder / "certificate.pem"
        _make_certificate(folder)
        for name in ("log", "cache", "conf.d"):
            (folder / name).mkdir()
        main = replaced(
            (DEPLOY / "nginx" / "nginx.conf").read_text("utf-8"),
            {
                "user www-data;": "user root;",  # the folder of a test is nobody else's
                "/run/nginx.pid": f"{folder}/pid",
                "/var/log/nginx": f"{folder}/log",
                "/etc/nginx/conf.d": f"{folder}/conf.d",
            },
        )
        site = replaced(
            (DEPLOY / "nginx" / "casus.conf").read_text("utf-8"),
            {
                "listen [::]:80 default_server;": "",
                "listen [::]:443 ssl http2 default_server;": "",
                "listen [::]:443 ssl http2 sndbuf=128k;": "",
                "listen 80 ": f"listen 127.0.0.1:{self.plain_port} ",
                "listen 443 ": f"listen 127.0.0.1:{self.port} ",
                "127.0.0.1:8000": service.removeprefix("http://"),
                "/etc/ssl/casus": str(folder),
                "/var/log/nginx": f"{folder}/log",
                "/var/cache/nginx": f"{folder}/cache",
                **changes,
            },
        )
        (folder / "conf.d" / "casus.conf").write_text(site, encoding="utf-8")
        (folder / "nginx.conf").write_text(main, encoding="utf-8")

    def __enter__(self) -> "Nginx":
        command = [program("nginx", "nginx"), "-c", self.folder / "nginx.conf", "-p", self.folder]
        tried = subprocess.run([*command, "-t", "-q"], capture_output=True, text=True)
        assert tried.returncode == 0, tried.stderr
        self.process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.PIPE)
        assert eventually(self._listens, within_s=10), self.log("error")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        with self.process:
            self.process.wait(timeout=20)

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def log(self, name: str) -> str:
        return (self.folder / "log" / f"{name}.log").read_text("utf-8", "replace")

    def pids(self) -> list[int]:
        """The parent and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def connect(self, source: str = "127.0.0.1", receive_buffer: int | None = None) -> ssl.SSLSocket:
        """A connection that has shaken hands and asked nothing."""
        plain = socket.socket()
        plain.settimeout(30)
        if receive_buffer is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.bind((source, 0))
        plain.connect(("127.0.0.1", self.port))
        return self._context().wrap_socket(plain, server_hostname=NAME)

    def sent(self, data: bytes, source: str = "127.0.0.1", receive_buffer: int | None = None) -> ssl.SSLSocket:
        """A connection on which this was sent."""
        connection = self.connect(source, receive_buffer)
        connection.sendall(data)
        return connection

    def ask(
        self, path: str, method: str = "GET", body: bytes = b"", source: str = "127.0.0.1", **headers: str
    ) -> Answered:
        """The answer to a request on a connection of its own; names of headers are written with underscores."""
        with self.sent(head(path, method, Content_Length=str(len(body)), **headers) + body, source) as connection:
            response = HTTPResponse(connection, method=method)
            response.begin()
            names = {name.lower() for name in response.headers}
            found = {name: ", ".join(response.headers.get_all(name, ())) for name in names}
            return Answered(response.status, found, response.read())

    def seconds(self, path: str, source: str = "127.0.0.1") -> float:
        """How long a client waits for that answer, shaking hands included; it must be 200."""
        start = time.monotonic()
        assert self.ask(path, source=source).status == 200
        return time.monotonic() - start

    def curl(self, *arguments: str) -> str:
        """What curl prints; the name leads to this server."""
        to_here = ["--resolve", f"{NAME}:{self.port}:127.0.0.1", "--cacert", str(self.certificate)]
        command = [program("curl", "curl"), "--silent", "--show-error", "--max-time", "30", *to_here, *arguments]
        ended = subprocess.run(command, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


def head(path: str, method: str = "GET", **headers: str) -> bytes:
    """The head of a request of HTTP/1.1."""
    told = {"Host": NAME, **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _make_certificate(folder: Path) -> None:
    """A certificate for the name, signed by itself."""
    subprocess.run(
        [
            *(program("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"),
            *("-keyout", folder / "key.pem", "-out", folder / "certificate.pem"),
        ],
        check=True,
        capture_output=True,
    )
