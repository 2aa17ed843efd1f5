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
    ("LSTM with f and i swapped", "c = f * c + i * c_candidate\n    return o", "c = i * c + f * c_candidate\n    return o"),
    ("projected LSTM without its output gate", 'affine("p", o * tanh(c)', 'affine("p", tanh(c)'),
    ("the LSTM of 1997 keeps nothing", "c = c + i * c_candidate", "c = i * c_candidate"),
    ("o's peephole on h", 'peephole("o", c)', 'peephole("o", h)'),
    ("no peephole of f", ', plus=peephole("f", c)', ""),
    ("coupled without 1 -", "c = (1 - i) * c + i", "c = i * c + i"),
    ("minimal gated unit without its reset", 'tanh.layer("h~", f * h, x)', 'tanh.layer("h~", h, x)'),
    ("minGRU whose gate sees the state", 'sigmoid.layer("z", x)', 'sigmoid.layer("z", h, x)'),
)

NAMES = (
    ("a Greek word in Latin", 'f"\\\\{word}" if word in', 'word if word in'),
    ("indices that run together", '",".join(part for part in (*map', '"".join(part for part in (*map'),
    ("words of Python are names", "if iskeyword(self.code) or", "if"),
    ("a copied size is one term", "return tuple(self)", "return (tuple(self),)"),
    ("D_h + D_x is not D_x + D_h", "sorted(map(str, self)) == sorted(map(str, other))", "[*map(str, self)] == [*map(str, other)]"),
    ("the time index of a prior state", '"_prior" if self.time == "t-1"', '"_prior" if self.time == "t"'),
)

GRAPH = (
    ("a sum in a product without brackets", "if node.binds < binds else text", "if False else text"),
    ("minus minus is minus", '.replace("--", "")', '.replace("--", "-")'),
    ("loaded nodes come last", "max(Node._made, self.serial)", "Node._made"),
)

SYMBOLS = (
    ("a choice by a quantity", "def __bool__(self) -> bool:\n        raise", "def __bool__(self) -> bool:\n        return True\n        raise"),
    ("any number minus v is 1 - v", "number.number == 1", "number.number"),
    ("a negative number loses its sign", "else -Number(-value)", "else Number(-value)"),
    ("v - u is v + u", "(self, -quantity(", "(self, quantity("),
    ("u / v is v / u", 'operations["/"](self, other)', 'operations["/"](other, self)'),
    ("a number of 3 digits", ":.15g}", ":.3g}"),
    ("a state is transposed", "if BATCH in self.shape:", "if False:"),
)

EXPRESSIONS = (
    ("a bias's adjoint is not summed", "d = SumOver(d, axis)", "pass"),
    ("summed over the wrong axis", "for axis in (1, 0):", "for axis in (0,):"),
    ("the slope of 1 - v has no minus", "return 1 - v\n\n    def adjoints(self, d):\n        return (-d,)", "return 1 - v\n\n    def adjoints(self, d):\n        return (d,)"),
    ("the slope of -v has no minus", "operator.neg)\n\n    def adjoints(self, d):\n        return (-d,)", "operator.neg)\n\n    def adjoints(self, d):\n        return (d,)"),
    ("1 - v is v", "return 1 - v\n", "return v\n"),
    ("product rule with the wrong factor", "return d * v, u * d if", "return d * u, u * d if"),
    ("quotient rule without its minus", "-(d * self / v)", "d * self / v"),
    ("weights not transposed", "transposed(w) @ d", "w @ d"),
    ("a transpose's adjoint is not transposed", "return (transposed(d),)", "return (d,)"),
    ("columns averaged", "v.sum(axis=self.axis, keepdims=True)", "v.mean(axis=self.axis, keepdims=True)"),
    ("1 - v written as v", '"1 - {}", 3', '"{}", 3'),
    ("1 - v without brackets", '"1 - {}", 3', '"1 - {}", 0'),
    ("a product of products without brackets in NumPy", '"{} * {}", 2, 5', '"{} * {}", 2, 0'),
    ("a matrix product without brackets", 'in_numpy = "{} @ {}", 4, 5', 'in_numpy = "{} @ {}", 4, 0'),
    ("D_k where D_h must be", "if any(m != n and ONE not in (m, n) for m, n in pairs):", "if False:"),
)

FEATURES = (
    ("wrong row block of a joined adjoint", "sum(len(part) for part in parts[: self.k])", "0"),
    ("the smaller of the two", "staticmethod(np.maximum)", "staticmethod(np.minimum)"),
    ("where both are equal, neither", "d * (1 - Positive(v - u))", "d * Positive(u - v)"),
    ("the adjoint of a mean in full", "np.broadcast_to(d / len(v), v.shape)", "np.broadcast_to(d, v.shape)"),
    ("half the slope of a variance", "(2 * (v - Mean(v)))", "(v - Mean(v))"),
    ("a variance about 0", "2 * (v - Mean(v))", "2 * v"),
)

FUNCTIONS = (
    ("no slope", "(d * self.kind.slope(self),)", "(d,)"),
    ("exp's slope is 1", "np.exp, lambda y: y,", "np.exp, lambda y: 1,"),
    ("the logarithm's slope is its value", "lambda y: 1 / y.operands[0]", "lambda y: 1 / y"),
    ("√'s slope without its half", "lambda y: 0.5 / y", "lambda y: 1 / y"),
    ("what else enters the sum is dropped", "a = a + quantity(owner, plus)", "pass"),
    ("a frozen layer trains its bias", 'f"b_{name}", size, ONE, frozen)', 'f"b_{name}", size, ONE)'),
    ("a blend is a layer", "(not v.name and is_layer(v))", "has_weights(v)"),
    ("a named part makes a layer", "(not v.name and is_layer(v))", "is_layer(v)"),
    ("weights below another activation", "if not isinstance(v, Activation)]", "]"),
    ("a linear layer is none", "or node.closes_layer:", ":"),
)

CELL = (
    ("frozen parameters are trained", "if not s.frozen}\n        self.frozen", "}\n        self.frozen"),
    ("a name may be given twice", "        if twice:", "        if False:"),
    ("symbols of another cell", 'if node.kind in ("state", "input") and', "if False and"),
    ("a new state of another size", "if new.shape != prior.shape:", "if False:"),
    ("a copy takes along what is cached", "if k.startswith(\"__\") or k[0] != \"_\"}", "}"),
    ("a cell of the library is copied by value", "return self.name\n        return super", "pass\n        return super"),
    ("the gradient of a frozen parameter is 0", "if not s.frozen}\n        return unused", "}\n        return unused"),
    ("a peephole is an operator", "elif node.is_operator and not is_weighting(node):", "elif node.is_operator:"),
    ("a with several layers has no mark", "if len(steps) == 1 and all(", "if all("),
    ("the output reads the last state", "self.states[0], size=size", "self.states[-1], size=size"),
)

GIVEN = (
    ("D_x for a residual cell unchecked", 'if "D_x" in given and', "if False and"),
    ("two unknown axes may differ", "for _ in symbol.shape:", "for _ in symbol.shape[:1]:"),
)

DEFINITION = (
    ("a state under another name is renamed", "node if node.name.code == name else Same(node).called(name)", "node.called(name)"),
    ("an unnamed input of another size", 'Symbol(Name("x"), (Size.of(name, x), BATCH)', 'Symbol(Name("x"), (Size("D_x"), BATCH)'),
    ("every state has D_h", 'Size.of(name, sizes[state]) for', 'Size.of(name, "D_h") for'),
    ("a state twice", "len(set(names)) < len(names)", "False"),
    ("an argument in the place of another", "own == name or own not in expected", "True"),
    ("no docstring", "doc = inspect.getdoc(function)", "doc = None"),
    ("pickled as if of the library", "made.__module__ = function.__module__", 'made.__module__ = "rnnlib.equations"'),
)

DIMENSIONS = (
    ("partial sums are tensors", "if is_partial or", "if"),
    ("a sum that a layer sees is partial", "if isinstance(node, Sum) for term", "for term"),
    ("no time axis", 'if "T" in sizes and', "if False and"),
    ("weights have a time axis", 'and BATCH in node.shape', ""),
    ("numbers are tensors", "isinstance(node, Number) or", ""),
    ("tensors twice", "or latex in rows:", "and latex in rows:"),
)

DERIVATION = (
    ("one use of a node alone", "(sum(self.terms),)", "(self.terms[0],)"),
    ("the last use overwrites", "sent.setdefault(alike[operand], []).append((term, node.rule))", "sent[alike[operand]] = [(term, node.rule)]"),
    ("the loss reaches one result alone", '"")] for node in results}', '"")] for node in results[:1]}'),
    ("a frozen parameter gets an adjoint", " and not node.frozen", ""),
    ("two lines for one concatenation", "alike[operand]", "operand"),
    ("a weight's adjoint is no sum over steps", 'r"\\mathrel{+}=" if', '"=" if'),
    ("an incoming adjoint has no arrow", "incoming[node].is_all = False", "pass"),
    ("weights among the states", "    lines.sort(key=lambda line: is_parameter(line.node))", "    "),
    ("a rule is not named", "t.sent_because or r for", "t.sent_because or rules[0] for"),
)

GATES = (
    ("the parts of one sum alone", "parts.extend(node.operands if isinstance(node, Sum) else ())", "pass"),
    ("through g and 1 - g exchanged", "abs(scale[k, 1]) > abs(scale[k, 0])", "abs(scale[k, 1]) < abs(scale[k, 0])"),
    ("through 1 - g where both occur", "through[max(wider[r])]", "through[min(wider[r])]"),
    ("roles out of order", "for r in ROLES if", "for r in ROLES[::-1] if"),
    ("4σ - 2 is a gate", "values |= {gates[k]} if changes_sign else set()", "pass"),
    ("a σ that scales only gates is a gate", "values |= {gate for gate in gates if gate not in roles and beside[gate] & roles.keys()}", "pass"),
    ("forget and input exchanged", '"forget" if keeps(state, [way]) else "input"', '"input" if keeps(state, [way]) else "forget"'),
    ("a state that shows another has an input gate", 'return "output" if only_shows else "forget"', 'return "forget"'),
    ("a state that shows two things has an output gate", 'only_shows = "new state" in kinds and "state" not in kinds', 'only_shows = "new state" in kinds'),
    ("a gate on the way to a projection is a reset", 'return "output" if "new state" in kinds and "state" not in seen[layer] else "relevance"', 'return "relevance"'),
    ("a layer of old and new states shows a state", 'if "new state" in kinds and "state" not in seen[layer]', 'if "new state" in kinds'),
    ("a gate within the layer that is the state is a reset", "elif role and counts[k]", "elif counts[k]"),
    ("a reset before the layer that is the state is none", "for leaf in alone if leaf.kind", "for leaf in alone if True or leaf.kind"),
    ("outputs are not looked at", "for output in outputs:", "for output in ():"),
    ("the states in any order", "sorted(old, key=lambda state: not keeps(state, reader.forms[state]))", "[*old]"),
    ("a half-made state is a state", "any(map(ways[part].in_proportion, reader.made.values()))", "False"),
    ("in a half-made state no gate counts", "alike.all(axis=0) | (not half_made)", "np.full(scales.shape[1], not half_made)"),
    ("what a layer's layer sees is not seen", "return {source.kind for source in sources}.union(", "return {source.kind for source in sources} or set().union("),
)

WAYS = (
    ("all other gates at a half, where z and 1 - z are equal", "9 / 16)", "1 / 2)"),
    ("products are not multiplied out", "tuple(sorted(a + b, key=hash)): s * t", "a: s * t"),
    ("factors in the order in which they are written", "tuple(sorted(a + b, key=hash))", "a + b"),
    ("ways that cancel stay", "if np.any(abs(scale) > TINY)})", "})"),
    ("a state may be more than the whole", "np.all(abs(scale) < 1 + TINY)", "True"),
    ("minus a state times a scale is more than the whole", "np.all(abs(scale) < 1 + TINY)", "np.all(scale < 1 + TINY)"),
    ("an old state unchanged is a new state", "if len(form) == 1 and isinstance(way[0].node, Symbol)", "if False and isinstance(way[0].node, Symbol)"),
    ("no way is followed beyond a ReLU", "if kind in (sigmoid, tanh, relu) and", "if kind in (sigmoid, tanh) and"),
    ("a share is a value", "if [*v] == [()] and", "if False and"),
    ("equal layers are two", "self._first.setdefault((type(node), kind, *forms), node)", "node"),
    ("exp closes no gate", "GATED = sigmoid, exp", "GATED = sigmoid, sigmoid"),
    ("a product that a gate scales closes a layer", "and np.ptp(ways[way]) < TINY for way", "for way"),
    ("a peephole is no weight", '("parameter" in k and len(k) > 1)', "False"),
    ("a fading memory is an old state", " and np.ptp(state[way]) < TINY", ""),
    ("a trained number is a gate", '("parameter" in k and len(k) > 1)', '"parameter" in k'),
    ("the state's own way is what shows it", "if np.ptp(scale) < TINY:\n                        self.made", "if True:\n                        self.made"),
)

TYPESETTING = (
    ("a minus becomes a plus", 'f"- {first[1:]}"', 'f"+ {first[1:]}"'),
    ("one reason for all terms of a line", "lines[-1][1] == reason and", ""),
    ("a sum is cut inside its brackets", 'if match[0][0] == " " and not depth:', 'if match[0][0] == " ":'),
    ("no line is ever full", "and width(f", "and 0 * width(f"),
    ("a bracket gets lost", "parts[-1] + line[stop:]", "parts[-1] + line[stop + 1 :]"),
    ("a part of a term is opened again", 'if match[0] == ")" and not opened', 'if match[0] == ")"'),
)

COMPARISON = (
    ("a division is free", "isinstance(n, (Product, Quotient))", "isinstance(n, Product)"),
    ("a variance is free", "[*products, *elementwise, *squares]", "[*products, *elementwise]"),
    ("a matrix product costs what its result has", "(*n.shape, n.operands[0].shape[1])", "n.shape"),
    ("frozen parameters count", "in cell.parameters.values())", "in {**cell.parameters, **cell.frozen}.values())"),
    ("a size in numbers is one", "prod(n for n in terms if isinstance(n, int))", "1"),
    ("a square is written as a product", '"  ²³⁴"[power]', '"    "[power]'),
    ("the ratio upside down", "Fraction(self[symbols], n)", "Fraction(n, self[symbols])"),
    ("a ratio of the common terms", "if len(quotients) == 1 and self.keys() == other.keys():", "if len(quotients) == 1:"),
)

SOURCE = (
    ("in LaTeX", "return node.numpy(self)", "return node.latex(self)"),
    ("σ without its inner ½", "np.tanh(0.5 * a)", "np.tanh(a)"),
    ("the results in another order", "node.name.code for node in cell.results)", "node.name.code for node in cell.results[::-1])"),
)

TRAINED = (
    ("1 - z keeps little at the start", 'else -1', 'else 1'),
    ("every gate starts open", 'if "forget" in gate.roles', 'if gate.roles'),
    ("gates without a name are looked for", "if g.node.name", "if True"),
)

MISTAKES = {
    "equations": EQUATIONS,
    "symbolic/names": NAMES,
    "symbolic/graph": GRAPH,
    "symbolic/symbols": SYMBOLS,
    "symbolic/expressions": EXPRESSIONS,
    "symbolic/features": FEATURES,
    "symbolic/functions": FUNCTIONS,
    "symbolic/cell": CELL,
    "symbolic/definition": DEFINITION,
    "symbolic/given": GIVEN,
    "symbolic/dimensions": DIMENSIONS,
    "symbolic/derivation": DERIVATION,
    "symbolic/typesetting": TYPESETTING,
    "symbolic/comparison": COMPARISON,
    "symbolic/gates": GATES,
    "symbolic/ways": WAYS,
    "symbolic/numpy_source": SOURCE,
    "symbolic/javascript/training": TRAINED,
}
