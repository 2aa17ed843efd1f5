"""Two layers that read the same sequence, one from its start and one from its end."""

import numpy as np

from rnnlib import checks
from rnnlib.layers.recurrent import Gradients, Parameters, Recurrent, Tape


class Bidirectional(Recurrent):
    """h_t = [h_t of the layer that reads forward; h_t of the layer that reads backward].

    Schuster & Paliwal (1997). At every step it has seen the whole sequence, so it
    cannot predict what comes next, and cannot run on a stream.

    Args:
        ahead, back: two recurrent layers of the same input_size and dtype.
    """

    def __init__(self, ahead, back):
        for layer in (ahead, back):
            if not isinstance(layer, Recurrent):
                raise TypeError(f"Bidirectional: expected two recurrent layers, got {layer!r}")
        if ahead is back:
            raise ValueError("Bidirectional: expected two layers, got the same one twice")
        if (ahead.input_size, ahead.dtype) != (back.input_size, back.dtype):
            raise ValueError(
                "Bidirectional: expected two layers of one D_x and dtype, got "
                f"D_x = {ahead.input_size}, {ahead.dtype} and D_x = {back.input_size}, {back.dtype}"
            )
        super().__init__(
            "Bidirectional", ahead.input_size, ahead.hidden_size + back.hidden_size, ahead.dtype
        )
        self.ahead, self.back = ahead, back
        self.states = (*ahead.states, *back.states)
        self.params = Parameters(_both(ahead.params, back.params))

    def forward(self, x, state=None, lengths=None):
        """x (T, D_x, B) to a Tape; .state holds the final states of both, the back one's after."""
        x = checks.array(
            f"{self.name}.forward", "x", x, ("T", "D_x", "B"), {"D_x": self.input_size}, self.dtype
        )
        first, second = self._cut("forward: state", state)
        ahead = self.ahead.forward(x, first, lengths)
        turned_at = len(x) if lengths is None else ahead.lengths
        back = self.back.forward(_turned(x, turned_at), second, lengths)
        h = np.concatenate([ahead.h, _turned(back.h, turned_at)], axis=1)
        tapes = {"ahead": ahead, "back": back, "turned_at": turned_at}
        return Tape(x, h, (*ahead.state, *back.state), tapes, ahead.lengths)

    def backward(self, tape, d_h, d_state=None):
        """d_h (T, D_h, B) to Gradients, through both layers."""
        sizes = dict(zip(("T", "D_h", "B"), tape.h.shape, strict=True))
        d_h = checks.array(f"{self.name}.backward", "d_h", d_h, tuple(sizes), sizes, self.dtype)
        first, second = self._cut("backward: d_state", d_state)
        d_ahead, d_back = np.split(d_h, [self.ahead.hidden_size], axis=1)
        turned_at = tape["turned_at"]
        ahead = self.ahead.backward(tape["ahead"], d_ahead, first)
        back = self.back.backward(tape["back"], _turned(d_back, turned_at), second)
        return Gradients(
            ahead.x + _turned(back.x, turned_at),
            (*ahead.state, *back.state),
            _both(ahead.params, back.params),
        )

    def _cut(self, what, state):
        if state is None:
            return None, None
        if not isinstance(state, tuple) or len(state) != len(self.states):
            came = len(state) if isinstance(state, tuple) else type(state).__name__
            raise ValueError(
                f"{self.name}.{what} must be a tuple of {len(self.states)}, "
                f"({', '.join(self.states)},), those of the layer ahead first, got {came}"
            )
        count = len(self.ahead.states)
        return state[:count], state[count:]


def _turned(v, lengths):
    """v (T, D, B) with each sequence turned round within its length; twice gives it back."""
    T, _, B = v.shape
    t = np.arange(T)[:, None]
    t = np.where(t < lengths, lengths - 1 - t, t)
    return v[t, :, np.arange(B)].swapaxes(1, 2)


def _both(ahead, back):
    return {f"ahead.{k}": v for k, v in ahead.items()} | {f"back.{k}": v for k, v in back.items()}
