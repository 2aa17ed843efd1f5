"""Which character comes next? Networks and tables of n-grams."""
