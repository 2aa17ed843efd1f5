"""Numbers as Python writes them: by their exact value, and a half goes to the even digit."""

from javascript import Number


def formatted(value, spec):
    if spec not in (".0f", ".1f"):
        return format(value, spec)
    digits = int(spec[1])
    size, power = abs(value), 10**digits
    low = size * power // 1
    if size * power - low == 0.5 and size * 4 % 1 == 0 and low % 2 == 0:
        size = low / power  # JavaScript would take the larger
    return ("-" if value < 0 else "") + str(Number.new(size).toFixed(digits))
