"""The characters of a text as class numbers."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.tasks.task import one_hot


def string(owner: str, text: str, least: int = 1) -> str:
    """A text, checked: a string of at least `least` characters."""
    if not isinstance(text, str) or len(text) < least:
        wanted = "that is not empty" if least == 1 else f"of at least {least} characters"
        raise ValueError(f"{owner}: text must be a string {wanted}, got {text!r}")
    return text


class Vocabulary:
    """The characters of a text, sorted: character k is class k.

    Attributes:
        characters: a string with each character once.
    """

    def __init__(self, text: str) -> None:
        self.characters = "".join(sorted(set(string("Vocabulary", text))))
        self._numbers = {character: k for k, character in enumerate(self.characters)}

    def __len__(self) -> int:
        return len(self.characters)

    def __repr__(self) -> str:
        return f"Vocabulary({self.characters!r})"

    def encode(self, text: str) -> np.ndarray:
        """A string to class numbers, (T,)."""
        string("Vocabulary.encode", text)
        unknown = sorted(set(text) - set(self.characters))
        if unknown:
            raise ValueError(
                f"Vocabulary.encode: text must be of {len(self)} known characters, got "
                f"{unknown[0]!r} at position {text.index(unknown[0])}"
            )
        return np.array([self._numbers[character] for character in text])

    def decode(self, numbers: np.ndarray) -> str:
        """Class numbers (T,) to a string."""
        known = checks.classes("Vocabulary.decode", "numbers", numbers, ("T",), {}, len(self))
        return "".join(self.characters[k] for k in known)

    def one_hot(self, numbers: np.ndarray, dtype: Any = np.float32) -> np.ndarray:
        """Class numbers (T, B) to inputs x (T, D_x, B): a 1 in the row of the character."""
        known = checks.classes("Vocabulary.one_hot", "numbers", numbers, ("T", "B"), {}, len(self))
        return one_hot(known, len(self), dtype)
