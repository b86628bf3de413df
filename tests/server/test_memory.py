"""In a process of its own, which holds nothing but what the test makes."""

import subprocess
import sys

import pytest

OBJECTS = """
made = [(number,) for number in range(1_000_000)]
for number in [*range(0, len(made), 500), *range(len(made))]:
    made[number] = None
"""
"""70 MiB of tuples are freed; of the first two thousand, which Python keeps for the next ones, each lies elsewhere."""
BLOCKS = """
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
made = [ctypes.c_void_p(libc.malloc(32_768)) for _ in range(2_000)]
for block in made:
    ctypes.memset(block, 1, 32_768)
for number in range(1, 2_000, 2):
    libc.free(made[number])
"""
"""Every second one of 60 MiB of blocks is freed."""


def resident_mib(work: str) -> tuple[int, int]:
    """What a process holds after the work, and what when it has given back what is free."""
    script = f"""
import ctypes
from pathlib import Path
from casus.server.memory import give_back
def pages():
    return int(Path("/proc/self/statm").read_text().split()[1])
pages()
{work}
print(pages())
give_back()
print(pages())
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    after_work, given_back = (int(line) * 4096 // 1024**2 for line in run.stdout.split())
    return after_work, given_back


@pytest.mark.parametrize(("work", "least"), [(OBJECTS, 40), (BLOCKS, 20)], ids=["objects of Python", "blocks of C"])
def test_what_is_free_goes_back_to_the_system_though_it_lies_between_what_is_not(work: str, least: int) -> None:
    after_work, given_back = resident_mib(work)
    assert given_back < after_work - least
