"""Builds the assignments for students and grades what they hand in.

`python -m assignments.grading build` and `... grade DIRECTORY`; see assignments/README.md.
"""
