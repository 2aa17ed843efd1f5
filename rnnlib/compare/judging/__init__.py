"""What follows from losses: estimates with intervals, tests, and words."""
