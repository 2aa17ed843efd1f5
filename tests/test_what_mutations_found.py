"""What only a planted mistake showed to be untested (see `mutate.py`)."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from strategies import DISTINCT

from rnnlib import GRU, LSTM, Network
from rnnlib.analysis.gradients import relative_error

D_x, D_h, D_y, B, T = DISTINCT


@pytest.mark.parametrize("every_step", [True, False])
def test_a_network_takes_each_sequence_to_its_own_end(every_step):
    random = np.random.default_rng(0)
    layers = [LSTM(D_x, 2, random, np.float64), GRU(2, D_h, random, np.float64)]
    network = Network(layers, D_y, random, every_step)
    x, lengths = random.normal(size=(T, D_x, B)), 1 + random.permutation(T)[:B]
    tape = network.forward(x, lengths=lengths)
    d_y = random.normal(size=tape.y.shape)
    gradients = network.backward(tape, d_y)

    for b, length in enumerate(lengths):
        alone = network.forward(x[:length, :, b : b + 1])
        # Past the end the state is zero, and the readout says its bias.
        d_alone = d_y[: len(alone.y), :, b : b + 1]
        d_x = network.backward(alone, d_alone).x
        assert_allclose(tape.y[: len(alone.y), :, b : b + 1], alone.y, atol=1e-13)
        assert_allclose(gradients.x[:length, :, b : b + 1], d_x, atol=1e-13)
        assert (gradients.x[length:, :, b] == 0).all()
        for together, final in zip(tape.state, alone.state, strict=True):
            assert_allclose(together[0][:, b : b + 1], final[0], atol=1e-13)

    def loss():
        return (network.forward(x, lengths=lengths).y * d_y).sum()

    assert relative_error(loss, network.params, gradients.params, seed=1) <= 1e-7
