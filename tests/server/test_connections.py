"""The watch on real connections of this process; the time is the tests' own."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from casus.server.connections import ConnectionWatch

WINDOW_S, PACE, ANSWER_S = 10, 4000, 1000
"""The watch sees both ends of a pair, and the client's sends nothing: so an answer may take longer than these tests."""


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's and the client's end of a connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    with client, server:
        client.settimeout(5)
        server.setblocking(False)
        yield server, client


@pytest.fixture
def watch() -> ConnectionWatch:
    return ConnectionWatch(window_s=WINDOW_S, min_bytes_s=PACE, answer_s=ANSWER_S)


def fill(server: socket.socket) -> None:
    """Send until the kernel takes no more."""
    with suppress(BlockingIOError):
        while True:
            server.send(bytes(1 << 16))


def ended(connection: socket.socket) -> bool:
    """Whether this end was shut down."""
    try:
        connection.send(b"x")
    except BlockingIOError:
        return False
    except BrokenPipeError:
        return True
    return False


def take(client: socket.socket, count: int) -> None:
    while count > 0:
        count -= len(client.recv(min(count, 1 << 20)))
    time.sleep(0.05)  # the acknowledgement is on its way


def test_a_client_that_reads_nothing_has_one_window(
    pair: tuple[socket.socket, socket.socket], watch: ConnectionWatch
) -> None:
    server, client = pair
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    fill(server)
    for now in (0, 5, 9.9):
        watch.look(now)
        assert not ended(server)
    watch.look(WINDOW_S)
    assert ended(server)


def test_a_client_that_reads_on_keeps_its_connection(
    pair: tuple[socket.socket, socket.socket], watch: ConnectionWatch
) -> None:
    server, client = pair
    for now in range(0, 200, 5):
        fill(server)
        watch.look(now)
        take(client, 5 * 3 * PACE)
    assert not ended(server)


def test_a_large_step_is_credited_with_the_time_that_it_may_have_taken(
    pair: tuple[socket.socket, socket.socket], watch: ConnectionWatch
) -> None:
    server, client = pair
    fill(server)
    watch.look(0)
    take(client, 2 << 20)
    fill(server)
    watch.look(1)
    watch.look(6 * WINDOW_S)
    assert not ended(server)
    watch.look(6 * WINDOW_S + 1)
    watch.look(12 * WINDOW_S + 1)
    assert ended(server)


def test_a_window_begins_with_the_first_byte_that_waits(
    pair: tuple[socket.socket, socket.socket], watch: ConnectionWatch
) -> None:
    server, _ = pair
    watch.look(0)
    fill(server)
    watch.look(WINDOW_S + 1)
    assert not ended(server)


@pytest.mark.parametrize("answered", [False, True])
def test_a_connection_on_which_nothing_is_sent_is_ended_after_the_longest_answer(
    pair: tuple[socket.socket, socket.socket], watch: ConnectionWatch, answered: bool
) -> None:
    server, client = pair
    client.send(b"POST ...")
    watch.look(0)
    if answered:
        server.send(b"HTTP/1.1 200 OK")
        take(client, len(b"HTTP/1.1 200 OK"))
    watch.look(ANSWER_S - 1)
    client.send(b"more")
    watch.look(ANSWER_S)
    client.settimeout(0.1)
    if answered:
        with pytest.raises(TimeoutError):
            client.recv(1)
    else:
        assert client.recv(1) == b""


def test_what_is_ended_is_dropped_by_the_kernel_at_once(
    pair: tuple[socket.socket, socket.socket], watch: ConnectionWatch
) -> None:
    server, client = pair
    fill(server)
    watch.look(0)
    watch.look(6 * WINDOW_S)
    server.close()
    with pytest.raises(ConnectionResetError):
        take(client, 1 << 30)


def test_other_descriptors_and_sockets_are_left_alone(watch: ConnectionWatch) -> None:
    one, other = socket.socketpair()
    with one, other, socket.create_server(("127.0.0.1", 0)) as listener, socket.socket(type=socket.SOCK_DGRAM) as udp:
        one.setblocking(False)
        fill(one)
        for now in (0, 1000, 2000):
            watch.look(now)
        assert not ended(one)
        socket.create_connection(listener.getsockname(), timeout=1).close()
        udp.sendto(b"x", listener.getsockname())


def test_looking_leaves_no_descriptor_open(pair: tuple[socket.socket, socket.socket], watch: ConnectionWatch) -> None:
    before = sockets()
    for now in range(5):
        watch.look(now)
    assert sockets() == before


def sockets() -> list[Path]:
    """The descriptors of this process that are sockets: all that the watch duplicates."""
    return [entry for entry in Path("/proc/self/fd").iterdir() if entry.is_socket()]
