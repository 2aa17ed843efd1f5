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
    ("torch: LSTM's gates in our order", 'peepholes=False), ("ifco", "ifco"', 'peepholes=False), ("ofic", "ifco"'),
    ("torch: a projected LSTM in ONNX's order", '("ifco", "", "")', '("iofc", "", "")'),
    ("torch: r and z swapped", '"rzh", "zrh"', '"zrh", "zrh"'),
    ("keras: ONNX's order", '"ifco", "ifco", "iofc"', '"ifco", "iofc", "iofc"'),
    ("keras: torch's order", '"rzh", "zrh", "zrh"', '"rzh", "rzh", "zrh"'),
    ("keras: torch's order, reset before", '"", "zrh", "zrh"', '"", "rzh", "zrh"'),
    ("onnx: Keras's order", '"ifco", "ifco", "iofc")', '"ifco", "ifco", "ifco")'),
    ("onnx: Keras's order, peepholes", '("", "", "iofc")', '("", "", "ifco")'),
    ("onnx: torch's order", '("rzh", "zrh", "zrh")', '("rzh", "zrh", "rzh")'),
    ("onnx: torch's order, reset before", '("", "zrh", "zrh")', '("", "zrh", "rzh")'),
    ("to: z keeps its sign", 'SIGN.get(k, 1) * params', "params"),
    ("from: z keeps its sign", "SIGN.get(k, 1) * block", "block"),
    ("from: one of the two biases", '("b", b_x + b_h)', '("b", b_x)'),
    ("from: [x; h]", '("W", np.hstack([W_h, W_x]))', '("W", np.hstack([W_x, W_h]))'),
    ("to: the candidate's second bias is lost", 'params["b_u"][:, 0]', "0"),
    ("a projection's state is cut as if it had D_h rows", "[layer.state_sizes[0]]", "[layer.hidden_size]"),
    ("any variant of a layer", "make.keywords.items() <= vars(layer).items()", "True"),
    ("a variant that a framework has not", "if orders[k]}", "}"),
    ("reset before and after share their biases", 'params["b_u"], params["b_h"] = b_h[-D_h:], b_x', 'params["b_u"], params["b_h"] = b_x[-D_h:], b_h'),
)

PYTORCH = (
    ("only the layer that reads forward", "DIRECTIONS[: 1 + module.bidirectional]", "DIRECTIONS[:1]"),
    ("both directions from one set of weights", 'one(f"_l{k}{d}")', 'one(f"_l{k}")'),
    ("every layer from the first one's weights", 'one(f"_l{k}{d}")', 'one(f"_l0{d}")'),
    ("no dropout", "if k and module.dropout:", "if False:"),
    ("dropout under the first layer", "if k and module.dropout:", "if module.dropout:"),
    ("to: one direction twice", 'f"_l{k}{which}": take', 'f"_l{k}": take'),
    ("to: layers that are not one module", "!= repr(parts):", "== 0:"),
    ("to: no projection", '{"proj_size": first.output_size} if', "{} if"),
    ("to: ReLU is lost", '{"nonlinearity": option} if', "{} if"),
    ("from: ReLU is lost", """{getattr(module, 'nonlinearity', '')}""", "tanh"),
)

KERAS = (
    ("to: the two biases in the other order", "np.stack([b_x, b_h])", "np.stack([b_h, b_x])"),
    ("to: one of the biases of a GRU is lost", 'if "b_u" in part.params else', "if False else"),
    ("from: the back layer first", "arrays[: len(arrays) // 2], arrays[len(arrays) // 2 :]", "arrays[len(arrays) // 2 :], arrays[: len(arrays) // 2]"),
    ("from: two biases for one", "reset_after = b.ndim == 2", "reset_after = False"),
    ("from: the reset where it is not", '"GRU reset_after" if reset_after', '"GRU reset_after" if not reset_after'),
)

ONNX = (
    ("the peepholes in Keras's order", '("p_i", "p_o", "p_f")', '("p_i", "p_f", "p_o")'),
    ("to: the reset where it is not", 'option == "reset_after"', 'option != "reset_after"'),
    ("from: the reset where it is not", '"GRU reset_after" if linear', '"GRU reset_after" if not linear'),
    ("to: the biases in the other order", "for k in names] for w", "for k in names[::-1]] for w"),
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
