"""Mistakes to plant in tasks and their baselines."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

TASK = (
    ("held-out sets are drawn from fresh entropy", "np.random.SeedSequence(0x7E57, spawn_key=(key,))", "np.random.SeedSequence()"),
    ("held-out sets are drawn anew", "    once = cache(held_out)", "    once = held_out"),
    ("the test set is the validation set", "held_out_generator(split), sizes[split]", "held_out_generator('validation'), sizes[split]"),
    ("the test set is drawn as training data are", "draws[split](", "draws['train']("),
    ("validation is measured on the test set", 'split: str = "validation") -> Measures', 'split: str = "test") -> Measures'),
    ("whatever split is asked for, the test set is measured", 'batch = self.held_out(checks.one_of(self.name, "split", split, SPLITS))', 'batch = self.held_out("test")'),
    ("the splits of a data set change places", "zip(SPLITS, (validation, test), strict=True)", "zip(SPLITS, (test, validation), strict=True)"),
    ("the same batch for ever", 'several = draws["train"](random, at_once * batch_size)', 'several = draws["train"](checks.generator("batches", 0), at_once * batch_size)'),
    ("every epoch in the same order", "order = random.permutation(count)", "order = np.arange(count)"),
    ("a last batch that is not full", "range(0, count - batch_size + 1, batch_size)", "range(0, count, batch_size)"),
    ("the goal has to be exceeded", "measured[self.goal[0]] >= self.goal[1]", "measured[self.goal[0]] > self.goal[1]"),
    ("the mask is not heeded", "right[batch.counts].mean()", "right.mean()"),
    ("the smallest output is the answer", "y.argmax(axis=1) == batch.targets", "y.argmin(axis=1) == batch.targets"),
)

BASELINES = (
    ("the entropy in bits", "np.log(np.divide(context, p,", "np.log2(np.divide(context, p,"),
    ("the entropy of pairs", "np.divide(context, p, ", "np.divide(1, p, "),
    ("the accuracy of the rarest class", "met.max(axis=1)", "met.min(axis=1)"),
    ("the penalty is chosen on the test set", 'key=lambda model: loss(model, "validation")', 'key=lambda model: loss(model, "test")'),
)

SEQUENCES = (
    ("sequences of several sizes are taken", '{"D": D[0]}', "{}"),
    ("a tenth less", "steps + steps // 10, batch", "steps + 1, batch"),
    ("one step too long", "[:, None] < lengths\n\n\ndef padded", "[:, None] <= lengths\n\n\ndef padded"),
    ("padding before the sequence", "together[mask.T] =", "together[mask.T[:, ::-1]] ="),
)

TEXT = (
    ("the last characters of a piece are never read", "range(0, steps, window)", "range(0, steps - window + 1, window)"),
    ("the last characters of the text are never read", "steps = len(numbers) - 1 - int(first[-1])", "steps = piece"),
    ("a stream begins anew with every window", "starts=t == 0", "starts=True"),
    ("the target is the character itself", "numbers[here + 1], starts", "numbers[here], starts"),
    ("a low temperature flattens", "(y - y.max()) / temperature", "(y - y.max()) * temperature"),
    ("each character is drawn from the first prompt", "np.array([[numbers[-1]]])), tape.state)", "np.array([[numbers[-1]]])))"),
    ("a text is scored window by window, each from the state zero", "        state = tape.state\n", ""),
)

ARITHMETIC = (
    ("one mark may be lost on the other", "second += second >= first", "pass"),
    ("the first pair's number counts", "(x[:, 1] > 0)", "(x[:, 1] != 0)"),
    ("the last mark of the longest", "marks[lengths - 1, every] = -1", "marks[-1] = -1"),
    ("a quarter of the sum without ½", "0.5 + total / 4", "total / 4"),
    ("both marks in the first half", "[[half], [2 * half]]", "[[half], [half + 1]]"),
    ("1/24, as the books say", "(1 - lost / 2) / 24", "1 / 24"),
    ("numbers beyond the end", "random.uniform(-1, 1, inside.shape) * inside", "random.uniform(-1, 1, inside.shape)"),
    ("even for odd", "bits.cumsum(axis=0) % 2", "(1 + bits.cumsum(axis=0)) % 2"),
)

MEMORY = (
    ("the last symbol is asked for", "numbers[:1])\n", "numbers[-1:])\n"),
    ("one blank too many", "numbers[steps + COUNT - 1] = delimiter", "numbers[steps + COUNT - 2] = delimiter"),
    ("to be repeated backwards", "targets[-COUNT:] = random", "targets[: -COUNT - 1 : -1] = random"),
    ("places in no order", "places = np.sort(shuffled[:count], axis=0)", "places = shuffled[:count]"),
    ("all predictions count", "numbers[-count:], mask[-count:] = question, True", "numbers[-count:], mask[:] = question, True"),
    ("measured over all steps", "y[-count:].argmax(axis=1) == batch.targets[-count:]", "y.argmax(axis=1) == batch.targets"),
    ("guessing a single symbol", "kinds**-count", "1 / kinds"),
    ("pairs: asked for in the order of the pairs", "order = random.random((pairs, batch_size)).argsort(axis=0)", "order = np.tile(np.arange(pairs)[:, None], batch_size)"),
    ("pairs: the values of other keys", "np.take_along_axis(held, order, axis=0), 1", "held, 1"),
    ("pairs: the pairs themselves count", "mask[pairs:] = np", "mask[:] = np"),
    ("pairs: every draw is as likely", "ways = factorial(pairs) / np.prod", "ways = factorial(pairs) + 0 * np.prod"),
)

ORDER = (
    ("the second symbol comes anywhere", "2: (10, 50)", "2: (10, 10)"),
    ("Y for X", "digits @ is_y", "digits @ (1 - is_y)"),
    ("the last symbol first", "np.arange(relevant)[::-1]", "np.arange(relevant)"),
    ("relevant symbols among the others", "random.integers(2, 6, ", "random.integers(0, 6, "),
    ("E at the end of the longest", "symbols[lengths - 1, every] = 6, 7", "symbols[-1] = 6, 7"),
    ("of equal orders one is certain", "comb(relevant, k) for k", "1 for k"),
)

NOISE = (
    ("the deviation for the variance", "np.sqrt(VARIANCE), inside", "VARIANCE, inside"),
    ("noise on what is informative", 'if form == "3b" else 0)', "if True else 0)"),
    ("no noise on the targets", "targets += random.normal(", "targets + random.normal("),
    ("judged by the noisy target", "if noisy else batch.targets)", "if False else batch.targets)"),
    ("one informative element whatever N", "np.sqrt(VARIANCE * N)", "np.sqrt(VARIANCE)"),
)

GRAMMAR = (
    ("the coin has one side", "random.integers(2, size=(_AT_ONCE", "random.integers(1, size=(_AT_ONCE"),
    ("a string's end is overwritten", "(state == 0) & (lengths == 0)", "(state == 0)"),
    ("what is legal before, not after, a symbol", "states[t] = state = grammar.reads[state, symbol]", "states[t], state = state, grammar.reads[state, symbol]"),
    ("a walk goes on after its end", "Q[:, 0] = 0", "pass"),
    ("the first symbol is predicted too", "if not first:", "if first:"),
)

MEASURES = (
    ("equal outputs will do", "least > np.where", "least >= np.where"),
    ("the best of the legal ones", "np.where(legal, y, np.inf).min(axis=1)", "np.where(legal, y, -np.inf).max(axis=1)"),
    ("a string may have mistakes", "(right | ~mask).all(axis=0)", "(right | ~mask).any(axis=0)"),
    ("the mask is not heeded", "right[mask].mean()", "right.mean()"),
)

REBER = (
    ("T and P meet", "return *copy, {letter: end}", 'return *copy, {"T": end}'),
    ("S loops where X should", '{"S": 2, "X": 4}', '{"X": 2, "S": 4}'),
    ("the prediction after the end counts", "np.arange(1, len(symbols))[:, None] < lengths", "np.arange(1, len(symbols))[:, None] <= lengths"),
    ("a stream begins anew with every window", "starts=k == 0", "starts=True"),
    ("streams never begin anew", "islice(_streams(random, batch_size, window), windows)", "_streams(random, batch_size, window)"),
)

COUNTING = (
    ("n is never the longest", "random.integers(longest, size=batch_size)", "random.integers(longest - 1, size=batch_size)"),
    ("after an a only what came is right", "legal[:, 1:3] |= batch.x[:, 1:2] > 0", "pass"),
    ("the first mistake counts as right", "int(n[right.all(axis=0).argmin()]) - 1", "int(n[right.all(axis=0).argmin()])"),
    ("what follows a string is judged", "| ~batch.mask\n", "| False\n"),
    ("the optimum of all symbols", "np.log(longest) / lengths.mean()", "np.log(longest) / len(mask)"),
)

DNA = (
    ("tryptophan stops", "FFLLSSSSYY**CC*W", "FFLLSSSSYY**CCW*"),
    ("read one base late", "CODE[bases[0:end:3], bases[1:end:3]", "CODE[bases[1:end:3], bases[0:end:3]"),
    ("the codon that is hit counts", "first, end, of = at // 3 + 1,", "first, end, of = at // 3,"),
    ("stops in proteins", "(CODE != _STOP)", "(CODE != -1)"),
    ("every codon as likely", "np.bincount(CODE.ravel())[CODE]", "np.full(CODE.shape, 3)"),
    ("the amino acid is said a base early", "targets[2::3]", "targets[1::3]"),
    ("every frame begins at 0", "first = random.integers(3, size=batch_size)", "first = 0 * random.integers(3, size=batch_size)"),
    ("the posterior knows the future", "np.cumsum(up_to(place) - up_to(place - 1), axis=0)", "np.sum(up_to(place) - up_to(place - 1), axis=0, keepdims=True) + np.zeros(bases.shape)"),
    ("a base alone, not given those before", "up_to(place) - up_to(place - 1)", "up_to(place)"),
)

FILM = (
    ("left for right", '"left": (0, -1), "right": (0, 1)', '"left": (0, 1), "right": (0, -1)'),
    ("the next frame is this one", "Batch(film[:-1], film[1:])", "Batch(film[:-1], film[:-1])"),
    ("through the wall", "length - np.abs(length - phase % (2 * length))", "phase % (2 * length)"),
    ("digits of the training set in all sets", "partial(draw, images) for part, images", 'partial(draw, digits()["train"]) for part, images'),
)

FORECASTING = (
    ("a masked value is taken as it stands", "if np.ma.isMaskedArray(series):", "if False:"),
    ("whatever is no number is handed on", 'if not hasattr(value, "__float__"):', "if False:"),
    ("a constant part is divided by its deviation", "set(values.tolist())) < 2", "set(values.tolist())) < 0"),
    ("scaled by the whole series", "(series - series[:first].mean()) / (deviation := series[:first].std())", "(series - series.mean()) / (deviation := series.std())"),
    ("a look at the value to be told", "Batch(here[:-1], here[-1:])", "Batch(here[1:], here[-1:])"),
    ("the first of the window persists", "scored(test.x[-1:])", "scored(test.x[:1])"),
    ("no constant", "np.column_stack([x, np.ones(len(x))])", "np.column_stack([x, np.zeros(len(x))])"),
    ("the error on the scaled series", "float(deviation * np.sqrt(", "float(np.sqrt("),
    ("the autoregression has seen the test part", "least_squares(train), test", "least_squares(test), test"),
)

NGRAM = (
    ("a share for the new, of everything", "len(seen) * p) / (seen.total() + len(seen))", "p) / (seen.total() + 1)"),
    ("the first character is scored", "for k in range(1, len(text))", "for k in range(len(text))"),
)

MISTAKES = {
    "tasks/task": TASK,
    "tasks/arithmetic": ARITHMETIC,
    "tasks/memory": MEMORY,
    "tasks/order": ORDER,
    "tasks/noise": NOISE,
    "tasks/sequences": SEQUENCES,
    "tasks/baselines": BASELINES,
    "tasks/text": TEXT,
    "tasks/grammar": GRAMMAR,
    "tasks/measures": MEASURES,
    "tasks/reber": REBER,
    "tasks/counting": COUNTING,
    "tasks/dna": DNA,
    "tasks/film": FILM,
    "tasks/forecasting": FORECASTING,
    "tasks/ngram": NGRAM,
}
