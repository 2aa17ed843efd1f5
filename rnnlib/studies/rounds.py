"""Fairness in two rounds: every case finds its learning rate first, then runs with it."""

from rnnlib.studies.statistics import best

RATES = (0.003, 0.01, 0.03)
TUNING_SEEDS = (100, 101)  # never those of the runs that count
SEEDS = tuple(range(10))
QUICK = {"rates": (0.01,), "tuning_seeds": TUNING_SEEDS[:1], "seeds": SEEDS[:1]}  # of a small plan
AXES = ("phase", "learning_rate", "seed")  # at the end of a study's axes


def two_rounds(
    rows, cases, of="cost", tuned_as=dict, rates=RATES, tuning_seeds=TUNING_SEEDS, seeds=SEEDS
):
    """A plan: the same rates for every case on validation data; then the best, on fresh seeds.

    Args:
        rows: what has been run.
        cases: list of {axis: value}, without those of AXES.
        of: the measured column whose median is least at the best rate.
        tuned_as: case → the case that it takes its rate from, if tuning each is too dear.

    Returns:
        list of {axis: value}: the first round, and the second as far as the first is done.
    """
    tuning = {tuple(sorted(tuned_as(case).items())): tuned_as(case) for case in cases}
    first = [
        case | {"phase": "tuning", "learning_rate": rate, "seed": seed}
        for case in tuning.values()
        for rate in rates
        for seed in tuning_seeds
    ]
    second = []
    for case in cases:
        like = tuned_as(case)
        asked = [c for c in first if all(c[axis] == like[axis] for axis in like)]
        tried = [row for row in rows if any(all(row[a] == c[a] for a in c) for c in asked)]
        if len(tried) == len(asked):
            rate = best(tried, by=tuple(like), of=of)[tuple(like.values())]
            second += [case | {"phase": "test", "learning_rate": rate, "seed": s} for s in seeds]
    return first + second
