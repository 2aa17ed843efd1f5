"""Mistakes to plant in modules at the top of rnnlib."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

OPS = (
    ("σ without its inner ½", "np.tanh(0.5 * a, out=out)", "np.tanh(a, out=out)"),
    ("σ's slope without 1 -", "lambda y: y * (1 - y)", "lambda y: y * y"),
    ("tanh's slope without the square", "lambda y: 1 - y * y", "lambda y: 1 - y"),
    ("a leaky ReLU", "np.maximum(a, 0, ", "np.maximum(a, 0.01 * a, "),
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

REFERENCE = (
    ("σ without its inner ½", "np.tanh(a / 2)", "np.tanh(a)"),
    ("no bias", ' + params[f"b_{name}"]', ""),
    ("only the last step's d_W", 'd_params[f"W_{name}"] +=', 'd_params[f"W_{name}"] ='),
    ("only the last step's d_b", 'd_params[f"b_{name}"] +=', 'd_params[f"b_{name}"] ='),
    ("RNN: the next step is forgotten", "d = d_h[t] + d_next  # h_t has", "d = d_h[t]  # h_t has"),
    ("RNN: no slope of tanh", "d * (1 - h**2)", "d"),
    ("GRU: z for 1 - z", "h = (1 - z) * h_prior + z * h_candidate\n        steps", "h = z * h_prior + (1 - z) * h_candidate\n        steps"),
    ("GRU: no reset before", '"h", r * h_prior, x_t', '"h", h_prior, x_t'),
    ("GRU: no reset after", '"h", x_t) + r * u', '"h", x_t) + u'),
    ("GRU: h_candidate left out of d_z", "d * (h_candidate - h_prior)", "d * h_candidate"),
    ("GRU: the direct way back is lost", "d_next = d_h_prior + d_v", "d_next = d_v"),
    ("GRU: reset not on its way back", "d_h_prior + d_seen * r", "d_h_prior + d_seen"),
    ("GRU: reset after not on its way back", '"u", d_a * r, h_prior', '"u", d_a, h_prior'),
    ("GRU: d_x of the gates alone", "d_x_t + d_v[len(h) :]", "d_v[len(h) :]"),
    ("GRU: r with the slope of tanh", "d_r * r * (1 - r)", "d_r * (1 - r**2)"),
    ("LSTM: f and i swapped", "c = f * c_prior + i * c_candidate\n        h", "c = i * c_prior + f * c_candidate\n        h"),
    ("LSTM: h shows c", "h = o * np.tanh(c)\n        steps", "h = o * c\n        steps"),
    ("LSTM: c's own adjoint is lost", "d_c = d_c + d * o", "d_c = d * o"),
    ("LSTM: no forget gate on the way back", "d_c = d_c * f  #", "d_c = d_c  #"),
    ("LSTM: no slope of tanh(c)", "d * o * (1 - np.tanh(c) ** 2)", "d * o"),
    ("LSTM: the output gate's adjoint from c", "d_o = d * np.tanh(c)", "d_o = d * c"),
)

EMBEDDING = (
    ("the last occurrence's gradient alone", "np.add.reduceat(d_vectors[order], starts)", "d_vectors[order][starts]"),
    ("the occurrences out of order", "d_vectors[order], starts", "d_vectors, starts"),
    ("padding is trained on", 'tape.x[tape["within"]], d_h.swapaxes(1, 2)[tape["within"]]', "tape.x.ravel(), d_h.swapaxes(1, 2).reshape(-1, d_h.shape[1])"),
    ("padding is shown", "self.W.T[x] * within[:, :, None]", "self.W.T[x]"),
    ("the caller's symbols are kept", "np.array(x), ", "np.asarray(x), "),
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
    "layers/embedding": EMBEDDING,
    "layers/reference": REFERENCE,
    "files": DURABLE,
}
