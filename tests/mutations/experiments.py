"""Mistakes to plant in statistics, tuning, and the runs, tables and timings of a study."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

STATISTICS = (
    ("a lost run is left out", "np.where(np.isnan(found), np.inf, found)", "found[~np.isnan(found)]"),
    ("half of the tail", "TAIL = 0.025", "TAIL = 0.05"),
    ("an interval of NaN", "return float(low), float(np", "return float('nan'), float(np"),
    ("NaN is let in", "or np.isnan(values).any():", "or False:"),
    ("a resample leaves one out", "RESAMPLES // 2, values.size)", "RESAMPLES // 2, values.size - 1)"),
    ("no mirror images", "[which, values.size - 1 - which]", "[which, which]"),
    ("b minus a", "first - second)", "second - first)"),
    ("two that never got there", "np.where(first == second, 0.0,", "np.where(False, 0.0,"),
    ("pairs in the order of the rows", "partner[key] for key in keys[0]", "partner[key] for key in keys[1]"),
    ("one partner for several", "sorted(keys[0]) != sorted(set(keys[1]))", "sorted(set(keys[0])) != sorted(set(keys[1]))"),
    ("Wilson without its middle", "middle = p + z**2 / (2 * trials)", "middle = p"),
)

ESTIMATE = (
    ("what was never reached is a success", "return value is not None and bool", "return value is None or bool"),
    ("the ratio upside down", "math.log(row[of] or math.nan)", "-math.log(row[of] or math.nan)"),
)

TUNING = (
    ("the seeds that choose count", "SEEDS = tuple(range(10))", "SEEDS = tuple(range(100, 110))"),
    ("an edge is believed", "if around <= tried:", "if True:"),
    ("half of the runs choose", "if not costs.keys() >= set(pairs):", "if not costs:"),
    ("the luckiest run chooses", "judged = max if", "judged = min if"),
    ("the worst of ten chooses", "else fmean", "else max"),
    ("of equals the largest", "min(sorted(tried), key", "min(sorted(tried)[::-1], key"),
    ("every case is tuned", "_search(rows, tuned_as(case), ", "_search(rows, case, "),
)

TRAINING_RUN = (
    ("data and weights from one seed", "batches = task.batches(batch_size, [seed, 2])", "batches = task.batches(batch_size, [seed, 0])"),
    ("the first look is when it was solved", "if task.solved(seen)), np.nan)", "), np.nan)"),
    ("what failed looks cheap", "(steps if task.goal else 0)", "0"),
    ("what diverged looks cheap", '"cost": np.inf', '"cost": 0'),
    ("the loss of the test split is called validation", 'evaluate(network, "validation")["loss"]', 'evaluate(network, "test")["loss"]'),
    ("the validation split is called test", 'test = task.evaluate(network, "test")', 'test = task.evaluate(network, "validation")'),
    ("solved is measured on the test split", '"evaluate": task.evaluate,', '"evaluate": lambda net: task.evaluate(net, "test"),'),
    ("it never stops", "task.solved if until_solved", "None if until_solved"),
)

STORE = (
    ("the last line needs no end", "for content in lines[:-1]:", "for content in lines:"),
    ("a row of the wrong type is taken", "if row is not None and fits(row):", "if row is not None:"),
    ("the line ends of Windows are damage", '.replace(b"\\r\\n", b"\\n")', ""),
    ("other columns are taken", "if lines and head != expected.encode():", "if False:"),
    ("what is half written stays", "file.truncate(before)  # half", "pass  # half"),
    ("a row may be lost with the power", "os.fsync(file.fileno())", "pass"),
    ("two processes have one table", 'path.with_suffix(".lock")', 'path.with_suffix(f".{os.getpid()}")'),
    ("damaged lines are thrown away", 'self._append(b"\\n".join([*stored.damaged, b""]), ".damaged")', "pass"),
    ("rows outside the plan are thrown away", "if others:\n", "if False:\n"),
    ("the table is not sorted", "self.rows = {key: self.rows[key] for key in order}", "pass"),
    ("texts with quotes are taken", "isinstance(value, str) and json", "False and json"),
)

STUDY = (
    ("a text passes for a number", "isinstance(row[c], (int, float, type(None)))", "True"),
    ("any type will do", "type(row[c]) is type(value)", "True"),
    ("all seeds in the small plan", 'if config["seed"] == 0]', "]"),
    ("all cases in the small plan", "if case.items() <= self.cheap.items()]", "]"),
    ("fixed runs come last", "[*fixed, *tuning.plan(rows, cases, **options)]", "[*tuning.plan(rows, cases, **options), *fixed]"),
)

RUNNER = (
    ("one round is all", "plan = study.plan(list(done.values()), quick)", "plan = study.plan([], quick)"),
    ("finished rows are run again", "not in {*done, *tried}]", "not in tried]"),
    ("a failure is tried for ever", "tried |= set(map(study.key, todo))", "tried |= set() if len(tried) < 99 else {*map(study.key, todo)}"),
    ("a failed run counts as none", "failed += (wrong :=", "failed = 0 * (wrong :="),
    ("rows of any version are current", 'if row["version"] == study.version}', "}"),
    ("nobody hears of old rows", "if old and not refresh:", "if False:"),
    ("no version is stored", '"version": study.version}', '"version": 1}'),
    ("as many threads as there are", "threadpool_limits(1)", "threadpool_limits(None)"),
    ("no jobs are some", "jobs < 1:", "jobs < 0:"),
)

BENCHMARK = (
    ("the longest time is kept", "best[name] = min(best", "best[name] = max(best"),
    ("the warm-up counts", "if repeat >= warm_up:", "if True:"),
    ("ours ÷ the other", "ratio = other / ours if", "ratio = ours / (other or 1) if"),
)

REPRODUCED = (
    ("the other side is the same", "_rows(study, every, case | side)", "_rows(study, every, case)"),
    ("behind is ahead", '"test").high < 0', '"test").low > 0'),
    ("any phase will do", 'where.get("phase", ["test"])', '["test"]'),
)

MISTAKES = {
    "experiments/statistics": STATISTICS,
    "experiments/estimate": ESTIMATE,
    "experiments/tuning": TUNING,
    "experiments/training_run": TRAINING_RUN,
    "experiments/store": STORE,
    "experiments/study": STUDY,
    "experiments/runner": RUNNER,
    "experiments/benchmark": BENCHMARK,
    "experiments/reproduced": REPRODUCED,
}
