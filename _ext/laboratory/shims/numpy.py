"""Small arrays in plain Python: what the layout of drawings and the search for gates compute."""


def _entries(shape):
    count = 1
    for n in shape:
        count *= n
    return count


class ndarray:
    """Numbers in a flat list, row after row."""

    def __init__(self, shape, flat):
        self.shape, self.flat = tuple(shape), flat

    def __iter__(self):
        return iter([self[k] for k in range(self.shape[0])])

    def __len__(self):
        return self.shape[0]

    def __bool__(self):
        return bool(self.flat[0])

    def __getitem__(self, key):
        key = key if isinstance(key, tuple) else (key,)
        if key[0] is Ellipsis:
            key = (slice(None),) * (len(self.shape) - len(key) + 1) + key[1:]
        places, shape = [0], []
        size = len(self.flat)
        for k, n in enumerate(self.shape):
            size = size // n if n else 0
            taken = key[k] if k < len(key) else slice(None)
            if isinstance(taken, int):
                places = [place + taken * size for place in places]
            else:
                places = [place + j * size for place in places for j in range(n)]
                shape.append(n)
        return ndarray(shape, [self.flat[p] for p in places]) if shape else self.flat[places[0]]

    def __setitem__(self, key, value):
        """Only a[range, range] = row: a row for each place on the diagonal."""
        row, width = [*value], self.shape[1]
        for k in key[0]:
            start = (k * width + k) * len(row)
            self.flat[start : start + len(row)] = row

    def _with(self, other, operation):
        if not isinstance(other, ndarray):
            return ndarray(self.shape, [operation(v, other) for v in self.flat])
        if self.shape == other.shape:
            pairs = zip(self.flat, other.flat)
            return ndarray(self.shape, [operation(u, v) for u, v in pairs])
        axes = max(len(self.shape), len(other.shape))
        one, two = ((1,) * (axes - len(a.shape)) + a.shape for a in (self, other))
        shape = tuple(n if m == 1 else m for m, n in zip(one, two))
        pairs = zip(_spread(self.flat, one, shape), _spread(other.flat, two, shape))
        return ndarray(shape, [operation(u, v) for u, v in pairs])

    def __add__(self, other):
        return self._with(other, lambda u, v: u + v)

    __radd__ = __add__

    def __sub__(self, other):
        return self._with(other, lambda u, v: u - v)

    def __mul__(self, other):
        return self._with(other, lambda u, v: u * v)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self._with(other, lambda u, v: u / v)

    def __rtruediv__(self, other):
        return self._with(other, lambda u, v: v / u)

    def __lt__(self, other):
        return self._with(other, lambda u, v: u < v)

    def __gt__(self, other):
        return self._with(other, lambda u, v: u > v)

    def __or__(self, other):
        return self._with(other, lambda u, v: u or v)

    def __abs__(self):
        return ndarray(self.shape, [abs(v) for v in self.flat])

    def all(self, axis=0):
        return ndarray(self.shape[1:], [False not in column for column in zip(*_rows(self))])

    def round(self, digits):
        return ndarray(self.shape, [round(v, digits) for v in self.flat])

    def tobytes(self):
        return (self.shape, *self.flat)


def _rows(a):
    n = _entries(a.shape[1:])
    return [a.flat[k * n : (k + 1) * n] for k in range(a.shape[0])]


def _spread(flat, shape, target):
    """The entries of an array that stands for a larger one."""
    if shape == target:
        return flat
    n = _entries(shape[1:])
    rows = [_spread(flat[k * n : (k + 1) * n], shape[1:], target[1:]) for k in range(shape[0])]
    return [v for row in rows for v in row] * (target[0] if shape[0] == 1 else 1)


def array(values):
    values = [*values]
    if values and isinstance(values[0], ndarray):
        return ndarray((len(values), *values[0].shape), [v for a in values for v in a.flat])
    return ndarray((len(values),), values)


def full(shape, value):
    shape = shape if isinstance(shape, tuple) else (shape,)
    return ndarray(shape, [value] * _entries(shape))


def ones(shape):
    return full(shape, 1.0)


def zeros(shape):
    return full(shape, 0.0)


def prod(values):
    return _entries(values)


def all(values):
    return False not in values.flat if isinstance(values, ndarray) else bool(values)


def any(values):
    return True in values.flat if isinstance(values, ndarray) else bool(values)


def allclose(a, b, atol):
    return not any((abs(a - b) - abs(b) * 1e-05) > atol)


def ptp(a):
    return max(a.flat) - min(a.flat)


def isfinite(number):
    return abs(number) < float("inf")


def isreal(number):
    return not isinstance(number, complex)


class number:
    """What NumPy's numbers are instances of; there are none in the page."""


integer = floating = number


def _of_steps(*arrays):
    """What computes the value of a step, which the page leaves to JavaScript."""
    raise NotImplementedError("steps are computed in JavaScript here")


exp = log = sqrt = tanh = maximum = transpose = ones_like = positive = _of_steps
