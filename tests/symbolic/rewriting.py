"""Random gated cells, and random ways of writing the same cell again.

A cell is a dictionary of equations {name: expression}, in the order in which they are
computed. An expression is a tuple: ("+", u, v), ("*", u, v), ("-", v), ("1-", v),
("tanh", v), ("layer", φ, inputs, plus), ("affine", v), a prior state or x, or the name of
an earlier equation.
"""

from rnnlib.symbolic import affine, cell, linear, relu, sigmoid, tanh

FUNCTIONS = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu, "linear": linear}


class RandomCell:
    """A cell with one or two states and up to eight gates; sometimes with an output y."""

    def __init__(self, random):
        self.random, self.equations = random, {}
        self.two, self.output = random.random() < 0.5, ()
        self.states = ("h", "c") if self.two else ("h",)
        memory = self.states[-1]
        new = self.updated((memory, "prior"))
        if random.random() < 0.3:  # a deep transition: the next candidate sees the half-made state
            self.equations["s"] = new
            new = self.updated("s")
        self.equations[memory] = new
        shown = memory
        if self.two:
            o, inner = self.gate(), ("tanh", "c") if random.random() < 0.7 else "c"
            self.equations["h"], shown = ("*", o, inner), "h"
        if random.random() < 0.3:
            scaled = ("*", self.gate(), shown)
            self.output = ("y",)
            self.equations["y"] = scaled if random.random() < 0.5 else self.layer("linear", scaled)

    def choose(self, *options):
        return options[self.random.integers(len(options))]

    def layer(self, kind, *inputs, plus=None):
        name = f"{'g' if kind == 'sigmoid' else 'k'}{len(self.equations)}"
        self.equations[name] = ("layer", kind, inputs, plus)
        return name

    def gate(self):
        h = ("h", "prior")
        return self.layer("sigmoid", *self.choose([h, "x"], ["x"], [h, (self.states[-1], "prior")]))

    def candidate(self, old):
        kind = self.choose("tanh", "relu", "linear")
        style = self.random.integers(4)
        if style == 0:
            return self.layer(kind, ("*", self.gate(), old), "x")
        if style == 1 and kind != "linear":
            return self.layer(kind, "x", plus=("*", self.gate(), ("affine", old)))
        return self.layer(kind, *self.choose([old, "x"], ["x"]))

    def updated(self, old):
        style = self.random.integers(6)
        z, k = self.gate(), self.candidate(old)
        if style == 0:
            return ("+", ("*", ("1-", z), old), ("*", z, k))
        if style == 1:
            return ("+", ("*", z, old), ("*", ("1-", z), k))
        if style == 2:
            return ("+", ("*", self.gate(), old), ("*", z, k))
        if style == 3:
            return ("+", ("*", ("*", z, self.gate()), old), ("*", self.gate(), k))
        if style == 4 and old != "s":
            return ("+", ("*", z, ("tanh", old)), k)
        return ("+", old, ("*", z, k))

    def rewritten(self):
        """The same equations, each written in another way."""
        return {name: self.again(tree) for name, tree in self.equations.items()}

    def again(self, tree):
        if isinstance(tree, str) or tree[-1] == "prior":
            inlined = self.equations.get(tree, ("layer",))
            return self.again(inlined) if inlined[0] != "layer" and self.choose(0, 1) else tree
        if tree[0] == "layer":
            _, kind, inputs, plus = tree
            return ("layer", kind, tuple(map(self.again, inputs)), plus and self.again(plus))
        tree = (tree[0], *map(self.again, tree[1:]))
        options = list(rules(tree))
        return self.choose(*options) if options and self.random.random() < 0.5 else tree

    def built(self, equations=None):
        """The Cell of these equations."""
        equations = equations or self.equations
        names = [f"{state}_prior" for state in self.states]

        def function(*symbols):
            known = dict(zip([*names, "x"], symbols, strict=True))
            for name, tree in equations.items():
                known[name] = _build(tree, name, known)
                if tree[0] != "layer" and name != "s" and known[name].name is None:
                    known[name].called(name)
            return tuple(known[name] for name in (*self.states, *self.output))

        function.__name__ = "RANDOM"
        return cell(states=" ".join(self.states), outputs=" ".join(self.output))(function)


def rules(tree):
    """Other ways to write what stands at the top of an expression."""
    yield ("1-", ("1-", tree))
    yield ("-", ("-", tree))
    yield ("called", tree)
    match tree:
        case ("+", u, v):
            yield ("+", v, u)
        case ("*", u, v):
            yield ("*", v, u)
        case ("tanh", v):
            yield ("-", ("tanh", ("-", v)))
        case ("1-", v):
            yield ("+", ("-", v), ("1-", ("+", v, ("-", v))))
    match tree:
        case ("+", ("*", ("1-", z), h), ("*", z_again, k)) if z == z_again:
            yield ("+", h, ("*", z, ("+", k, ("-", h))))
        case ("+", ("*", u, v), ("*", u_again, w)) if u == u_again:
            yield ("*", u, ("+", v, w))
        case ("+", u, ("+", v, w)):
            yield ("+", ("+", u, v), w)
        case ("*", u, ("+", v, w)):
            yield ("+", ("*", u, v), ("*", u, w))
        case ("*", ("1-", u), v):
            yield ("+", v, ("-", ("*", u, v)))
        case ("*", u, ("*", v, w)):
            yield ("*", ("*", u, v), w)


def _build(tree, name, known):
    if isinstance(tree, str):
        return known[tree]
    if tree[-1] == "prior":
        return known["_".join(tree)]
    if tree[0] == "layer":
        _, kind, inputs, plus = tree
        inputs = [_build(tree, name, known) for tree in inputs]
        plus = plus and _build(plus, name, known)
        return FUNCTIONS[kind].layer(name, *inputs, plus=plus)
    operands = [_build(operand, name, known) for operand in tree[1:]]
    match tree[0]:
        case "+":
            return operands[0] + operands[1]
        case "*":
            return operands[0] * operands[1]
        case "-":
            return -operands[0]
        case "1-":
            return 1 - operands[0]
        case "tanh":
            return tanh(operands[0])
        case "affine":
            return affine(f"u{name}", *operands)
        case "called":
            alias = f"v{len(known)}"
            known[alias] = operands[0] if operands[0].name else operands[0].called(alias)
            return known[alias]
