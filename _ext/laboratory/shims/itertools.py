"""Running sums, neighbours, and all combinations."""


def accumulate(values, initial):
    found = [initial]
    for value in values:
        found.append(found[-1] + value)
    return found


def pairwise(values):
    values = [*values]
    return zip(values, values[1:])


def product(*several):
    found = [()]
    for values in several:
        values = [*values]
        found = [(*before, value) for before in found for value in values]
    return found
