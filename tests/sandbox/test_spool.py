from collections.abc import Iterator

import pytest

from casus.sandbox.spool import MEMORY_BYTES, Spool


@pytest.mark.parametrize("chunks", [[], [b"a"], [b"a", b"", b"bc"], [b"x" * 8192] * 128, [b"x" * 8192] * 129])
def test_a_spool_holds_all_of_a_result(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)

    assert Spool(chunks).read() == whole
    assert b"".join(Spool(chunks)) == whole
    assert Spool(chunks).length == len(whole)
    assert Spool(chunks).is_small == (len(whole) <= MEMORY_BYTES)


def test_of_a_result_that_fails_nothing_is_left() -> None:
    def failing() -> Iterator[bytes]:
        yield b"x" * 2 * MEMORY_BYTES
        raise LookupError

    with pytest.raises(LookupError):
        Spool(failing())


def test_pieces_are_large_enough_for_a_small_result_to_fit_into_four() -> None:
    assert len(list(Spool([b"x" * MEMORY_BYTES]))) <= 4
