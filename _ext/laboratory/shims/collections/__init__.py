"""Counting, defaults, and tuples with names, as far as the library uses them."""


class defaultdict(dict):
    def __init__(self, make):
        self.make = make

    def __missing__(self, key):
        self[key] = self.make()
        return self[key]


class Counter(dict):
    def __init__(self, things=()):
        for thing in things:
            self[thing] = self.get(thing, 0) + 1

    def __missing__(self, key):
        return 0


def namedtuple(name, fields, defaults=()):
    class Made(tuple):
        def __new__(cls, *values):
            missing = len(fields) - len(values)
            return tuple.__new__(cls, (*values, *defaults[len(defaults) - missing :]))

    for k, field in enumerate(fields):
        setattr(Made, field, property(lambda self, k=k: self[k]))
    Made.__name__ = name
    return Made
