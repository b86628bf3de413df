"""After all of the attacks, and one round of them all at once: nothing is left of them."""

import random

import pytest

from tests.hostile.endurance import attack
from tests.hostile.measure import MIB, Measure, measure
from tests.hostile.server import Server

pytestmark = pytest.mark.hostile


def test_nothing_is_left_and_the_server_answers_at_once(before: tuple[Server, Measure]) -> None:
    server, at_first = before
    attack(server, random.Random(0))
    now = measure(server)

    assert [process.pid for process in now.of("web process")] == [process.pid for process in at_first.of("web process")]
    workers = now.of("query worker")
    assert 1 <= len(workers) <= 4
    assert len(now.processes) == 5 + len(workers)  # the parent, two web processes, two nurseries

    pipes = 4 * (len(workers) - len(at_first.of("query worker")))
    assert now.descriptors("parent") == at_first.descriptors("parent")
    assert now.descriptors("web process") <= at_first.descriptors("web process") + pipes
    assert max(process.descriptors for process in workers) <= at_first.of("query worker")[0].descriptors

    assert now.resident_mib("parent") <= at_first.resident_mib("parent") + 10
    assert now.resident_mib("web process") <= at_first.resident_mib("web process") + 200
    assert max(process.resident_bytes for process in workers) < 300 * MIB

    assert now.light_ms < 50
