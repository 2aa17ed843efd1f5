"""What the page of exercises asks for: an exercise, and a verdict on an answer."""

from book.letters import in_drawing

from rnnlib.practice.exercise import Choice, Numbers
from rnnlib.practice.fields import answered, on_screen
from rnnlib.practice.pieces import in_html, inline
from rnnlib.practice.progress import Progress
from rnnlib.practice.series import exercise

_last = {}  # {kind, level and seed: the exercise}: it is made once, and judged several times


def made(question):
    """An exercise: its question with fields, and its digest."""
    one = _exercise(question)
    yield "question", in_drawing(on_screen(one))
    yield "digest", one.digest


def judged(question):
    """A verdict on an answer, and where somebody stands then; with `tell` or when it is right, why.

    A choice comes as a list of one number, numbers as texts, a grid as lists of numbers.
    """
    one = _exercise(question)
    form, given = one.form, question.answer
    if isinstance(form, Choice):
        answer = int(given[0]) if len(given) else None
    elif isinstance(form, Numbers):
        answer = [str(text) for text in given]
    else:
        answer = [[int(column) for column in row] for row in given]
    verdict = one.check(answer)
    yield "verdict", "right" if verdict.is_right else "wrong" if verdict.is_whole else "none"
    yield "words", inline(verdict.words)
    now = Progress(*(int(number) for number in question.progress)).after(
        verdict.is_right and not question.tell
    )
    yield "progress", f"{now.level} {now.run} {now.right} {now.done}"
    if verdict.is_right or question.tell:
        yield "answer", answered(form)
        yield "explanation", in_drawing(in_html(one.explanation))


def _exercise(question):
    key = str(question.kind), int(question.level), int(question.seed)
    if key not in _last:
        _last.clear()
        _last[key] = exercise(*key)
    return _last[key]
