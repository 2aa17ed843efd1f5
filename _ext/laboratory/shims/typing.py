"""Types are for those who read and check the library, not for the page."""

Any = object
TYPE_CHECKING = False
NamedTuple = None


def TypeVar(name):
    return None
