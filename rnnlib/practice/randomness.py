"""Random draws that are the same in every Python: on a teacher's machine and in a reader's page."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_LOW, _ALL = 2**16, 2**32


class Random:
    """Draws from a sequence that the seeds determine: two multiply-with-carry generators.

    No step exceeds 2^53, so JavaScript's numbers hold it exactly. Marsaglia (1994).

    Args:
        seeds: whole numbers from 0 to 2^32 - 1; different seeds give unrelated sequences.
    """

    def __init__(self, *seeds: int):
        self._z, self._w = 362436069, 521288629
        for seed in seeds:
            self._z = (self._z + seed) % _ALL
            for _ in range(6):  # of a Feistel network: every bit comes to depend on every other
                mixed = self._z + (self._w % _LOW + 40503) * (self._w // _LOW + 30011)
                self._z, self._w = self._w, mixed % _ALL
        self._z, self._w = self._z or 1, self._w or 1

    def draw(self) -> int:
        """A whole number from 0 to 2^32 - 1."""
        self._z = 36969 * (self._z % _LOW) + self._z // _LOW
        self._w = 18000 * (self._w % _LOW) + self._w // _LOW
        return (self._z % _LOW * _LOW + self._w) % _ALL

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        return self.draw() * n // _ALL

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def number(self) -> float:
        """A number between 0.2 and 1.2 in size, of either sign."""
        return (0.2 + self.draw() / _ALL) * (1 - 2 * self.below(2))

    def choice(self, among: Sequence[T]) -> T:
        """One of several."""
        return among[self.below(len(among))]

    def chance(self, parts: int) -> bool:
        """True once in so many draws."""
        return self.below(parts) == 0

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The same in another order."""
        left, drawn = list(items), []
        while left:
            drawn.append(left.pop(self.below(len(left))))
        return drawn

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """So many of them, all different."""
        return self.shuffled(items)[:count]
