"""Mistakes to plant in rnnlib.analysis."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

GRADIENTS = (
    ("a forward difference", "(loss_at(step) - loss_at(-step)) / (2 * step)", "(loss_at(step) - loss()) / step"),
    ("the arrays are not put back", "    finally:\n        for name, array in arrays.items():\n            array[...] = kept[name]", "    finally:\n        pass"),
    ("a direction of any length", "kept[name] + distance / length * direction[name]", "kept[name] + distance * direction[name]"),
    ("the slope of the probability", "d_y[t, targets[t]] += 1", "d_y[t, targets[t]] += 2"),
    ("the jacobian transposed", "reshape(D, B, D).transpose(1, 2, 0)", "reshape(D, B, D).transpose(1, 0, 2)"),
    ("the state after the lag", "layer.forward(x[:-lag])", "layer.forward(x[:lag])"),
    ("the arithmetic mean", "np.exp(np.log(largest).mean())", "largest.mean()"),
    ("the Frobenius norm", 'ord=2, axis=(1, 2)', 'ord="fro", axis=(1, 2)'),
)

MISTAKES = {"analysis/gradients": GRADIENTS}
