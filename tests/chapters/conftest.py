"""The chapters' tests use what makes the chapters: the executor and the reader of claims."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "_ext"), str(ROOT / "chapters")]
