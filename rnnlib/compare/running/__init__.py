"""The fits of a comparison: planned, trained, stored, resumed."""
