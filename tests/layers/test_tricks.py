"""Each version of the timed LSTM computes what the layer computes."""

import numpy as np

from rnnlib import LSTM
from rnnlib.layers import tricks


def test_every_version_gives_the_gradients_of_the_layer():
    random = np.random.default_rng(0)
    layer = LSTM(3, 5, seed=0, dtype=np.float64)
    x, d_h = random.normal(size=(7, 3, 2)), random.normal(size=(7, 5, 2))
    expected = layer.backward(layer.forward(x), d_h)
    for version in tricks.VERSIONS:
        d_x, d_W = tricks.training_step(version, layer, x, d_h)()
        np.testing.assert_allclose(d_x, expected.x, rtol=0, atol=1e-13, err_msg=version)
        for name in layer.blocks:
            ours, theirs = d_W[layer.rows(name)], expected.params[f"W_{name}"]
            np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-13, err_msg=version)
