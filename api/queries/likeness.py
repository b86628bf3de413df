"""How like two words or two names are."""

from functools import lru_cache


@lru_cache(maxsize=65_536)
def distance(one: str, other: str) -> int:
    """The fewest letters to add, drop, change or swap with their neighbour that make one word of the other.

    The bit-parallel algorithm of Hyyrö (2003) for the optimal string alignment distance: a column of the matrix is one
    integer.
    """
    if not one or not other:
        return len(one) or len(other)
    positions: dict[str, int] = {}
    for place, letter in enumerate(one):
        positions[letter] = positions.get(letter, 0) | (1 << place)
    mask, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    up, down, diagonal, before = mask, 0, 0, 0
    found = len(one)
    for letter in other:
        here = positions.get(letter, 0)
        swapped = ((~diagonal & here) << 1) & before
        diagonal = ((((here & up) + up) ^ up) | here | down | swapped) & mask
        right = (down | ~(diagonal | up)) & mask
        left = diagonal & up
        found += bool(right & last) - bool(left & last)
        right = ((right << 1) | 1) & mask
        left = (left << 1) & mask
        up = (left | ~(diagonal | right)) & mask
        down = right & diagonal
        before = here
    return found
