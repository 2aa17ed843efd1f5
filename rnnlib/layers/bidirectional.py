"""Two layers that read the same sequence, one from its start and one from its end."""

import numpy as np

from rnnlib.layers.recurrent import Recurrent


class Bidirectional(Recurrent):
    """h_t = [h_t of the layer that reads forward; h_t of the layer that reads backward].

    Schuster & Paliwal (1997). At every step it has seen the whole sequence, so it
    cannot predict what comes next, and cannot run on a stream. Its states are those of the
    layer that reads forward, then those of the other.

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
        self.state_axes = (*ahead.state_axes, *back.state_axes)
        self.state_names = tuple(_both(*(dict.fromkeys(p.state_names) for p in (ahead, back))))

    def _arrays(self):
        return _both(self.ahead.params, self.back.params)

    def _forward(self, x, state, lengths, training):
        turned_at, count = len(x) if lengths is None else lengths, len(self.ahead.state_names)
        ahead = self.ahead.forward(x, state[:count], lengths)
        back = self.back.forward(_turned(x, turned_at), state[count:], lengths)
        h = np.concatenate([ahead.h, _turned(back.h, turned_at)], axis=1)
        return h, (*ahead.state, *back.state), {"ahead": ahead, "back": back}, turned_at

    def _backward(self, tape, d_h, d_state):
        d_ahead, d_back = np.split(d_h, [self.ahead.output_size], axis=1)
        count, turned_at = len(self.ahead.state_names), tape.values
        ahead = self.ahead.backward(tape["ahead"], d_ahead, d_state[:count])
        back = self.back.backward(tape["back"], _turned(d_back, turned_at), d_state[count:])
        d_x = ahead.x + _turned(back.x, turned_at)
        return d_x, (*ahead.state, *back.state), _both(ahead.params, back.params)


def _turned(v, lengths):
    """v (T, D, B) with each sequence turned round within its length; twice gives it back."""
    T, _, B = v.shape
    t = np.arange(T)[:, None]
    t = np.where(t < lengths, lengths - 1 - t, t)
    return v[t, :, np.arange(B)].swapaxes(1, 2)


def _both(ahead, back):
    return {f"ahead.{k}": v for k, v in ahead.items()} | {f"back.{k}": v for k, v in back.items()}
