"""What the library asks a value to be, when it runs."""

Mapping = dict
Sequence = (list, tuple)
Callable = Collection = Hashable = Iterable = Iterator = object
