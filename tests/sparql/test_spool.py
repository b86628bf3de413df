from collections.abc import Iterator

import pytest

from casus.sparql.spool import MEMORY_BYTES, spooled
from tests.descriptors import descriptors


def unnamed_files() -> int:
    """How many files this process holds that no folder names; what other threads open meanwhile has a name."""
    return sum(target.endswith(" (deleted)") for target in descriptors())


@pytest.mark.parametrize("chunks", [[], [b"a"], [b"a", b"", b"bc"], [b"x" * 8192] * 128, [b"x" * 8192] * 129])
def test_a_spool_holds_all_of_a_result(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    with spooled(chunks) as file:
        assert file.tell() == len(whole)
        file.seek(0)
        assert file.read() == whole


def test_what_is_too_much_for_the_memory_is_in_a_file_at_once() -> None:
    before, then = unnamed_files(), []

    def chunks() -> Iterator[bytes]:
        for _ in range(3):
            then.append(unnamed_files() - before)
            yield b"x" * (MEMORY_BYTES // 2 + 1)

    with spooled(chunks()):
        assert then == [0, 0, 1]
    assert unnamed_files() == before


def test_of_a_result_that_fails_nothing_is_left() -> None:
    before = unnamed_files()

    def failing() -> Iterator[bytes]:
        yield b"x" * 2 * MEMORY_BYTES
        raise LookupError

    with pytest.raises(LookupError):
        spooled(failing())
    assert unnamed_files() == before
