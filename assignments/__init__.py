"""The course assignments, and how they are built and graded."""
