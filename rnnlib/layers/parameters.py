"""The parameters of a layer or a network: a mapping that writes into the arrays that compute."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, NoReturn

import numpy as np

from rnnlib import checks


class Parameters(MutableMapping):
    """{name: array}. Every way of setting an entry writes into the array, with checks.

    The arrays are those that `forward` computes with: there is no way to exchange or to
    remove one. `update` and `|=` write everything or, if one entry is wrong, nothing.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        self._arrays = dict(arrays)

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._arrays:
            raise KeyError(f"{name!r}: the parameters are {', '.join(self._arrays) or 'none'}")
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __setitem__(self, name: str, value: Any) -> None:
        self.update({name: value})

    def update(self, other: Any = (), /, **more: Any) -> None:
        """Write several arrays in place, each of the shape it has: all of them or none.

        Raises:
            KeyError: a name is unknown.
            ValueError, TypeError: an array has another shape, or holds NaN or infinity.
        """
        checked = {name: self._checked(name, v) for name, v in dict(other, **more).items()}
        for name, value in checked.items():
            self._arrays[name][...] = value

    def _checked(self, name, value):
        own = self[name]
        axes = tuple(f"axis {k}" for k in range(own.ndim))
        sizes = dict(zip(axes, own.shape, strict=True))
        # a copy, for the value may be a view of an array that is written before it is read
        return checks.array("params", name, value, axes, sizes, own.dtype).copy()

    def __ior__(self, other: Any) -> "Parameters":  # type: ignore[misc]
        self.update(other)
        return self

    def __or__(self, other: Mapping) -> dict:
        return {**self, **other}

    def __ror__(self, other: Mapping) -> dict:
        return {**other, **self}

    def __delitem__(self, name: str) -> NoReturn:  # pop, popitem and clear come here
        raise TypeError(
            "params: a parameter cannot be removed, its layer computes with it; "
            "params[name] = array writes into it, dict(params) is a dict of its own"
        )

    def __repr__(self) -> str:
        return f"<parameters: {', '.join(f'{k} {v.shape}' for k, v in self.items()) or 'none'}>"


class Parametrized:
    """What has parameters: `_arrays` names the arrays that compute.

    `params` is made of them when it is asked for, so that a copy has its own.
    """

    def _arrays(self) -> dict[str, np.ndarray]:
        return {}

    @property
    def params(self) -> Parameters:
        """{name: array}: the arrays that compute; writing an entry writes into them."""
        return Parameters(self._arrays())

    @params.setter
    def params(self, values: Mapping[str, Any]) -> None:
        if {*values} != {*self.params}:
            raise ValueError(
                f"params: expected {', '.join(self.params)}, got {', '.join(map(str, values))}"
            )
        self.params.update(values)

    @property
    def parameter_count(self) -> int:
        """How many numbers are learnt; one layer of a cell has D_h (D_h + D_x + 1)."""
        return sum(array.size for array in self.params.values())
