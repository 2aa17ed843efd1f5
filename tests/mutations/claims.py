"""Mistakes to plant in claims.py."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

CLAIMS = (
    ("more than includes the bound", '">": operator.gt', '">": operator.ge'),
    ("at most excludes the bound", '"<=": operator.le', '"<=": operator.lt'),
    ("the words' direction is not compared", 'if limits is not None and [r[0] for r in relations] != ([r[0] for r, _ in limits] or ["="]):', "if False:"),
    ("the words' size is not compared", "if not math.isclose(number, limit, rel_tol=1e-9):", "if False:"),
    ("the words' size is compared loosely", "rel_tol=1e-9", "rel_tol=0.5"),
    ("the words do not decide how strict", "for relation, _ in phrase or limits]", "for relation, _ in limits]"),
    ("a whole unit of the last place", "place * scale / 2", "place * scale"),
    ("a percentage is a number", '"%": Fraction(1, 100)', '"%": Fraction(1, 1)'),
    ("a third is a half", "enumerate(_PARTS.split(), 2)", "enumerate(_PARTS.split(), 1)"),
    ("any unit is known", "|as|the|a|an|in", r"|as|the|a|an|in|\\w+"),
    ("or is no change", "least|most|above|below|or|", "least|most|above|below|"),
    ("a count is rounded", "exact = place == 1 and (scale == 1", "exact = place == 1 and (scale == 0"),
    ("no … more than is more than", 'NEGATED[relation] if found[0]["no"]', 'relation if found[0]["no"]'),
    ("a range may begin with a direction", "len(words) > 2 - len(found)", "len(words) > 2"),
    ("20 to 40 % begins at 20", 'SCALES.get(match["scale"] or scale, 1)', 'SCALES.get(match["scale"], 1)'),
    ("both bounds of a range", "holds = all(", "holds = any("),
)

MISTAKES = {"claims": CLAIMS}
