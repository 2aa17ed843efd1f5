"""A property that is computed once."""


class cached_property:
    def __init__(self, function):
        self.function = function

    def __get__(self, owner, of):
        name = f"_cached_{self.function.__name__}"
        if name not in owner.__dict__:
            owner.__dict__[name] = self.function(owner)
        return owner.__dict__[name]
