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

WEIGHTS = (
    ("torch: LSTM's gates in our order", '"LSTM standard": "ifco", "LSTM_PROJECTED"', '"LSTM standard": "ofic", "LSTM_PROJECTED"'),
    ("torch: a projected LSTM in ONNX's order", '"LSTM_PROJECTED": "ifco"', '"LSTM_PROJECTED": "iofc"'),
    ("torch: r and z swapped", '"rzh"', '"zrh"'),
    ("keras: ONNX's order", '"LSTM standard": "ifco"},', '"LSTM standard": "iofc"},'),
    ("keras: torch's order", '"keras": {**_RNN, "GRU reset_after": "zrh"', '"keras": {**_RNN, "GRU reset_after": "rzh"'),
    ("keras: torch's order, reset before", '"GRU reset_before": "zrh", "LSTM standard": "ifco"', '"GRU reset_before": "rzh", "LSTM standard": "ifco"'),
    ("onnx: Keras's order", '"LSTM standard": "iofc"', '"LSTM standard": "ifco"'),
    ("onnx: torch's order", '"onnx": {**_RNN, "GRU reset_after": "zrh"', '"onnx": {**_RNN, "GRU reset_after": "rzh"'),
    ("onnx: torch's order, reset before", '"GRU reset_before": "zrh", "LSTM standard": "iofc"', '"GRU reset_before": "rzh", "LSTM standard": "iofc"'),
    ("to: z keeps its sign", 'layer.params, -1 if name == "z" else 1', "layer.params, 1"),
    ("from: z keeps its sign", '        sign = -1 if name == "z" else 1', "        sign = 1"),
    ("from: one of the two biases", "sign * (b_x + b_h)[:, None]", "sign * b_x[:, None]"),
    ("from: [x; h]", "np.hstack([W_h, W_x])", "np.hstack([W_x, W_h])"),
    ("to: the bias twice", "np.zeros_like(b_x)", "b_x"),
    ("a projection's state is cut as if it had D_h rows", "[layer.state_sizes[0]]", "[layer.hidden_size]"),
    ("any cell of a projected LSTM's name", 'getattr(layer, "cell", None) is LSTM_PROJECTED', 'hasattr(layer, "cell")'),
    ("reset after and before swapped", 'variant = "reset_after" if reset_after', 'variant = "reset_after" if not reset_after'),
)

PYTORCH = (
    ("only the layer that reads forward", "DIRECTIONS[: 1 + module.bidirectional]", "DIRECTIONS[:1]"),
    ("both directions from one set of weights", '[f"_l{k}{which}" for which', '[f"_l{k}" for which'),
    ("every layer from the first one's weights", 'f"_l{k}{which}"', 'f"_l0{which}"'),
    ("no dropout", "if k and module.dropout:", "if False:"),
    ("dropout under the first layer", "if k and module.dropout:", "if module.dropout:"),
    ("to: one direction twice", 'f"{name}_l{k}{direction}"', 'f"{name}_l{k}"'),
    ("to: layers that are not one module", "if repr(again) != repr(parts):", "if False:"),
    ("to: no projection", '{"proj_size": first.output_size} if', "{} if"),
    ("to: ReLU is lost", '{"nonlinearity": first.activation} if', "{} if"),
    ("from: ReLU is lost", 'getattr(module, "nonlinearity", "tanh")', '"tanh"'),
)

KERAS = (
    ("to: the two biases in the other order", "np.stack([b_x, b_h])", "np.stack([b_h, b_x])"),
    ("to: one of the biases of a GRU is lost", 'if "b_u" in part.params else', "if False else"),
    ("from: the back layer first", "arrays[: len(arrays) // 2], arrays[len(arrays) // 2 :]", "arrays[len(arrays) // 2 :], arrays[: len(arrays) // 2]"),
    ("from: two biases for one", "reset_after = bias[0].ndim == 2", "reset_after = False"),
)

ONNX = (
    ("the peepholes in Keras's order", '("p_i", "p_o", "p_f")', '("p_i", "p_f", "p_o")'),
    ("to: the reset where it is not", 'parts[0].variant == "reset_after"', 'parts[0].variant != "reset_after"'),
    ("from: the reset where it is not", "linear_before_reset != 0", "linear_before_reset == 0"),
    ("to: the biases in the other order", "np.concatenate(biases)", "np.concatenate(biases[::-1])"),
    ("from: every direction's ReLU is the first one's", "phi[k].lower()", "phi[0].lower()"),
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
    ("padding is looked up", "x[np.arange(T)[:, None] >= lengths] = 0", "pass"),
    ("padding is shown", "until_the_end(h, lengths)", "h"),
    ("the caller's symbols are kept", "-any_number).copy()", "-any_number)"),
)

DURABLE = (
    ("the old file is overwritten", 'path.with_name(path.name + ".part")', "path"),
    ("named before it is on the disk", "os.fsync(file.fileno())", "pass"),
    ("the checksums are not looked at", "if file.testzip():", "if False:"),
    ("a list of floats becomes an array", "arrays[node[FLOATS]].tolist()", "arrays[node[FLOATS]]"),
)

MISTAKES = {
    "activations": OPS,
    "interop/weights": WEIGHTS,
    "interop/pytorch": PYTORCH,
    "interop/keras": KERAS,
    "interop/onnx": ONNX,
    "layers/embedding": EMBEDDING,
    "layers/reference": REFERENCE,
    "files": DURABLE,
}
