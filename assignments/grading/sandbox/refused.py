"""Why there is no answer."""


class Refused(Exception):
    """A submission gives no arrays. `str(refused)` says why, in words for the student.

    `kind` is one of

        "notebook"  the file cannot be read as a notebook
        "missing"   there is no such name
        "none"      the result is None
        "raised"    the student's code raised an exception
        "type"      the result is none of numbers
        "limits"    it took too long, needs too much memory, is too large, or its process ended
    """

    def __init__(self, kind: str, words: str):
        super().__init__(words)
        self.kind = kind
