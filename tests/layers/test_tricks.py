"""Each version of the timed LSTM computes what the layer computes."""

import numpy as np
import pytest

from rnnlib import LSTM
from rnnlib.layers import tricks


@pytest.mark.parametrize("version", tricks.VERSIONS)
def test_a_version_gives_the_gradients_of_the_layer(version):
    random = np.random.default_rng(0)
    layer = LSTM(3, 5, seed=0, dtype=np.float64)
    x, d_h = random.normal(size=(7, 3, 2)), random.normal(size=(7, 5, 2))
    d_x, d_W = tricks.training_step(version, layer, x, d_h)()
    expected = layer.backward(layer.forward(x), d_h)
    np.testing.assert_allclose(d_x, expected.x, rtol=0, atol=1e-13)
    for name in layer.blocks:
        np.testing.assert_allclose(
            d_W[layer.rows(name)], expected.params[f"W_{name}"], rtol=0, atol=1e-13
        )
