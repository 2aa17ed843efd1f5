"""Two layers that read the same sequence, one from its start and one from its end."""

from typing import Any

import numpy as np

from rnnlib.layers.layer import Gradients, Tape
from rnnlib.layers.recurrent import Recurrent


class Bidirectional(Recurrent):
    """h_t = [h_t of the layer that reads forward; h_t of the layer that reads backward].

    Schuster & Paliwal (1997). At every step it has seen the whole sequence, so it
    cannot predict what comes next, and cannot run on a stream.

    Args:
        ahead, back: two recurrent layers of the same input_size and dtype.
    """

    def __init__(self, ahead: Recurrent, back: Recurrent) -> None:
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
        self.ahead, self.back = ahead, back
        super().__init__(ahead.input_size, ahead.hidden_size + back.hidden_size, ahead.dtype)
        self.output_size = ahead.output_size + back.output_size
        self.state_sizes = (*ahead.state_sizes, *back.state_sizes)
        self.axes = _both(ahead.axes, back.axes)
        self.state_names = tuple(_both(*(dict.fromkeys(p.state_names) for p in (ahead, back))))

    def _arrays(self):
        return _both(self.ahead.params, self.back.params)

    def state_columns(self, name: str) -> slice | None:
        return None  # each direction has a state of its own

    def forward(
        self, x: Any, state: Any = None, lengths: Any = None, training: bool = False
    ) -> Tape:
        """x (T, D_x, B) to a Tape; .state holds the final states of both, the back one's after."""
        x, lengths = self._check_x(x, lengths)
        first, second = self._cut("forward", "state", state, x.shape[2])
        turned_at = len(x) if lengths is None else lengths
        ahead = self.ahead.forward(x, first, lengths)
        back = self.back.forward(_turned(x, turned_at), second, lengths)
        h = np.concatenate([ahead.h, _turned(back.h, turned_at)], axis=1)
        tapes = {"ahead": ahead, "back": back}
        return Tape(self, x, h, (*ahead.state, *back.state), tapes, lengths, turned_at)

    def backward(self, tape: Tape, d_h: Any, d_state: Any = None) -> Gradients:
        """d_h (T, output_size, B) to Gradients, through both layers."""
        d_h = self._check_d_h(tape, d_h)
        first, second = self._cut("backward", "d_state", d_state, d_h.shape[2])
        d_ahead, d_back = np.split(d_h, [self.ahead.output_size], axis=1)
        ahead = self.ahead.backward(tape["ahead"], d_ahead, first)
        back = self.back.backward(tape["back"], _turned(d_back, tape.values), second)
        return Gradients(
            ahead.x + _turned(back.x, tape.values),
            (*ahead.state, *back.state),
            _both(ahead.params, back.params),
        )

    def _cut(self, method, name, state, batch):
        state, count = self._check_state(method, name, state, batch), len(self.ahead.state_names)
        return state[:count], state[count:]


def _turned(v, lengths):
    """v (T, D, B) with each sequence turned round within its length; twice gives it back."""
    T, _, B = v.shape
    t = np.arange(T)[:, None]
    t = np.where(t < lengths, lengths - 1 - t, t)
    return v[t, :, np.arange(B)].swapaxes(1, 2)


def _both(ahead, back):
    return {f"ahead.{k}": v for k, v in ahead.items()} | {f"back.{k}": v for k, v in back.items()}
