"""What a page must know of a cell to train it, beside its program."""

from typing import TYPE_CHECKING, Any

from rnnlib.symbolic.javascript.source import program

if TYPE_CHECKING:
    from rnnlib.symbolic.cell import Cell

FORGET_BIAS = 1.0  # Jozefowicz et al. (2015): what is kept at the start is σ(1) of the state


def for_training(cell: "Cell") -> dict[str, Any]:
    """A cell as plain lists, dicts and strings.

    Returns:
        name, source: of the cell, and its JavaScript.
        input: the terms of the size of its input, such as ["D_x"].
        gates: of each that has a name: it, its roles, and the meaning whose colour it has.
        starts: {bias: value} for the gates that forget, as `layers.forget_bias` sets them.
    """
    gates = cell.gates()
    starts: dict[str, float] = {}
    for gate in gates:
        if "forget" in gate.roles:
            sign = 1 if gate.roles["forget"] == gate.name else -1
            trained = [bias for bias in gate.biases if bias in cell.parameters]
            for k, bias in enumerate(trained):  # a second one is added to the first
                starts.setdefault(bias, 0.0 if k else sign * FORGET_BIAS)
    return {
        "name": str(cell.name),
        "source": str(program(cell)),
        "input": [str(term) for term in cell.x.shape[0]],
        "gates": [
            {"name": str(g.name), "roles": list(g.roles), "meaning": str(g.meaning)}
            for g in gates
            if g.node.name
        ],
        "starts": {str(bias): value for bias, value in starts.items()},
    }
