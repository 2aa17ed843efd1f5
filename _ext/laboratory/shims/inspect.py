"""What a function is given, and its docstring."""


class Signature:
    def __init__(self, function):
        code = function.__code__
        self.parameters = code.co_varnames[: code.co_argcount]
        self.defaults = len(function.__defaults__ or ())
        self.takes_more = not self.parameters  # *states: Brython's flags do not tell

    def bind(self, *values):
        count = len(self.parameters)
        if not self.takes_more and not count - self.defaults <= len(values) <= count:
            raise TypeError

    def __str__(self):
        return f"({', '.join(self.parameters)})"


signature = Signature


def getdoc(function):
    if not function.__doc__:
        return None
    first, *rest = function.__doc__.strip().split("\n")
    indents = [len(line) - len(line.lstrip()) for line in rest if line.strip()]
    return "\n".join([first, *(line[min(indents, default=0) :] for line in rest)])
