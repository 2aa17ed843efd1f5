"""A way past a layer."""

from rnnlib.layers.layer import Layer


class Residual(Layer):
    """y_t = x_t + h_t: what a layer shows is added to what went into it.

    So its input, and the gradient on the way back, also reach the next layer unchanged. He et al.
    (2016). The states are those of the inner layer; what goes on to the next step is its h_t.

    Args:
        inner: a layer that shows as many features as go in.
    """

    def __init__(self, inner: Layer) -> None:
        if not isinstance(inner, Layer):
            raise TypeError(f"Residual: inner must be a layer, got {inner!r}")
        if inner.input_size != inner.output_size:
            raise ValueError(
                f"Residual: inner must show as many features as go in, {inner.input_size}, to be "
                f"added to them, got {inner.output_size}"
            )
        self.inner = inner
        self.input_size, self.output_size = inner.input_size, inner.output_size
        self.dtype, self.state_names = inner.dtype, inner.state_names
        self.state_sizes, self.state_axes = inner.state_sizes, inner.state_axes

    def _arrays(self):
        return dict(self.inner.params)

    def _forward(self, x, state, lengths, training):
        inner = self.inner.forward(x, state, lengths, training)
        return x + inner.h, inner.state, {"inner": inner}, None

    def _backward(self, tape, d_h, d_state):
        inner = self.inner.backward(tape["inner"], d_h, d_state)
        return d_h + inner.x, inner.state, inner.params
