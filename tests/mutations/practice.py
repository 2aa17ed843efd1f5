"""Mistakes to plant in the exercises: what is asked, what counts as right, what is said to it."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

EXERCISE = (
    ("an option gets the hint of the one above it", "self.hints[answer])", "self.hints[answer - 1])"),
    ("nothing chosen counts as a wrong answer", '"Choose one of the options first.", False)', '"Choose one of the options first.")'),
    ("an empty field is 0", " else None\n", " else 0\n"),
    ("a number in two pieces is one", "[ ,][0-9]{3}", "[ ,][0-9]+"),
    ("the minus that is printed is not read", '.replace("−", "-")', ""),
    ("the sign of a number does not count", "if tuple(given) == self.right:", "if [*map(abs, given)] == [*map(abs, self.right)]:"),
    ("a mark too many is right", "marked if marks != right]", "marked if not marks >= right]"),
    ("wrong marks are said to be right", "            if marks - right:", "            if not marks & right:"),
)

FIELDS = (
    ("the letter of another option among the answers", "{letter(form.right)}", "{letter(len(form.options) - 1 - form.right)}"),
    ("an answer is printed without its sign", "{signed(n)}", "{signed(abs(n))}"),
)

PIECES = (
    ("the drawing gives its gates away", "roles: bool = False\n\n    @property", "roles: bool = True\n\n    @property"),
)

PROGRESS = (
    ("right answers need not follow each other", "(self.run + step if self.run * step > 0 else step)", "self.run + step"),
    ("a level 0", "max(level + step, LEVELS[0])", "level + step"),
    ("what was right before is forgotten", "self.right + is_right", "int(is_right)"),
)

RANDOMNESS = (
    ("the highest is never drawn", "high - low + 1", "high - low"),
)

SERIES = (
    ("every start of Python has other exercises", "[*KINDS].index(kind)", "hash(kind) % 2**32"),
    ("the levels rise and fall", "levels[len(levels) * k // number]", "levels[k % len(levels)]"),
    ("an exercise comes twice", "seen.append(made[-1].digest)", "pass"),
)

SHEET = (
    ("the answers beside the questions", "{on_paper(one)}</section>", "{on_paper(one)}{answered(one.form)}</section>"),
    ("no answers", "<div>{answered(one.form)}</div>", "<div></div>"),
)

COMMAND = (
    ("--seed is ignored", "series(seed, names,", "series(0, names,"),
    ("the command at the end makes another sheet", " --number {number}", ""),
    ("the command at the end forgets the title", "if title != TITLE:", "if False:"),
)

VALUES = (
    ("ReLU's slope below zero is 1", "int(number > 0)", "1"),
)

SHAPES = (
    ("rows and columns exchanged", "for size in asked.shape)", "for size in asked.shape[::-1])"),
    ("a count without biases", "right = cell.parameter_count(**_without_batch(sizes))\n", "right = sum(prod(s.numbers(sizes)) for s in cell.parameters.values() if s.shape[1] != ONE)\n"),
    ("the hint on biases to whom counts them alone", "if shape[1] > 1)", "if shape[1] == 1)"),
    ("the size to be found is given", "*_given(cell, known, hidden)", "*_given(cell, {**known, hidden: right})"),
)

GATES = (
    ("the forget gate is called input gate", '("forget", "input", "output",', '("input", "forget", "output",'),
    ("1 - z is explained as z", 'through.replace("-", "−")', "node.name.code"),
    ("reset after is explained as reset before", "if is_after else {}", "if not is_after else {}"),
)

BACKWARD = (
    ("the first option is marked right", "right = [term for term, _ in options].index(gap.term)", "right = 0"),
    ("a wrong term equals the right one", "all(LEAST < distance(value, other)", "all(0 <= distance(value, other)"),
    ("the gap is at another term", "GAP if k == gap else", "GAP if k == 0 else"),
    ("the hint names the factor that is there", "how does ${write(dropped)}$ come in?", "how does ${write(kept)}$ come in?"),
    ("the hint names what belongs there", 'f"Is it {_called(other)} that', 'f"Is it {_called(node)} that'),
)

RUNS = (
    ("a sum of 0, where ReLU has no slope", " and 0 not in sums", ""),
)

TRACE = (
    ("an input is shown without its sign", '= {signed(x)}"', '= {signed(abs(x))}"'),
    ("the loss's gradient has the other sign", "number_of(drawn.steps[-1], h) - error", "number_of(drawn.steps[-1], h) + error"),
    ("u's share of the last step alone", "right = sum(parts), sent[0]", "right = parts[-1], sent[0]"),
    ("the table shows what leaves as what arrives", "error if t == STEPS else sent[t]", "sent[t - 1]"),
    ("the hint on the bias to whom takes it for 1", "{symbol: one(0)}", "{symbol: one(1)}"),
)

CONVENTIONS = (
    ("Keras' other GRU", "`reset_after=False`", "`reset_after=True`"),
    ("before and after exchanged", "right = random.choice(AFTER if after else BEFORE)", "right = random.choice(BEFORE if after else AFTER)"),
    ("the explanation says that z keeps the new", '"the candidate" if takes_new else', '"the candidate" if not takes_new else'),
    ("the input stands above the state", "(D_h, D_h + D_x), slips, hint)", "(D_x, D_x + D_h), slips, hint)"),
    ("what is nearly the same is the same", "< 1e-9", "< 10"),
)

FRAMEWORKS = (
    ("ONNX's LSTM in PyTorch's order", '"iofc"', '"ifco"'),
    ("the rows of D_x neurons", "start = order.index(letter) * D_h", "start = order.index(letter) * D_x"),
    ("Keras stacks along the rows", '("`kernel`", "column")', '("`kernel`", "row")'),
    ("PyTorch takes samples first", "default settings\": ((t, n, d)", "default settings\": ((n, t, d)"),
)

CODE = (
    ("another line is marked", "tuple(map(Code, shown)), k, hints)", "tuple(map(Code, shown)), len(shown) - 1, hints)"),
    ("wrong and right exchanged in the explanation", "# wrong\\n{shown[k]}\\n\\n# right\\n{right[k]}", "# wrong\\n{right[k]}\\n\\n# right\\n{shown[k]}"),
    ("the wrong bias is called the right one", '"`{d}` is the bias of another layer; it should be `{b}`."', '"`{b}` is the bias of another layer; it should be `{d}`."'),
)

MISTAKES = {
    "practice/exercise": EXERCISE,
    "practice/fields": FIELDS,
    "practice/pieces": PIECES,
    "practice/progress": PROGRESS,
    "practice/randomness": RANDOMNESS,
    "practice/series": SERIES,
    "practice/sheet": SHEET,
    "practice/command": COMMAND,
    "practice/values": VALUES,
    "practice/kinds/shapes": SHAPES,
    "practice/kinds/gates": GATES,
    "practice/kinds/backward": BACKWARD,
    "practice/kinds/runs": RUNS,
    "practice/kinds/trace": TRACE,
    "practice/kinds/conventions": CONVENTIONS,
    "practice/kinds/frameworks": FRAMEWORKS,
    "practice/kinds/code": CODE,
}
