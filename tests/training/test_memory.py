"""A training step gets its memory from what the step before has freed."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource
import numpy as np
from rnnlib import LSTM, Network
from rnnlib.training.losses import squared_error
from rnnlib.training.optimizers import SGD
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit

def pages():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

network = Network(LSTM(2, 32, seed=0), 1, seed=1, every_step=False)
batch = Batch(np.ones((100, 2, 32), np.float32), np.ones((1, 1, 32), np.float32))
fit(network, [batch] * 5, 5, SGD(1e-3), loss=squared_error)
before = pages()
fit(network, [batch] * 20, 20, SGD(1e-3), loss=squared_error)
print((pages() - before) / 20)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
def test_a_training_step_meets_hardly_a_new_page_of_memory():
    """It makes arrays of some 3 MB, 800 pages of 4 kB, and frees them all."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 50
