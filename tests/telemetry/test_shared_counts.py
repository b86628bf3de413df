"""What one process counts and another reads."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from casus.telemetry.shared_counts import BYTES, Counts, mapped, read, shared_memory

COUNT_FOR_EVER = """
import sys
from casus.telemetry.shared_counts import Counts, mapped
counts = Counts(mapped(int(sys.argv[1])))
place = counts.place(("counted",))
for number in range(1, 1001):
    counts.numbers[place] += 1.0
print("counted", flush=True)
while True:
    pass
"""


def test_what_was_counted_is_read_by_its_key() -> None:
    memory = mapped(-1)
    counts = Counts(memory)
    counts.numbers[counts.place(("a", "b"))] += 2
    several = counts.place(("zürich", "ليبيا"), 3)
    counts.numbers[several + 2] = 0.5
    counts.numbers[counts.place(("a", "b"))] += 1

    assert dict(read(memory)) == {("a", "b"): [3.0], ("zürich", "ليبيا"): [0.0, 0.0, 0.5]}


def test_nothing_is_read_of_memory_in_which_nothing_was_counted() -> None:
    assert dict(read(mapped(-1))) == {}


def test_a_killed_process_loses_nothing_of_what_it_counted() -> None:
    descriptor = shared_memory()
    memory = mapped(descriptor)
    counting = subprocess.Popen(
        [sys.executable, "-c", COUNT_FOR_EVER, str(descriptor)], pass_fds=(descriptor,), stdout=subprocess.PIPE
    )
    os.close(descriptor)
    assert counting.stdout is not None
    assert counting.stdout.readline() == b"counted\n"
    counting.send_signal(signal.SIGKILL)
    counting.communicate()

    assert dict(read(memory)) == {("counted",): [1000.0]}


def test_threads_that_count_new_things_at_once_find_a_place_each() -> None:
    memory = mapped(-1)
    counts = Counts(memory)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            places = list(pool.map(lambda number: counts.place((f"{number // 2}",), 3), range(4000)))
    finally:
        sys.setswitchinterval(before)

    assert places[::2] == places[1::2]
    assert len(set(places)) == 2000
    assert sorted(int(key) for (key,), _ in read(memory)) == list(range(2000))


def test_keys_without_end_fill_the_memory_and_no_more() -> None:
    """What finds no room is counted for nobody, and harms nothing that did."""
    memory = mapped(-1)
    counts = Counts(memory)
    first = counts.place(("first",))
    for number in range(BYTES // 100):
        counts.numbers[counts.place((f"{number:080d}",), 2) + 1] += 1
    counts.numbers[first] += 1

    found = dict(read(memory))
    assert found.pop(("first",)) == [1.0]
    assert 20_000 < len(found) < BYTES // 100
    assert set(map(tuple, found.values())) == {(0.0, 1.0)}
