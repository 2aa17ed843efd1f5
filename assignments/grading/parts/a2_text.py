"""The text of assignment 2, and the loss of a network that has learnt from it."""

import numpy as np

from . import a2_reference as reference

SOUNDS = {"owl": "hoo", "cow": "moo", "cat": "mew", "dog": "wuf"}
VERBS, PLACES = ["sat", "lay", "ate"], ["mat", "hay", "wall", "sea"]
CHARACTERS = " .abcdefghilmnostuwy"
NONE: frozenset[str] = frozenset()


def sentences(random: np.random.Generator, count: int) -> str:
    """The text of the last parts, by the rule that the notebook gives."""
    said = []
    for _ in range(count):
        animal, verb, place = (random.choice(among) for among in (list(SOUNDS), VERBS, PLACES))
        said.append(f"the {animal} {verb} by the {place} and said {SOUNDS[animal]}. ")
    return "".join(said)


def _score(call, random) -> float | str:
    """The loss of the weights handed over, on a text that nobody has seen before."""
    trained = call("trained")
    if len(trained) != 4:
        return f"trained: four arrays are expected (W, b, W_y, b_y), {len(trained)} came."
    W, b, W_y, b_y = trained
    D_h, V = len(W), len(CHARACTERS)
    wanted = [(D_h, D_h + V), (D_h, 1), (V, D_h), (V, 1)]
    for name, array, shape in zip(("W", "b", "W_y", "b_y"), trained, wanted, strict=True):
        if array.shape != shape:
            return f"trained: {name} should have the shape {shape}, but has {array.shape}."
        if not np.isfinite(array).all():
            return f"trained: {name} holds NaN or infinity."
    if D_h > 256:
        return f"trained: at most 256 units are allowed, not {D_h}."
    numbers = np.array([CHARACTERS.index(c) for c in sentences(random, 60)])[:, None]
    x = reference.one_hot(NONE, numbers[:-1], V)
    states = reference.forward(NONE, x, np.zeros((D_h, 1)), W, b)
    return float(reference.loss(NONE, reference.readout(NONE, states, W_y, b_y), numbers[1:]))


def at_most(bound: float, why: str):
    def test(call, random):
        score = _score(call, random)
        if isinstance(score, str):
            return score
        if score <= bound:
            return None
        reached = f"On a fresh text your weights reach a loss of {score:.3f}"
        return f"{reached}, and at most {bound:.2f} is asked for here: {why}."

    return test
