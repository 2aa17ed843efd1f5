"""Mistakes to plant in losses, optimizers and the training loop."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

NETWORK = (
    ("the layers' states are not carried", "layer.forward(x, own, lengths, training)", "layer.forward(x, None, lengths, training)"),
    ("the lengths are not handed on", "layer.forward(x, own, lengths, training)", "layer.forward(x, own, None, training)"),
    ("no dropout in training", "layer.forward(x, own, lengths, training)", "layer.forward(x, own, lengths)"),
    ("every layer gets the top's adjoint", "d_h = gradients[0].x", "pass"),
    ("the last step is that of the longest", "(T if lengths is None else lengths) - 1", "T - 1"),
    ("outputs go on after the end", "until_the_end(y, ends) if", "y if"),
    ("the adjoint after the end counts", "until_the_end(d_y, ends) if", "d_y if"),
)

READOUT = (
    ("no gradient of the output layer's bias", "rows.sum(axis=1, keepdims=True)", "0 * self.b"),
)

BATCH = (
    ("the padding is trained on", "            return within\n", "            return None\n"),
    ("a mask may count the padding", "within & mask if", "mask if"),
    ("streams that are selected start with those of others", "np.asarray(self.starts)[samples] if", "np.asarray(self.starts)[: len(samples)] if"),
    ("the mask stays behind", "None if self.mask is None else of(self.mask)", "self.mask"),
    ("the last sequence is cut off", "else lengths.max()", "else lengths.min()"),
)

DATA = (
    ("the last samples of an epoch are left out", "range(0, n, size)", "range(0, n - size + 1, size)"),
    ("every epoch has the same order", "            order = random.permutation(n)\n            for", "            order = np.arange(n)\n            for"),
    ("validation samples are learnt from", "samples, held_out = samples.select(order[:n]), ", "n, held_out = n + count, "),
    ("the lengths are forgotten", "ends = None if (lengths", "ends = None if True or (lengths"),
    ("a mean of means", "total + N * loss(", "total + loss("),
    ("what is padded is predicted", "one[:end] for one", "one for one"),
)

STACK = (
    ("every layer takes the first one's input", "layers[-1].output_size if layers else", "input_size if layers else"),
    ("dropout below the first layer too", "if layers and dropout:", "if dropout:"),
    ("all layers are one direction", "range(1 + bidirectional)", "range(1 + False)"),
)

SAVING = (
    ("the output layer is drawn anew", 'network.readout.params = tree["readout"]', "pass"),
    ("every network reads every step", 'every_step=tree["every_step"]', "every_step=True"),
)

LOSSES = (
    ("the right class is as wrong as the others", "d_y[right] -= 1", "d_y[right] -= 0"),
    ("the mask is not heeded in the value", "value.sum(where=mask) / N", "value.sum() / N"),
    ("hidden outputs have an influence", "np.where(mask, y, 0)", "y"),
    ("hidden targets are checked", "            targets = np.where(mask, targets, 0)", "            pass"),
    ("hidden real targets are checked", "\"targets\", np.where(mask, targets, 0))", "\"targets\", targets)"),
    ("the mask is not heeded in the adjoint", "np.where(mask, d_y / N, d_y.dtype.type(0))", "d_y / N"),
    ("a mean over all, not over what counts", "N = int(mask.sum())", "N = mask.size"),
    ("the square's slope without 2", "2 * difference / D_y", "difference / D_y"),
    ("yes for no", "(1 - targets) * y)", "targets * y)"),
    ("a mean over the questions", "targets) * y).sum(", "targets) * y).mean("),
)

OPTIMIZERS = (
    ("clipped to a norm of 1", "g *= (largest / length)", "g *= (1 / length)"),
    ("the squares of float32 overflow", "if 1e-20 < squares < math.inf:", "if 1e-20 < squares:"),
    ("the squares of float32 underflow", "if 1e-20 < squares < math.inf:", "if squares < math.inf:"),
    ("the factor underflows", "if largest / length > 1e-30 else 2", "if True else 2"),
    ("entries below 0 are cut to 0", "np.clip(g, -largest, ", "np.clip(g, 0, "),
    ("all but the first block stand still", "range(0, g.size, BLOCK)", "range(0, min(g.size, BLOCK), BLOCK)"),
    ("the schedule is not heeded", "factor * self.learning_rate", "self.learning_rate"),
    ("every step is the first", "self.k += 1", "self.k = 1"),
    ("no momentum", "v *= self.momentum", "v *= 0"),
    ("RMSprop with ε under the root", "-learning_rate * g / (np.sqrt(v) + self.epsilon)", "-learning_rate * g / np.sqrt(v + self.epsilon)"),
    ("RMSprop whose mean is that of |g|", "(1 - self.beta) * (g * g - v)", "(1 - self.beta) * (abs(g) - v)"),
    ("Adam's m starts too small", "m / (1 - beta1**self.k)", "m / 1"),
    ("Adam's v starts too small", "v / (1 - beta2**self.k)", "v / 1"),
    ("Adam's β swapped", "beta1, beta2 = self.betas", "beta2, beta1 = self.betas"),
)

SCHEDULES = (
    ("the first step is shorter already", "decay ** (step - 1)", "decay**step"),
    ("each stair ends a step early", "(step - 1) // every", "step // every"),
    ("the way down begins during the warm-up", "(step - 1 - warm_up)", "(step - 1)"),
    ("the first step of the warm-up is none", "return step / warm_up", "return (step - 1) / warm_up"),
)

REGULARIZERS = (
    ("decay by all weights' mean", "gradients[name] += self.strength * array", "gradients[name] += self.strength * array.mean()"),
    ("biases decay, too", 'startswith("W_")', 'startswith(("W_", "b_"))'),
    ("the penalty without ½", "return self.strength * squares / 2", "return self.strength * squares"),
    ("λ is 1", "+= self.strength * d_W_h", "+= d_W_h"),
    ("the adjoint does not go down", "d_h = layer.backward(layer_tape, d_h).x", "d_h = layer.backward(layer_tape, 0 * d_h).x"),
    ("signals that have vanished count", "there = before > self.vanished", "there = before > -1"),
    ("the ratio of the squares", "np.divide(after, before, ", "np.divide(after**2, before**2, "),
    ("the square's slope without 2", "np.divide(2 * excess, ", "np.divide(excess, "),
    ("a sum for a mean", "(excess**2).sum() / N", "(excess**2).sum()"),
    ("weights not transposed", "layer.W[:, : layer.hidden_size].T)", "layer.W[:, : layer.hidden_size])"),
    ("what follows the end sends back", "np.array(until_the_end(d_h, tape.lengths))", "np.array(d_h)"),
    ("nothing from the next step", "signal[t] += back[t + 1]", "pass"),
    ("no slope", "np.multiply(slope[t], signal[t], ", "np.multiply(1, signal[t], "),
)

CHECKPOINT = (
    ("another run's file is taken", "if differ:", "if False:"),
    ("a longer run's file is taken", "if run.steps < steps:", "if False:"),
    ("the schedule may be another", '{"schedule": str(factors)}', '{"schedule": str(self._factors(steps))}'),
    ("the parameters stay as they began", 'run.network.params.update(saved["params"])', "pass"),
    ("the optimizer counts anew", 'optimizer.k, optimizer.memory = saved["optimizer"]["k"]', "optimizer.k, optimizer.memory = 0"),
    ("the optimizer forgets", ', saved["optimizer"]["memory"]', ", optimizer.memory"),
    ("it goes on from zeros", 'tuple(tuple(states) for states in saved["state"])', "None"),
    ("it goes on without its best", 'saved["good"], saved["best"]', 'saved["good"], None'),
    ("the batches begin anew", "deque(islice(batches, history.steps), maxlen=1)", "deque(islice(list(batches), history.steps), maxlen=1)"),
    ("dropout draws the same masks again", "random.bit_generator.state = state", "pass"),
    ("the batches may be others", "_checksum(learnt_from[0]) != ", "False and "),
    ("all but the inputs may be others", "batch._asdict().items()", "list(batch._asdict().items())[:1]"),
)

FIT = (
    ("the best parameters are not put back", "optimizers.put(run.params, run.best)", "pass"),
    ("what was told to stop is put back", ' and history.stopped_by != "stop":', ":"),
    ("nothing is evaluated at the end", "steps % every:", "False:"),
    ("an extended run begins with the best parameters", "file.save(batch)\n    if", "pass\n    if"),
    ("own data are not clipped", "evaluate or judge, 1.0", "evaluate or judge, math.inf"),
)

RUN = (
    ("the schedule is a step late", "self.schedule(history.steps)", "self.schedule(history.steps - 1)"),
    ("the state is not carried", "self.good, self.state = here, tape.state", "self.good, self.state = here, None"),
    ("the state is carried to what starts anew", " or np.all(batch.starts):", ":"),
    ("one stream that starts resets all", "np.all(batch.starts)", "np.any(batch.starts)"),
    ("streams that continue are reset", "np.where(starts, part.dtype.type(0), part)", "np.where(starts, part, part.dtype.type(0))"),
    ("no dropout in training", "batch.lengths, training=True", "batch.lengths, training=False"),
    ("the mask is not heeded", "self.loss(tape.y, batch.targets, batch.counts)", "self.loss(tape.y, batch.targets, None)"),
    ("the lengths are not heeded in the loss", "self.loss(tape.y, batch.targets, batch.counts)", "self.loss(tape.y, batch.targets, batch.mask)"),
    ("the norm after clipping", "length = optimizers.norm(gradients)", "length = optimizers.clip_norm(gradients, self.clip_norm)"),
    ("what diverged is kept", "optimizers.put(self.params, self.good)", "pass"),
    ("a last step may leave infinities", "np.isfinite(optimizers.flat(self.params)).all()", "np.isfinite(0)"),
    ("patience lasts one evaluation longer", "since_best >= self.patience", "since_best > self.patience"),
)

HISTORY = (
    ("NaN is the best loss", "np.inf if np.isnan(loss) else loss", "loss"),
)

MISTAKES = {
    "training/history": HISTORY,
    "training/network": NETWORK,
    "training/losses": LOSSES,
    "training/optimizers": OPTIMIZERS,
    "training/schedules": SCHEDULES,
    "training/regularizers": REGULARIZERS,
    "training/checkpoint": CHECKPOINT,
    "training/fit": FIT,
    "training/run": RUN,
    "training/batch": BATCH,
    "training/data": DATA,
    "training/stack": STACK,
    "training/readout": READOUT,
    "training/saving": SAVING,
}
