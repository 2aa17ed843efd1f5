"""Mistakes to plant in modules at the top of rnnlib."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

OPS = (
    ("σ without its inner ½", "np.tanh(0.5 * a)", "np.tanh(a)"),
    ("tanh's slope without the square", "1 - y * y", "1 - y"),
    ("ReLU's slope at the corner", "(y > 0)", "(y >= 0)"),
)

INTEROP = (
    ("LSTM's gates in our order", '("i", "f", "c", "o")', '("o", "f", "i", "c")'),
    ("r and z swapped", '("r", "z", "h")', '("z", "r", "h")'),
    ("from torch: z keeps its sign", 'sign = -1 if name == "z" else 1\n        if name == "h" and isinstance(layer, GRU):\n            layer.params', 'sign = 1\n        if name == "h" and isinstance(layer, GRU):\n            layer.params'),
    ("to torch: z keeps its sign", 'sign = -1 if name == "z" else 1\n        if name == "h" and isinstance(layer, GRU):\n            W_h', 'sign = 1\n        if name == "h" and isinstance(layer, GRU):\n            W_h'),
    ("from torch: one of the two biases", "(b_x + b_h)[:, None]", "b_x[:, None]"),
    ("from torch: [x; h]", "np.hstack([W_h, W_x])", "np.hstack([W_x, W_h])"),
    ("to torch: the bias twice", "b_h = np.zeros_like(b_x)", "b_h = b_x"),
)

DURABLE = (
    ("the old file is overwritten", 'path.with_name(path.name + ".part")', "path"),
    ("named before it is on the disk", "os.fsync(file.fileno())", "pass"),
    ("the checksums are not looked at", "if file.testzip():", "if False:"),
    ("a list of floats becomes an array", "arrays[node[FLOATS]].tolist()", "arrays[node[FLOATS]]"),
)

MISTAKES = {
    "activations": OPS,
    "interop": INTEROP,
    "files": DURABLE,
}
