"""First every case finds its learning rate, then it runs with it on seeds of its own."""

from rnnlib.experiments.tuning import QUICK, SEEDS, TEN_SEEDS, TUNING_SEEDS
from rnnlib.experiments.tuning import plan as tuned_plan

CASES = [{"cell": "a", "T": T} for T in (1, 2)] + [{"cell": "b", "T": 1}]
RATES = (0.1, 0.2, 0.3)


def plan(rows, grid=RATES, **options):
    return tuned_plan(rows, CASES, rates=RATES, grid=grid, **options)


def finished(configs, cost):
    return [config | {"cost": cost(config)} for config in configs]


def test_seeds_that_choose_are_not_those_that_count():
    assert len(SEEDS) >= 10
    assert not set(SEEDS) & set(TUNING_SEEDS)


def test_first_round_tries_every_rate_on_every_case_and_nothing_else():
    first = plan([])
    assert len(first) == len(CASES) * len(RATES) * len(TUNING_SEEDS)
    assert {c["phase"] for c in first} == {"tuning"}
    tried = {(c["cell"], c["T"], c["learning_rate"]) for c in first}
    assert tried == {(c["cell"], c["T"], rate) for c in CASES for rate in RATES}


def test_second_round_takes_the_rate_whose_worst_run_is_best():
    """One lucky seed does not choose a rate."""

    def cost(config):
        if config["learning_rate"] == 0.3:
            return 0 if config["seed"] == TUNING_SEEDS[0] else 3
        return 2 + abs(config["learning_rate"] - 0.2)

    rows = finished(plan([]), cost)
    second = [c for c in plan(rows) if c["phase"] == "test"]
    assert {c["learning_rate"] for c in second} == {0.2}
    assert [c["seed"] for c in second] == len(CASES) * list(SEEDS)


def test_of_ten_seeds_the_mean_chooses():
    """Where every rate fails now and then, the worst run says nothing."""

    def cost(config):
        fails = config["seed"] % 10 >= {0.1: 3, 0.2: 6, 0.3: 4}[config["learning_rate"]]
        return 100 - config["learning_rate"] if fails else 1

    rows = finished(plan([], tuning_seeds=TEN_SEEDS), cost)
    rates = {c["learning_rate"] for c in plan(rows, tuning_seeds=TEN_SEEDS) if c["phase"] == "test"}
    assert rates == {0.2}


def test_case_whose_first_round_is_not_done_waits():
    rows = finished(plan([]), lambda config: config["learning_rate"])
    second = [c for c in plan(rows[:-1]) if c["phase"] == "test"]
    assert {(c["cell"], c["T"]) for c in second} == {("a", 1), ("a", 2)}


def test_case_may_take_its_rate_from_another():
    """Tuned at T = 1 alone; the other lengths of a cell follow, another cell does not."""

    def like(case):
        return case | {"T": 1}

    first = plan([], tuned_as=like)
    assert {(c["cell"], c["T"]) for c in first} == {("a", 1), ("b", 1)}
    rows = finished(
        first, lambda config: config["learning_rate"] * (-1 if config["cell"] == "a" else 1)
    )
    rates = {
        (c["cell"], c["T"]): c["learning_rate"]
        for c in plan(rows, tuned_as=like)
        if c["phase"] == "test"
    }
    assert rates == {("a", 1): 0.3, ("a", 2): 0.3, ("b", 1): 0.1}


def test_rate_with_a_run_that_was_lost_is_never_chosen():
    for lost in (float("inf"), float("nan"), None):

        def cost(config, lost=lost):
            one_of_two = config["learning_rate"] == 0.1 and config["seed"] == TUNING_SEEDS[1]
            return lost if one_of_two else config["learning_rate"]

        rows = finished(plan([]), cost)
        chosen = {c["learning_rate"] for c in plan(rows) if c["phase"] == "test"}
        assert chosen == {0.2}, lost


def test_of_rates_that_are_equally_good_the_smallest_is_chosen():
    rows = finished(plan([]), lambda config: None)
    assert {c["learning_rate"] for c in plan(rows) if c["phase"] == "test"} == {0.1}


def test_rows_that_a_former_plan_asked_for_neither_hold_up_nor_choose():
    """A rate or a seed that is no longer in the grid has no say."""
    rows = finished(plan([]), lambda config: config["learning_rate"])
    former = [rows[0] | {"learning_rate": 0.01, "cost": -1}, rows[0] | {"seed": 999, "cost": 9}]
    second = [c for c in plan(former + rows) if c["phase"] == "test"]
    assert len(second) == len(CASES) * len(SEEDS)
    assert {c["learning_rate"] for c in second} == {0.1}


def searched(cost, grid):
    """The rates that are tried in the end, and the one that is chosen."""
    rows = []
    while todo := [c for c in plan(rows, grid)[:-1] if c not in [r["config"] for r in rows]]:
        rows += [c | {"cost": cost(c["learning_rate"]), "config": c} for c in todo]
    chosen = {c["learning_rate"] for c in plan(rows, grid) if c["phase"] == "test"}
    return sorted({r["learning_rate"] for r in rows if r["phase"] == "tuning"}), chosen


GRID = (0.01, 0.05, *RATES, 0.4, 0.5)


def test_best_rate_inside_what_was_tried_ends_the_search():
    assert searched(lambda rate: abs(rate - 0.2), GRID) == ([*RATES], {0.2})


def test_best_rate_at_the_edge_is_not_believed_until_the_next_was_tried():
    assert searched(lambda rate: abs(rate - 0.3), GRID) == ([*RATES, 0.4], {0.3})
    assert searched(lambda rate: abs(rate - 0.05), GRID) == ([0.01, 0.05, *RATES], {0.05})


def test_search_ends_with_the_grid():
    assert searched(lambda rate: -rate, GRID) == ([*RATES, 0.4, 0.5], {0.5})
    assert searched(lambda rate: 0.0, GRID) == ([0.01, 0.05, *RATES], {0.01})


def test_small_plans_search_nothing():
    rows = finished(tuned_plan([], CASES, **QUICK), lambda config: 1.0)
    plan = tuned_plan(rows, CASES, **QUICK)
    assert len(plan) == 2 * len(CASES)
    assert {c["learning_rate"] for c in plan} == set(QUICK["rates"])


def test_case_may_need_more_seeds_to_find_its_rate_than_the_others():
    more = (100, 101, 102, 103)
    first = plan([], tuning_seeds=lambda case: more if case["T"] == 2 else more[:3])
    seeds = {(c["cell"], c["T"]): set() for c in first}
    for c in first:
        seeds[c["cell"], c["T"]].add(c["seed"])
    assert seeds == {("a", 1): {*more[:3]}, ("a", 2): {*more}, ("b", 1): {*more[:3]}}
    rows = finished(first, lambda c: 9 if c["seed"] == 103 and c["learning_rate"] == 0.1 else 1)
    chosen = {
        (c["cell"], c["T"]): c["learning_rate"]
        for c in plan(rows, tuning_seeds=lambda case: more if case["T"] == 2 else more[:3])
        if c["phase"] == "test"
    }
    assert chosen == {("a", 1): 0.1, ("a", 2): 0.2, ("b", 1): 0.1}
