"""An exercise as a piece of a page: with fields to answer in, on a screen or on paper."""

from html import escape

from rnnlib.practice.exercise import Choice, Exercise, Form, Grid, Numbers
from rnnlib.practice.kinds.kind import signed
from rnnlib.practice.pieces import in_html, inline

BOX, LINE = '<span class="box"></span>', '<span class="blank"></span>'


def letter(k: int) -> str:
    """A for the first option."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[k]


def on_screen(exercise: Exercise) -> str:
    """The question, and fields whose names are those of the answer's parts."""
    return in_html(exercise.question) + _fields(exercise.form)


def _fields(form: Form) -> str:
    if isinstance(form, Choice):
        options = (
            f'<label class="option"><input type="radio" name="answer" value="{k}"/>'
            f"<span>{letter(k)}. {option.phrase}</span></label>"
            for k, option in enumerate(form.options)
        )
        return _set("Your answer", "".join(options))
    if isinstance(form, Numbers):
        numbers = (
            f'<label class="number"><span>{inline(label)}</span><input name="{k}" size="6" '
            'inputmode="text" autocomplete="off" autocapitalize="off"/></label>'
            for k, label in enumerate(form.labels)
        )
        return _set("Your answer", "".join(numbers))
    assert isinstance(form, Grid)
    sets = (
        _set(
            f"<code>{escape(row)}</code>",
            "".join(
                f'<label class="tick"><input type="checkbox" name="{r}" value="{c}"/>'
                f"<span>{escape(column)}</span></label>"
                for c, column in enumerate(form.columns)
            ),
        )
        for r, row in enumerate(form.rows)
    )
    return "".join(sets)


def _set(legend, inner):
    return f"<fieldset><legend>{legend}</legend>{inner}</fieldset>"


def on_paper(exercise: Exercise) -> str:
    """The question, and room for an answer by hand."""
    form = exercise.form
    if isinstance(form, Choice):
        options = (f"<li>{option.phrase}</li>" for option in form.options)
        room = f'<ol class="options" type="A">{"".join(options)}</ol>'
    elif isinstance(form, Numbers):
        room = f'<p class="numbers">{" ".join(f"{inline(n)}: {LINE}" for n in form.labels)}</p>'
    else:
        assert isinstance(form, Grid)
        ticks = " ".join(f"<span>{BOX} {escape(name)}</span>" for name in form.columns)
        rows = (f'<p class="ticks"><code>{escape(row)}</code> {ticks}</p>' for row in form.rows)
        room = "".join(rows)
    return in_html(exercise.question) + room


def answered(form: Form) -> str:
    """The right answer in words, as HTML."""
    if isinstance(form, Choice):
        return f"<strong>{letter(form.right)}.</strong> {form.options[form.right].phrase}"
    if isinstance(form, Numbers):
        pairs = zip(form.labels, form.right, strict=True)
        return ", ".join(f"{inline(name)}: <strong>{signed(n)}</strong>" for name, n in pairs)
    assert isinstance(form, Grid)
    return "; ".join(_marks(form, r) for r in range(len(form.rows)))


def _marks(form: Grid, r: int) -> str:
    names = " and ".join(form.columns[c] for c in sorted(form.right[r]))
    return f"<code>{escape(form.rows[r])}</code>: <strong>{escape(names)}</strong>"
