"""Judges what a student's functions return: right, which mistake, or an honest description."""
