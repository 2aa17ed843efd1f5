"""What stands between recurrent layers: dropout and layer normalisation, the same at every step."""

import numpy as np

from rnnlib import checks
from rnnlib.layers.recurrent import Gradients, Parameters, Tape


class Between:
    """A part of a network that has no state. `size` features go in, as many come out."""

    states = ()

    def __init__(self, size, dtype=np.float32):
        name = type(self).__name__
        self.input_size = self.hidden_size = checks.size(name, "size", size)
        self.dtype = checks.dtype(name, dtype)
        self.params = Parameters()

    def _check(self, x):
        owner, sizes = f"{type(self).__name__}.forward", {"D": self.input_size}
        return checks.array(owner, "x", x, ("T", "D", "B"), sizes, self.dtype)

    def _check_adjoint(self, tape, d_h):
        sizes = dict(zip(("T", "D", "B"), tape.h.shape, strict=True))
        owner = f"{type(self).__name__}.backward"
        return checks.array(owner, "d_h", d_h, tuple(sizes), sizes, self.dtype)


class Dropout(Between):
    """y = m ⊙ x / (1 - p), m random zeros and ones in training; y = x otherwise.

    On the connections between layers, never on those between steps: so what a state
    remembers meets the masks on its way up alone, however long it is remembered.
    Zaremba et al. (2014). One mask for all steps is from Gal & Ghahramani (2016), who
    put such a mask on the connections between steps as well.

    Args:
        size: D, the number of features.
        rate: p, the share that is set to zero.
        seed: int or numpy.random.Generator, for the masks.
        one_mask: whether a sequence keeps its mask through all of its steps.
    """

    def __init__(self, size, rate, seed, one_mask=False, dtype=np.float32):
        super().__init__(size, dtype)
        self.rate = checks.number("Dropout", "rate", rate, least=0, below=1)
        self.random = checks.generator("Dropout", seed)
        self.one_mask = checks.one_of("Dropout", "one_mask", one_mask, (False, True))

    def forward(self, x, training=False):
        x = self._check(x)
        shape = (1, *x.shape[1:]) if self.one_mask else x.shape
        kept = self.random.random(shape) >= self.rate if training else np.ones(shape, bool)
        scale = (kept / (1 - self.rate if training else 1)).astype(self.dtype)
        return Tape(x, x * scale, (), {"scale": scale})

    def backward(self, tape, d_h, d_state=()):
        return Gradients(self._check_adjoint(tape, d_h) * tape["scale"], (), {})


class LayerNorm(Between):
    """y = g ⊙ (x - mean) / √(variance + ε) + s over the features of each sample and step.

    Ba et al. (2016), who put it inside the layers, on the weighted sums under the
    activations. Here it stands between layers.

    Args:
        size: D, the number of features.
    """

    epsilon = 1e-5

    def __init__(self, size, dtype=np.float32):
        super().__init__(size, dtype)
        self.params = Parameters(g=np.ones((size, 1), dtype), s=np.zeros((size, 1), dtype))

    def forward(self, x, training=False):
        x = self._check(x)
        scale = 1 / np.sqrt(x.var(axis=1, keepdims=True) + self.epsilon)
        standard = (x - x.mean(axis=1, keepdims=True)) * scale
        y = self.params["g"] * standard + self.params["s"]
        return Tape(x, y, (), {"standard": standard, "scale": scale})

    def backward(self, tape, d_h, d_state=()):
        d_h, standard = self._check_adjoint(tape, d_h), tape["standard"]
        over_all = {"axis": (0, 2)}
        d_g = (d_h * standard).sum(**over_all)[:, None]
        d_s = d_h.sum(**over_all)[:, None]
        d = d_h * self.params["g"]
        d_mean = d.mean(axis=1, keepdims=True)
        d_along = (d * standard).mean(axis=1, keepdims=True)
        d_x = (d - d_mean - standard * d_along) * tape["scale"]
        return Gradients(d_x, (), {"g": d_g, "s": d_s})
