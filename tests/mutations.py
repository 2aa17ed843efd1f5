"""Small mistakes of the kind that people make in a recurrent network, to be planted by `mutate.py`.

Each is one line: what is wrong, then the text as it stands in the library, in exactly one
place, then the text in its stead. All of them change what is computed or shown. A change that
could not be told from the outside, such as another order of a sum, is no mistake and not here.
"""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

from typing import NamedTuple


class Mutation(NamedTuple):
    file: str
    name: str
    text: str
    instead: str

    def planted(self, source):
        return source.replace(self.text, self.instead, 1)


RECURRENT = (
    ("the first state is not zero", "tuple(np.zeros(shape, ", "tuple(np.ones(shape, "),
    ("the final state is the first", "tuple(steps[name][-1] for", "tuple(steps[name][0] for"),
    ("lengths: final state one step early", "[lengths - 1, :, last]", "[lengths - 2, :, last]"),
    ("lengths: what follows the end is seen", "Tape(x, h * _within(lengths, T)", "Tape(x, h"),
    ("lengths: what follows the end sends back", "(d_h * within, ", "(1 * d_h, "),
    ("lengths: the mask ends one step late", "[:, None] < lengths)", "[:, None] <= lengths)"),
    ("lengths: final adjoint one step early", "(tape.lengths - 1, ", "(tape.lengths - 2, "),
    ("lengths: final adjoint not added", "steps[at] += final.T", "steps[at] = final.T"),
    ("lengths: final adjoint twice", "(np.zeros_like(final) for final in", "(final for final in"),
    ("parameters are counted by their rows", "sum(array.size", "sum(len(array)"),
)

LAYER = (
    ("the input sees the state's columns", "W[:, self.hidden_size :],", "W[:, : self.input_size],"),
    ("[x; h] for [h; x]", "(W[:, : self.hidden_size])", "(W[:, self.input_size :])"),
    ("½ of one σ alone", "half[: self.sigmoids * self.hidden_size]", "half[: self.hidden_size]"),
    ("½ forgotten in the weights", "W = self.W * half", "W = self.W * 1"),
    ("½ forgotten in the bias", "self.b * half", "self.b"),
    ("no bias", "a += b\n", "a += 0\n"),
    ("a stream without bias", "a += self.b\n", "a += 0\n"),
    ("a stream that starts anew", "steps[name][-1] for name in layer.states)\n", "0 * steps[name][-1] for name in layer.states)\n"),
    ("weights not transposed", "self.W[:, : self.hidden_size].T", "self.W[:, : self.hidden_size]"),
    ("columns of the state for d_x", "layer.W[:, self.D :].T", "layer.W[:, : layer.input_size].T"),
    ("no gradient of the bias", "self.d_b += flat", "0 * flat"),
    ("the bias's gradient is a mean", "flat.sum(axis=1, keep", "flat.mean(axis=1, keep"),
    ("the bias's gradient is that of one block", "self.d_b += flat", "self.d_b = flat"),
    ("no gradient of the input's weights", "self.d_W[:, self.D :] += flat", "0 * flat"),
    ("W's gradient is that of one block", "[rows, : self.D] += flat", "[rows, : self.D] = flat"),
    ("wrong row block of W's gradient", "self.d_W[rows, : self.D]", "self.d_W[: len(flat), : self.D]"),
    ("every block's input is the first", "side_by_side(self.x[steps])", "side_by_side(self.x[: len(d_a)])"),
    ("the earliest block is left out", "range(T, 0, -size)", "range(T, size, -size)"),
    ("no gradients of a variant's own", "collect.d_b) | others", "collect.d_b)"),
    ("every bias is the first layer's", "b[self.rows(name)]", "b[self.rows(self.blocks[0])]"),
    ("weights start by D_x", "bound = self.hidden_size**", "bound = self.input_size**"),
)

RNN = (
    ("the initial state is ignored", "h[0] = state[0]", "h[0] = 0"),
    ("the state is not carried", "np.matmul(W_h, h[t],", "np.matmul(W_h, h[0],"),
    ("the input is ignored", "a[t] += recurrent", "a[t] = recurrent"),
    ("a leaky ReLU", "np.maximum(a, 0, ", "np.maximum(a, 0.01 * a, "),
    ("the slope at a, not at h", 'slope(tape["h"][steps])', 'slope(tape["a"][steps])'),
    ("no slope", "d_a[t] *= d_total", "d_a[t] = d_total"),
    ("no slope on the way back", "(W_h, d_a[t], out=d_next)", "(W_h, d_total, out=d_next)"),
    ("nothing from the next step", "np.add(arriving[t], d_next,", "np.add(arriving[t], 0,"),
    ("nothing from the step's output", "np.add(arriving[t], d_next,", "np.add(0, d_next,"),
    ("every block gets the first one's d_h", "arriving = d_h[steps]", "arriving = d_h[: len(d_a)]"),
    ("the final state's adjoint is ignored", "d_state[0].copy()", "0 * d_state[0]"),
    ("the caller's adjoint is overwritten", "d_state[0].copy()", "d_state[0]"),
    ("W's gradient from h_t", 'd_a, tape["h_prior"][steps]', 'd_a, tape["h"][steps]'),
    ("the initial state's adjoint before W", "return (d_next,), {}", "return (d_total,), {}"),
)

GRU = (
    ("W_u and W_h swapped", 'named["W_u"], named["W_h"] =', 'named["W_h"], named["W_u"] ='),
    ("the initial state is ignored", "h[0] = state[0]", "h[0] = 0"),
    ("r and z swapped on the tape", "r, z, h_candidate = np.split", "z, r, h_candidate = np.split"),
    ("h_{t-1} on the tape is h_t", '"h_prior": h[:-1]', '"h_prior": h[1:]'),
    ("σ without its factor ½", "a *= 0.5", "a *= 1"),
    ("σ without its ½ +", "a += 0.5", "a += 0"),
    ("gates without the state", "a += recurrent", "a += 0"),
    ("before: r and z swapped", "(gates[:D], h[t], out=", "(gates[D:], h[t], out="),
    ("before: no reset", "(W_candidate, r_times_h[t], ", "(W_candidate, h[t], "),
    ("before: the gates see h_{t-2}", "(W_gates, h[t], ", "(W_gates, h[max(t - 1, 0)], "),
    ("after: wrong row block for the gates", "recurrent[: 2 * D])", "recurrent[D:])"),
    ("after: no bias b_u", "[2 * D :], b_u, ", "[2 * D :], 0, "),
    ("after: r and z swapped", "(gates[:D], u[t], ", "(gates[D:], u[t], "),
    ("after: the state is not carried", "(W_h, h[t], ", "(W_h, h[0], "),
    ("1 - z for z", "h_new *= z", "h_new *= 1 - z"),
    ("the old state is dropped", "h_new += h", "h_new += 0"),
    ("z for 1 - z on the way back", "keep = 1 - z", "keep = z"),
    ("σ's slope without 1 -", "np.subtract(1, gates, out=out[", "np.subtract(0, gates, out=out["),
    ("σ's slope without y", "out[:, : 2 * D] *= gates", "out[:, : 2 * D] *= 1"),
    ("r's gradient without what r multiplies", "out[:, :D] *= factor", "out[:, :D] *= 1"),
    ("z's gradient without the old state", '*= h_candidate - tape["h_prior"][steps]', "*= h_candidate"),
    ("tanh's slope without 1 -", "np.subtract(1, out[:, 2 * D :], ", "np.subtract(0, out[:, 2 * D :], "),
    ("the candidate's slope without z", "out[:, 2 * D :] *= z", "out[:, 2 * D :] *= keep"),
    ("the final state's adjoint is ignored", "d_state[0].copy()", "0 * d_state[0]"),
    ("before: nothing from the next step", "d_next, out=d)\n            parts = d_a", "0, out=d)\n            parts = d_a"),
    ("before: z's sum gets no adjoint", "parts[1:] *= d", "parts[2:] *= d"),
    ("before: r's adjoint past the candidate", "parts[0] *= d_seen", "parts[0] *= d"),
    ("before: z for r on the way back", "d_seen *= r[t]", 'd_seen *= tape["z"][steps][t]'),
    ("before: the way through the reset is missing", "d_next += d_seen", "d_next += 0"),
    ("before: the direct way is missing", "d_next += d_seen\n            d_next += d", "d_next += d_seen"),
    ("before: wrong row block on the way back", "d_a[t, : 2 * D], out=d_next", "d_a[t, D:], out=d_next"),
    ("before: the gates' weights met r ⊙ h", 'd_a[:, gates], tape["h_prior"]', 'd_a[:, gates], tape["r_times_h"]'),
    ("before: the candidate's weights met h", 'd_a[:, candidate], tape["r_times_h"]', 'd_a[:, candidate], tape["h_prior"]'),
    ("after: nothing from the next step", "d_next, out=d)\n            parts = d_rec", "0, out=d)\n            parts = d_rec"),
    ("after: no slope of the candidate for r", "d_recurrent[:, :D] *= d_recurrent[:, 2 * D :]", "pass"),
    ("after: the input's side is reset too", "d_a[t] = d_recurrent[t]\n            parts[2] *= r[t]", "parts[2] *= r[t]\n            d_a[t] = d_recurrent[t]"),
    ("after: the state's side is not reset", "parts[2] *= r[t]", "parts[2] *= 1"),
    ("after: the input's side goes to the state", "(W_h, d_recurrent[t], ", "(W_h, d_a[t], "),
    ("after: no gradient of b_u", "d_b_u += d_rec", "0 * d_rec"),
    ("after: wrong row block for b_u", "d_b_u += d_recurrent[:, 2 * D :]", "d_b_u += d_recurrent[:, :D]"),
    ("after: the input's side for W_u", "(slice(None), d_recurrent, ", "(slice(None), d_a, "),
)

LSTM = (
    ("h and c swapped at the start", "h[0], c[0] = state", "c[0], h[0] = state"),
    ("the state is not carried", "np.matmul(W_h, h[t],", "np.matmul(W_h, h[0],"),
    ("½ forgotten in the peepholes", "P = 0.5 * self.P if", "P = self.P if"),
    ("f and i do not look", "_look(gates[t, D:], P[D:], c[t])", "pass"),
    ("o does not look", "_look(o[t], P[:D], c[t + 1])", "pass"),
    ("o looks at c_{t-1}", "_look(o[t], P[:D], c[t + 1])", "_look(o[t], P[:D], c[t])"),
    ("o's peephole is f's", "_look(o[t], P[:D], ", "_look(o[t], P[D : 2 * D], "),
    ("coupled: i for 1 - i", "np.subtract(1, i[t], out=forget[t])", "forget[t] = i[t]"),
    ("o for i", "np.multiply(i[t], g[t], ", "np.multiply(o[t], g[t], "),
    ("i for f", "np.multiply(forget[t], c[t], ", "np.multiply(i[t], c[t], "),
    ("nothing is kept", "c[t + 1] += c[t] if forget is None else", "c[t + 1] + c[t] if forget is None else"),
    ("the cell of 1997 forgets", "+= c[t] if forget is None", "+= 0.9 * c[t] if forget is None"),
    ("no tanh of the cell state", "np.multiply(o[t], tanh_c[t], ", "np.multiply(o[t], c[t + 1], "),
    ("f and i swapped on the tape", '"f": forget, "i": i', '"f": i, "i": forget'),
    ("c_{t-1} on the tape is c_t", '"c_prior": c[:-1]', '"c_prior": c[1:]'),
    ("the final c is one step early", '"c": c[1:]', '"c": c[:-1]'),
    ("h's and c's adjoints swapped", "d_next, d_c = (final", "d_c, d_next = (final"),
    ("nothing from the next step", "np.add(arriving[t], d_next,", "np.add(arriving[t], 0,"),
    ("o's adjoint from c", "d_a[t, :D] *= d\n", "d_a[t, :D] *= d_c\n"),
    ("no slope of tanh(c)", "np.multiply(d, slope_h[t], ", 'np.multiply(d, tape["o"][steps][t], '),
    ("nothing from later cell states", "d_c += through_h", "d_c[...] = through_h"),
    ("nothing through the output", "d_c += through_h", "pass"),
    ("the end of a shorter sequence is ignored", "d_c += d_c_steps[steps][t]", "pass"),
    ("nothing through o's peephole", "d_c += self.P[:D] * d_a[t, :D]", "pass"),
    ("nothing through f's and i's peepholes", "d_c += (self.P[D:].", "(self.P[D:]."),
    ("the carousel forgets nothing on its way back", "d_c *= forget[t]", "pass"),
    ("W's gradient from h_t", 'd_a, tape["h_prior"][steps]', 'd_a, tape["h"][steps]'),
    ("the peepholes' gradients of one block", "d_P += self", "d_P = self"),
    ("o's gradient without tanh", "_times_slope(tanh_c, o, d_o)", '_times_slope(tape["c"][steps], o, d_o)'),
    ("f's gradient from c_t", "_times_slope(c_prior, ", '_times_slope(tape["c"][steps], '),
    ("coupled: i's gradient without what is forgotten", "g - c_prior if", "g if"),
    ("the candidate's slope without 1 -", "np.subtract(1, d_g, ", "np.subtract(0, d_g, "),
    ("the candidate's slope without i", "d_g *= i", "d_g *= o"),
    ("tanh(c)'s slope without 1 -", "np.subtract(1, slope_h, out=slope_h)", "pass"),
    ("tanh(c)'s slope without o", "slope_h *= o", "pass"),
    ("o's peephole gradient from c_{t-1}", "np.concatenate([c, *(c_prior", "np.concatenate([c_prior, *(c_prior"),
    ("wrong row block for the peepholes", "d_a[:, : len(self.P)]", "d_a[:, -len(self.P) :]"),
    ("the forget bias goes to i", 'self.params["b_f"][:]', 'self.params["b_i"][:]'),
    ("σ without its factor ½", "y *= 0.5", "y *= 1"),
    ("σ without its ½ +", "y += 0.5", "y += 0"),
    ("σ's slope without 1 -", "np.subtract(1, y, out=out)", "np.subtract(0, y, out=out)"),
    ("σ's slope without y", "out *= y", "out *= 1"),
)

OPS = (
    ("σ without its inner ½", "np.tanh(0.5 * a)", "np.tanh(a)"),
    ("tanh's slope without the square", "1 - y * y", "1 - y"),
    ("ReLU's slope at the corner", "(y > 0)", "(y >= 0)"),
)

EQUATIONS = (
    ("the RNN is closed by σ", 'return tanh.layer("h", h, x)', 'return sigmoid.layer("h", h, x)'),
    ("GRU without its reset", 'tanh.layer("h~", r * h, x)', 'tanh.layer("h~", h, x)'),
    ("GRU with z and 1 - z swapped", "r * h, x)\n    return (1 - z) * h + z *", "r * h, x)\n    return z * h + (1 - z) *"),
    ("reset after: z for r", 'plus=r * affine("u", h)', 'plus=z * affine("u", h)'),
    ("reset after: no bias b_u", 'r * affine("u", h)', 'r * affine("u", h, bias=False)'),
    ("LSTM with f and i swapped", "c = f * c + i * c_candidate\n", "c = i * c + f * c_candidate\n"),
    ("the LSTM of 1997 keeps nothing", "c = c + i * c_candidate", "c = i * c_candidate"),
    ("o's peephole on h", 'peephole("o", c)', 'peephole("o", h)'),
    ("no peephole of f", ', plus=peephole("f", c)', ""),
    ("coupled without 1 -", "c = (1 - i) * c + i", "c = i * c + i"),
    ("minimal gated unit without its reset", 'tanh.layer("h~", f * h, x)', 'tanh.layer("h~", h, x)'),
    ("minGRU whose gate sees the state", 'sigmoid.layer("z", x)', 'sigmoid.layer("z", h, x)'),
)

ALGEBRA = (
    ("a bias's adjoint is not summed", "return d, d if v.shape == d.shape else SumOverBatch(d)", "return d, d"),
    ("the slope of 1 - v has no minus", "return 1 - v\n\n    def adjoints(self, d):\n        return (-d,)", "return 1 - v\n\n    def adjoints(self, d):\n        return (d,)"),
    ("the slope of -v has no minus", "return -v\n\n    def adjoints(self, d):\n        return (-d,)", "return -v\n\n    def adjoints(self, d):\n        return (d,)"),
    ("1 - v is v", "return 1 - v\n", "return v\n"),
    ("product rule with the wrong factor", "d_u, d_v = d * v, ", "d_u, d_v = d * u, "),
    ("a peephole's adjoint is not summed", "return d_u if u.shape == d.shape else SumOverBatch(d_u), d_v", "return d_u, d_v"),
    ("weights not transposed", "Transpose(w) @ d", "w @ d"),
    ("wrong row block of a joined adjoint", "sum(len(part) for part in parts[: self.k])", "0"),
    ("no slope", "(d * self.kind.slope(self),)", "(d,)"),
    ("σ's slope without 1 -", "lambda y: y * (1 - y)", "lambda y: y * y"),
    ("tanh's slope without the square", "lambda y: 1 - y * y", "lambda y: 1 - y"),
    ("columns averaged", "v.sum(axis=1, keepdims=True)", "v.mean(axis=1, keepdims=True)"),
    ("what else enters the sum is dropped", "a = a + plus", "pass"),
    ("a sum in a product without brackets", "if node.binds < binds else text", "if False else text"),
    ("1 - v written as v", 'f"1 - {write(', 'f"{write('),
)

NAMES = (
    ("the time index of a prior state", '"_prior" if self.time == "t-1"', '"_prior" if self.time == "t"'),
)

DERIVATION = (
    ("one use of a node alone", "reduce(add, (term for term, _ in sent[node]))", "sent[node][0][0]"),
    ("the last use overwrites", "sent.setdefault(operand, []).append((term, node.rule))", "sent[operand] = [(term, node.rule)]"),
    ("the loss reaches one result alone", '"")] for node in results}', '"")] for node in results[:1]}'),
    ("two lines for one concatenation", "operand = joined[operand.operands]", "pass"),
    ("a weight's adjoint is no sum over steps", 'r"\\mathrel{+}=" if', '"=" if'),
    ("an incoming adjoint has no arrow", "incoming[node].is_all = False", "pass"),
    ("weights among the states", "(weights if line.sums_over_steps else states)", "(states)"),
    ("a rule is not named", "tuple(dict.fromkeys(rules))", "tuple(dict.fromkeys(rules))[:1]"),
)

GATES = (
    ("what 1 - z multiplies is not seen", "for value in (gate, *complements)", "for value in (gate,)"),
    ("1 - z is called z", "name if value is gate else", "name if True else"),
    ("the gate for what it multiplies", "v if u is value else u", "u if u is value else v"),
    ("output needs all states", "any(state in below", "all(state in below"),
    ("forget and input swapped", "if isinstance(multiplied, Symbol)", "if not isinstance(multiplied, Symbol)"),
    ("looks beyond the new state", "if node not in states:", "if True:"),
    ("no way up is followed", "waiting.extend(users[node])", "pass"),
    ("tanh may be a gate", "gate.kind is sigmoid and", "gate.kind and"),
    ("a gate without weights", "and has_weights(gate)):", "):"),
    ("roles out of order", "for role in ROLES if", "for role in ROLES[::-1] if"),
)

NETWORK = (
    ("the layers' states are not carried", "layer.forward(x, state[k], lengths)", "layer.forward(x, None, lengths)"),
    ("the lengths are not handed on", "layer.forward(x, state[k], lengths)", "layer.forward(x, state[k])"),
    ("every layer gets the top's adjoint", "d_h = gradients.x", "pass"),
    ("the last step is that of the longest", "T if lengths is None else np.asarray(lengths)", "T"),
    ("no gradient of the readout's bias", "rows.sum(axis=1, keepdims=True)", "0 * self.b"),
)

EQUATION_LAYER = (
    ("the state is not carried", "state = [values[-1][node] for", "state = state or [values[-1][node] for"),
    ("gradients of the first step alone", "d_params[name] += adjoints", "d_params[name] = 0 + adjoints"),
    ("nothing from the step's output", "d + steps[t]", "d + 0 * steps[t]"),
    ("nothing from the next step", "d if steps is None else d + steps[t]", "d if steps is None else steps[t]"),
    ("the intermediates of the first step", 'tape["values"][t]', 'tape["values"][0]'),
)

BIDIRECTIONAL = (
    ("the back layer's outputs stay turned", "[ahead.h, _turned(back.h, turned_at)]", "[ahead.h, back.h]"),
    ("the back layer reads ahead", "self.back.forward(_turned(x, turned_at), ", "self.back.forward(x, "),
    ("turned as if all were of full length", "turned_at = len(x) if lengths is None else ahead.lengths", "turned_at = len(x)"),
    ("turned one step off", "lengths - 1 - t, t)", "lengths - t, t)"),
    ("the back layer's adjoints stay turned", "_turned(d_back, turned_at)", "d_back"),
    ("the back layer's d_x stays turned", "+ _turned(back.x, turned_at)", "+ back.x"),
    ("no d_x from the layer ahead", "ahead.x + _turned", "_turned"),
    ("states in the other order", "return state[:count], state[count:]", "return state[count:], state[:count]"),
)

BETWEEN = (
    ("what is kept is not scaled", "kept / (1 - self.rate if training else 1)", "kept / 1"),
    ("scaled although nothing is dropped", "(1 - self.rate if training else 1)", "(1 - self.rate)"),
    ("dropped when not training", "if training else np.ones(shape, bool)", "if True else np.ones(shape, bool)"),
    ("the share kept for the share dropped", ">= self.rate", "< self.rate"),
    ("one mask becomes many", "(1, *x.shape[1:]) if self.one_mask", "x.shape if self.one_mask"),
    ("dropout's adjoint without the mask", 'd_h) * tape["scale"], (), {}', "d_h), (), {}"),
    ("normalised over the batch", "x.mean(axis=1, keepdims=True)) * scale", "x.mean(axis=2, keepdims=True)) * scale"),
    ("the mean's share of d_x", "(d - d_mean - ", "(d - "),
    ("the variance's share of d_x", "d_mean - standard * d_along)", "d_mean)"),
    ("d_x without the gain", 'd = d_h * self.params["g"]', "d = d_h"),
    ("no gradient of the shift", "d_s = d_h.sum(", "d_s = 0 * d_h.sum("),
)

INITIALISATION = (
    ("not orthogonal", "gain * q * np.sign", "gain * r * np.sign"),
    ("no gain", "block[:] = gain * np.eye", "block[:] = np.eye"),
    ("the biases are left", "array[:] = 0", "pass"),
    ("chrono with b_i = b_f", '_bias(layer, "b_i", "chrono")[:] = -drawn', '_bias(layer, "b_i", "chrono")[:] = drawn'),
    ("chrono with b_z = ln u", 'layer.params["b_z"][:] = -drawn', 'layer.params["b_z"][:] = drawn'),
    ("chrono without the logarithm", "np.log(random.uniform(1, longest - 1, (layer.hidden_size, 1)))", "random.uniform(1, longest - 1, (layer.hidden_size, 1))"),
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

SOURCE = (
    ("1 - v without brackets", 'OneMinus: ("1 - {}", 1,', 'OneMinus: ("1 - {}", 9,'),
    ("a sum without brackets", 'Sum: ("{} + {}", 1,', 'Sum: ("{} + {}", 9,'),
    ("σ without its inner ½", "np.tanh(0.5 * a)\n", "np.tanh(a)\n"),
    ("the results in another order", "node.name.code for node in cell.results)", "node.name.code for node in cell.results[::-1])"),
)

LOSSES = (
    ("the right class is as wrong as the others", "chosen, axis=1) - 1, axis=1)", "chosen, axis=1) - 0, axis=1)"),
    ("the mask is not heeded in the value", "value.sum(where=mask) / N", "value.sum() / N"),
    ("the mask is not heeded in the adjoint", "np.where(mask, d_y / N, d_y.dtype.type(0))", "d_y / N"),
    ("a mean over all, not over what counts", "N = int(mask.sum())", "N = mask.size"),
    ("the square's slope without 2", "2 * difference / D_y", "difference / D_y"),
    ("yes for no", "(1 - targets) * y)", "targets * y)"),
    ("a mean over the questions", "targets) * y).sum(", "targets) * y).mean("),
)

OPTIMIZERS = (
    ("clipped to a norm of 1", "g *= largest / length", "g *= 1 / length"),
    ("entries below 0 are cut to 0", "np.clip(g, -largest, ", "np.clip(g, 0, "),
    ("all but the first block stand still", "range(0, g.size, BLOCK)", "range(0, min(g.size, BLOCK), BLOCK)"),
    ("the schedule is not heeded", "factor * self.learning_rate", "self.learning_rate"),
    ("every step is the first", "self.k += 1", "self.k = 1"),
    ("no momentum", "v *= self.momentum", "v *= 0"),
    ("RMSprop with ε under the root", "-learning_rate * g / (np.sqrt(v) + self.epsilon)", "-learning_rate * g / np.sqrt(v + self.epsilon)"),
    ("RMSprop whose mean is that of |g|", "(1 - self.beta) * (g * g - v)", "(1 - self.beta) * (abs(g) - v)"),
    ("Adam's m starts too small", "m / (1 - beta1**self.k)", "m / 1"),
    ("Adam's v starts too small", "v / (1 - beta2**self.k)", "v / 1"),
    ("Adam's β swapped", "beta1, beta2 = self.betas", "beta2, beta1 = self.betas"),
)

SCHEDULES = (
    ("the first step is shorter already", "decay ** (step - 1)", "decay**step"),
    ("each stair ends a step early", "(step - 1) // every", "step // every"),
    ("the way down begins during the warm-up", "(step - 1 - warm_up)", "(step - 1)"),
    ("the first step of the warm-up is none", "return step / warm_up", "return (step - 1) / warm_up"),
)

REGULARISERS = (
    ("λ is 1", "+= self.strength * d_W_h", "+= d_W_h"),
    ("the adjoint does not go down", "d_h = layer.backward(layer_tape, d_h).x", "d_h = layer.backward(layer_tape, 0 * d_h).x"),
    ("signals that have vanished count", "there = before > self.vanished", "there = before > -1"),
    ("the ratio of the squares", "np.divide(after, before, ", "np.divide(after**2, before**2, "),
    ("the square's slope without 2", "np.divide(2 * excess, ", "np.divide(excess, "),
    ("a sum for a mean", "(excess**2).sum() / N", "(excess**2).sum()"),
    ("weights not transposed", "layer.W[:, : layer.hidden_size].T)", "layer.W[:, : layer.hidden_size])"),
    ("what follows the end sends back", "signal *= np.arange(", "signal * np.arange("),
    ("nothing from the next step", "signal[t] += back[t + 1]", "pass"),
    ("no slope", "np.multiply(slope[t], signal[t], ", "np.multiply(1, signal[t], "),
)

DURABLE = (
    ("the old file is overwritten", 'path.with_name(path.name + ".part")', "path"),
    ("named before it is on the disk", "os.fsync(file.fileno())", "pass"),
    ("the checksums are not looked at", "if file.testzip():", "if False:"),
    ("a list of floats becomes an array", "arrays[node[FLOATS]].tolist()", "arrays[node[FLOATS]]"),
)

CHECKPOINT = (
    ("another run's file is taken", "if differ:", "if False:"),
    ("the parameters stay as they began", "self.network.params[name][...] = array", "pass"),
    ("the optimizer counts anew", 'self.optimizer.k = saved["optimizer"]["k"]', "pass"),
    ("the optimizer forgets", 'self.optimizer.memory = saved["optimizer"]["memory"]', "pass"),
    ("dropout draws the same masks again", "random.bit_generator.state = state", "pass"),
    ("the batches may be others", "_checksum(last[0]) != ", "False and "),
    ("all but the inputs may be others", "batch._asdict().items()", "list(batch._asdict().items())[:1]"),
)

TRAINING = (
    ("the state is not carried", "self.state = tape.state", "self.state = None"),
    ("the state is carried to what starts anew", "None if batch.starts else self.state", "self.state"),
    ("no dropout in training", "batch.lengths, training=True", "batch.lengths, training=False"),
    ("the mask is not heeded", "loss(tape.y, batch.targets, batch.mask)", "loss(tape.y, batch.targets)"),
    ("the norm after clipping", "length = optimizers.norm(gradients)", "length = optimizers.clip_norm(gradients, clip_norm)"),
    ("the schedule is a step late", "clip_norm, schedule(step))", "clip_norm, schedule(step - 1))"),
    ("what diverged is kept", "optimizers.put(self.network.params, self.good)", "pass"),
    ("a last step may leave infinities", "optimizers.flat(network.params)).all()", "0).all()"),
    ("NaN is the best loss", "np.inf if np.isnan(loss) else loss", "loss"),
    ("patience lasts one evaluation longer", "since_best >= patience", "since_best > patience"),
    ("the best parameters are not put back", "optimizers.put(network.params, run.best)", "pass"),
    ("what was told to stop is put back", 'if patience and history.stopped_by != "stop":', "if patience:"),
    ("it goes on from zeros", 'tuple(tuple(states) for states in run["state"])', "None"),
    ("it goes on without its best", 'run["good"], run["best"]', 'run["good"], None'),
    ("the batches begin anew", "file.pass_over(batches, self.history.steps, saved)", "pass"),
)

TASK = (
    ("held-out sets are drawn anew", "    @cache\n    def once(split):\n        k = SPLITS", "    def once(split):\n        k = SPLITS"),
    ("the test set is the validation set", "return draw(apart(k), held_out[k])", "return draw(apart(0), held_out[k])"),
    ("the same batch for ever", "several = draw(random, at_once * batch_size)", "several = draw(checks.generator('batches', 0), at_once * batch_size)"),
    ("every epoch in the same order", "order = random.permutation(count)", "order = np.arange(count)"),
    ("a last batch that is not full", "range(0, count - batch_size + 1, batch_size)", "range(0, count, batch_size)"),
    ("picked sequences keep the length of the longest of all", "else lengths.max()", "else len(batch.x)"),
    ("the mask stays behind", "batch.starts, lengths, of(batch.mask))", "batch.starts, lengths)"),
    ("the goal has to be exceeded", "measured[name] >= least", "measured[name] > least"),
    ("the mask is not heeded", "right[batch.mask].mean()", "right.mean()"),
    ("the smallest output is the answer", "y.argmax(axis=1) == batch.targets", "y.argmin(axis=1) == batch.targets"),
    ("the entropy in bits", "np.nansum(p * np.log(p))", "np.nansum(p * np.log2(p))"),
)

ARITHMETIC = (
    ("one mark may be lost on the other", "second += second >= first", "pass"),
    ("the first pair's number counts", "(x[:, 1] > 0)", "(x[:, 1] != 0)"),
    ("the last mark of the longest", "marks[lengths - 1, every] = -1", "marks[-1] = -1"),
    ("a quarter of the sum without ½", "0.5 + total / 4", "total / 4"),
    ("both marks in the first half", "[[half], [2 * half]]", "[[half], [half + 1]]"),
    ("1/24, as the books say", "(1 - lost / 2) / 24", "1 / 24"),
    ("numbers beyond the end", "random.uniform(-1, 1, inside.shape) * inside", "random.uniform(-1, 1, inside.shape)"),
    ("even for odd", "bits.cumsum(axis=0) % 2", "(1 + bits.cumsum(axis=0)) % 2"),
)

MEMORY = (
    ("the last symbol is asked for", "numbers[:1])\n", "numbers[-1:])\n"),
    ("one blank too many", "numbers[steps + COUNT - 1] = delimiter", "numbers[steps + COUNT - 2] = delimiter"),
    ("to be repeated backwards", "targets[-COUNT:] = random", "targets[: -COUNT - 1 : -1] = random"),
    ("places in no order", "places = np.sort(shuffled[:count], axis=0)", "places = shuffled[:count]"),
    ("all predictions count", "numbers[-count:], mask[-count:] = question, True", "numbers[-count:], mask[:] = question, True"),
    ("measured over all steps", "judged(y[-count:].argmax(axis=1) == batch.targets[-count:])", "judged(y.argmax(axis=1) == batch.targets)"),
    ("guessing a single symbol", "kinds**-count", "1 / kinds"),
)

ORDER = (
    ("the second symbol comes anywhere", '("2013", 2): (10, 50)', '("2013", 2): (10, 10)'),
    ("Y for X", "digits @ is_y", "digits @ (1 - is_y)"),
    ("the last symbol first", "np.arange(relevant)[::-1]", "np.arange(relevant)"),
    ("relevant symbols among the others", "random.integers(2, 6, ", "random.integers(0, 6, "),
    ("E at the end of the longest", "symbols[lengths - 1, every] = 6, 7", "symbols[-1] = 6, 7"),
    ("of equal orders one is certain", "comb(relevant, k) for k", "1 for k"),
)

NOISE = (
    ("the deviation for the variance", "np.sqrt(VARIANCE), inside", "VARIANCE, inside"),
    ("noise on what is informative", 'if form == "3b" else 0)', "if True else 0)"),
    ("no noise on the targets", "targets += random.normal(", "targets + random.normal("),
    ("judged by the noisy target", 'if form == "3c" else batch.targets))', "if False else batch.targets))"),
    ("one informative element whatever N", "np.sqrt(VARIANCE * N)", "np.sqrt(VARIANCE)"),
)

LENGTHS = (
    ("a tenth less", "steps + steps // 10, batch", "steps + 1, batch"),
    ("one step too long", "[:, None] < lengths", "[:, None] <= lengths"),
)

GRAMMAR = (
    ("the coin has one side", "random.integers(2, size=(_AT_ONCE", "random.integers(1, size=(_AT_ONCE"),
    ("a string's end is overwritten", "(state == 0) & (lengths == 0)", "(state == 0)"),
    ("what is legal before, not after, a symbol", "states[t] = state = grammar.reads[state, symbol]", "states[t], state = state, grammar.reads[state, symbol]"),
    ("a walk goes on after its end", "Q[:, 0] = 0", "pass"),
    ("the first symbol is predicted too", "if not first:", "if first:"),
)

PREDICTION = (
    ("equal outputs will do", "least > np.where", "least >= np.where"),
    ("the best of the legal ones", "np.where(legal, y, np.inf).min(axis=1)", "np.where(legal, y, -np.inf).max(axis=1)"),
    ("a string may have mistakes", "(right | ~mask).all(axis=0)", "(right | ~mask).any(axis=0)"),
    ("the mask is not heeded", "right[mask].mean()", "right.mean()"),
    ("the entropy of pairs", "np.divide(context, p, ", "np.divide(1, p, "),
)

REBER = (
    ("T and P meet", "return *copy, {letter: end}", 'return *copy, {"T": end}'),
    ("S loops where X should", '{"S": 2, "X": 4}', '{"X": 2, "S": 4}'),
    ("the prediction after the end counts", "np.arange(1, len(symbols))[:, None] < lengths", "np.arange(1, len(symbols))[:, None] <= lengths"),
    ("a stream begins anew with every window", "        starts = False\n", "        starts = True\n"),
    ("streams never begin anew", "islice(_streams(random, batch_size, window), windows)", "_streams(random, batch_size, window)"),
)

COUNTING = (
    ("n is never the longest", "random.integers(longest, size=batch_size)", "random.integers(longest - 1, size=batch_size)"),
    ("after an a only what came is right", "legal[:, 1:3] |= batch.x[:, 1:2] > 0", "pass"),
    ("the first mistake counts as right", "int(n[right.all(axis=0).argmin()]) - 1", "int(n[right.all(axis=0).argmin()])"),
    ("what follows a string is judged", "| ~batch.mask\n", "| False\n"),
    ("the optimum of all symbols", "np.log(longest) / mask.sum(axis=0).mean()", "np.log(longest) / len(mask)"),
)

GENETIC_CODE = (
    ("tryptophan stops", "FFLLSSSSYY**CC*W", "FFLLSSSSYY**CCW*"),
    ("read one base late", "CODE[bases[0:end:3], bases[1:end:3]", "CODE[bases[1:end:3], bases[0:end:3]"),
    ("the codon that is hit counts", "at // 3 + 1, len(after)", "at // 3, len(after)"),
)

DNA = (
    ("stops in proteins", "(CODE != _STOP)", "(CODE != -1)"),
    ("every codon as likely", "np.bincount(CODE.ravel())[CODE]", "np.full(CODE.shape, 3)"),
    ("the amino acid is said a base early", "targets[2::3]", "targets[1::3]"),
    ("every frame begins at 0", "first = random.integers(3, size=batch_size)", "first = 0 * random.integers(3, size=batch_size)"),
    ("the posterior knows the future", "np.cumsum(up_to(place) - up_to(place - 1), axis=0)", "np.sum(up_to(place) - up_to(place - 1), axis=0, keepdims=True) + np.zeros(bases.shape)"),
    ("a base alone, not given those before", "up_to(place) - up_to(place - 1)", "up_to(place)"),
)

FILM = (
    ("left for right", '"left": (0, -1), "right": (0, 1)', '"left": (0, 1), "right": (0, -1)'),
    ("the next frame is this one", "Batch(film[:-1], film[1:])", "Batch(film[:-1], film[:-1])"),
    ("through the wall", "length - np.abs(length - phase % (2 * length))", "phase % (2 * length)"),
    ("digits of the training set in all sets", "digits()[split], HELD_OUT[k]", 'digits()["train"], HELD_OUT[k]'),
)

FORECASTING = (
    ("scaled by the whole series", "series[:first].mean(), series[:first].std()", "series.mean(), series.std()"),
    ("a look at the value to be told", "Batch(here[:-1], here[-1:])", "Batch(here[1:], here[-1:])"),
    ("the first of the window persists", "judged(test.x[-1:])", "judged(test.x[:1])"),
    ("no constant", "np.column_stack([x, np.ones(len(x))])", "np.column_stack([x, np.zeros(len(x))])"),
    ("the error on the scaled series", "float(deviation * np.sqrt(", "float(np.sqrt("),
    ("the autoregression has seen the test part", "least_squares(train), test", "least_squares(test), test"),
)

NGRAM = (
    ("a share for the new, of everything", "len(seen) * p) / (seen.total() + len(seen))", "p) / (seen.total() + 1)"),
    ("the first character is scored", "for k in range(1, len(text))", "for k in range(len(text))"),
)

STATISTICS = (
    ("a lost run is left out", "np.where(np.isnan(values), missing, values)", "values[~np.isnan(values)]"),
    ("half of the tail", "tail = (1 - confidence) / 2", "tail = 1 - confidence"),
    ("b minus a", "first - second)", "second - first)"),
    ("ties count for a", "int((difference < 0).sum())", "int((difference <= 0).sum())"),
    ("a p-value of ties too", "binomtest(lower, lower + higher)", "binomtest(lower, len(difference))"),
)

ROUNDS = (
    ("the seeds that choose count", "SEEDS = tuple(range(10))", "SEEDS = tuple(range(100, 110))"),
    ("an edge is believed", "if around <= rates:", "if True:"),
    ("half of the runs choose", "if len(done) < len(runs):", "if not done:"),
    ("the luckiest run chooses", "max(_cost(r[of]) for r", "min(_cost(r[of]) for r"),
    ("what diverged costs nothing", "return math.inf if", "return 0 if"),
    ("of equals the largest", "min(sorted(rates), key", "min(sorted(rates)[::-1], key"),
    ("every case is tuned", "_search(rows, tuned_as(case), ", "_search(rows, case, "),
)

TRIAL = (
    ("data and weights from one seed", "batches = task.batches(batch_size, [seed, 2])", "batches = task.batches(batch_size, [seed, 0])"),
    ("the first look is when it was solved", "if task.solved(seen)), np.nan)", "), np.nan)"),
    ("what failed looks cheap", "(steps if task.goal else 0)", "0"),
    ("what diverged looks cheap", '"cost": np.inf', '"cost": 0'),
    ("test and validation swapped", "in SPLITS)", "in SPLITS[::-1])"),
)

MUTATIONS = tuple(
    Mutation(f"rnnlib/{file}.py", *row)
    for file, rows in {
        "cells/recurrent": RECURRENT,
        "cells/layer": LAYER,
        "cells/rnn": RNN,
        "cells/gru": GRU,
        "cells/lstm": LSTM,
        "ops": OPS,
        "equations": EQUATIONS,
        "names": NAMES,
        "algebra": ALGEBRA,
        "derivation": DERIVATION,
        "gates": GATES,
        "network": NETWORK,
        "equation_layer": EQUATION_LAYER,
        "bidirectional": BIDIRECTIONAL,
        "between": BETWEEN,
        "initialisation": INITIALISATION,
        "interop": INTEROP,
        "source": SOURCE,
        "losses": LOSSES,
        "optimizers": OPTIMIZERS,
        "schedules": SCHEDULES,
        "regularisers": REGULARISERS,
        "durable": DURABLE,
        "checkpoint": CHECKPOINT,
        "training": TRAINING,
        "tasks/task": TASK,
        "tasks/arithmetic": ARITHMETIC,
        "tasks/memory": MEMORY,
        "tasks/order": ORDER,
        "tasks/noise": NOISE,
        "tasks/lengths": LENGTHS,
        "tasks/grammar": GRAMMAR,
        "tasks/prediction": PREDICTION,
        "tasks/reber": REBER,
        "tasks/counting": COUNTING,
        "tasks/genetic_code": GENETIC_CODE,
        "tasks/dna": DNA,
        "tasks/film": FILM,
        "tasks/forecasting": FORECASTING,
        "tasks/ngram": NGRAM,
        "studies/statistics": STATISTICS,
        "studies/rounds": ROUNDS,
        "studies/trial": TRIAL,
    }.items()
    for row in rows
)
