"""Mistakes to plant in expressions and what is derived from them."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

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

NAMES = (
    ("the time index of a prior state", '"_prior" if self.time == "t-1"', '"_prior" if self.time == "t"'),
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
    ("columns averaged", "v.sum(axis=1, keepdims=True)", "v.mean(axis=1, keepdims=True)"),
    ("what else enters the sum is dropped", "a = a + plus", "pass"),
    ("a sum in a product without brackets", "if node.binds < binds else text", "if False else text"),
    ("1 - v written as v", 'f"1 - {write(', 'f"{write('),
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

SOURCE = (
    ("1 - v without brackets", 'OneMinus: ("1 - {}", 1,', 'OneMinus: ("1 - {}", 9,'),
    ("a sum without brackets", 'Sum: ("{} + {}", 1,', 'Sum: ("{} + {}", 9,'),
    ("σ without its inner ½", "np.tanh(0.5 * a)\n", "np.tanh(a)\n"),
    ("the results in another order", "node.name.code for node in cell.results)", "node.name.code for node in cell.results[::-1])"),
)

MISTAKES = {
    "equations": EQUATIONS,
    "symbolic/names": NAMES,
    "symbolic/expressions": ALGEBRA,
    "symbolic/derivation": DERIVATION,
    "symbolic/gates": GATES,
    "symbolic/numpy_source": SOURCE,
}
