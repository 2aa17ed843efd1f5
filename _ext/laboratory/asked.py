"""What the page asks of Python: each question by its name, answered piece by piece."""

from laboratory import derived, mistakes, practised


def answer(question, put, fail):
    """Answer a question of the page.

    Args:
        question: an object with `do`, the name of the question, and what belongs to it.
        put: called with the name and the text of each piece.
        fail: called with what is wrong and in which line (or false), where that is the reader's.
    """
    try:
        for piece, text in KINDS[str(question.do)](question):
            put(piece, str(text))  # a subclass of str is not sent
    except mistakes.Mistake as mistake:
        fail(mistake.message, mistake.line or False)  # JavaScript's null is not None


def derive(question):
    chosen = {str(name): int(size) for name, size in question.sizes}
    return derived.pieces(str(question.source), str(question.other), chosen)


# {name of a question: a generator of (piece, text), given what came with it}
KINDS = {"derive": derive, "exercise": practised.made, "judge": practised.judged}
