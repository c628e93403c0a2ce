"""Which counts can be shown so that those that have to stay hidden do not follow from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Cell = frozenset[str]
"""Whose count it is, by id."""
_PRIME = 2**61 - 1
"""Counts are solved for modulo this prime: exact for what is added and subtracted here."""
_Vector = list[int]


def shown(cells: Sequence[Cell], secret: Iterable[Cell]) -> frozenset[Cell]:
    """Of these the most that, added and subtracted in any way, give no count of a secret one.

    The larger come first, of two of a size the one that is named first. Secondary suppression as
    in Hundepool and others, Statistical Disclosure Control (2012), 4.3.
    """
    hidden = {cell for cell in secret if cell}
    asked = [cell for cell in dict.fromkeys(cells) if cell and cell not in hidden]
    vectors = _vectors([*asked, *sorted(hidden, key=sorted)])
    solved = _Solved([vectors[cell] for cell in sorted(hidden, key=sorted)])
    safe = {cell for cell in sorted(asked, key=len, reverse=True) if solved.takes(vectors[cell])}
    return frozenset({*safe, *(cell for cell in cells if not cell)})


def _vectors(cells: Sequence[Cell]) -> Mapping[Cell, _Vector]:
    """Each cell by the groups in it: those who are in the same cells are one group."""
    places: dict[str, list[int]] = defaultdict(list)
    for n, cell in enumerate(cells):
        for one in cell:
            places[one].append(n)
    groups = sorted({tuple(found) for found in places.values()})
    vectors = [[0] * len(groups) for _ in cells]
    for number, group in enumerate(groups):
        for n in group:
            vectors[n][number] = 1
    return dict(zip(cells, vectors, strict=True))


class _Solved:
    """What follows from the counts that were taken, and how far each secret is from it."""

    def __init__(self, secret: list[_Vector]) -> None:
        self._secret = secret
        self._taken: list[tuple[int, _Vector]] = []

    def takes(self, vector: _Vector) -> bool:
        """Take this count too, unless a secret would follow."""
        for pivot, taken in self._taken:
            vector = _without(vector, pivot, taken)
        if not any(vector):
            return True
        pivot = next(n for n, number in enumerate(vector) if number)
        inverse = pow(vector[pivot], -1, _PRIME)
        vector = [number * inverse % _PRIME for number in vector]
        secret = [_without(one, pivot, vector) for one in self._secret]
        if not all(any(one) for one in secret):
            return False
        self._secret = secret
        self._taken.append((pivot, vector))
        return True


def _without(vector: _Vector, pivot: int, taken: _Vector) -> _Vector:
    times = vector[pivot]
    if not times:
        return vector
    return [(one - times * other) % _PRIME for one, other in zip(vector, taken, strict=True)]
