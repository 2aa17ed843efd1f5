"""A fraction in lowest terms, to be compared and written."""


class Fraction:
    def __init__(self, numerator, denominator):
        a, b = numerator, denominator
        while b:
            a, b = b, a % b
        self.pair = numerator // a, denominator // a

    def __eq__(self, other):
        return self.pair == other.pair

    def __hash__(self):
        return hash(self.pair)

    def __str__(self):
        numerator, denominator = self.pair
        return f"{numerator}/{denominator}" if denominator > 1 else str(numerator)
