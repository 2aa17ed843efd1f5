"""Mistakes to plant in statistics, tuning and the runs of a study."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

STATISTICS = (
    ("a lost run is left out", "np.where(np.isnan(values), missing, values)", "values[~np.isnan(values)]"),
    ("half of the tail", "tail = (1 - confidence) / 2", "tail = 1 - confidence"),
    ("b minus a", "first - second)", "second - first)"),
    ("ties count for a", "int((difference < 0).sum())", "int((difference <= 0).sum())"),
    ("a p-value of ties too", "binomtest(lower, lower + higher)", "binomtest(lower, len(difference))"),
)

ROUNDS = (
    ("the seeds that choose count", "SEEDS = tuple(range(10))", "SEEDS = tuple(range(100, 110))"),
    ("an edge is believed", "if around <= rates:", "if True:"),
    ("half of the runs choose", "if len(done) < len(runs):", "if not done:"),
    ("the luckiest run chooses", "max(_cost(r[of]) for r", "min(_cost(r[of]) for r"),
    ("what diverged costs nothing", "return math.inf if", "return 0 if"),
    ("of equals the largest", "min(sorted(rates), key", "min(sorted(rates)[::-1], key"),
    ("every case is tuned", "_search(rows, tuned_as(case), ", "_search(rows, case, "),
)

TRIAL = (
    ("data and weights from one seed", "batches = task.batches(batch_size, [seed, 2])", "batches = task.batches(batch_size, [seed, 0])"),
    ("the first look is when it was solved", "if task.solved(seen)), np.nan)", "), np.nan)"),
    ("what failed looks cheap", "(steps if task.goal else 0)", "0"),
    ("what diverged looks cheap", '"cost": np.inf', '"cost": 0'),
    ("test and validation swapped", "in SPLITS)", "in SPLITS[::-1])"),
)

MISTAKES = {
    "experiments/statistics": STATISTICS,
    "experiments/tuning": ROUNDS,
    "experiments/training_run": TRIAL,
}
