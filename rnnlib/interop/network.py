"""A whole network in PyTorch and back: embedding, recurrent layers, readout."""

from typing import Any

import numpy as np

from rnnlib.interop.pytorch import from_torch, to_torch
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.training.network import Network

try:
    import torch
    from torch import nn
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError("PyTorch is missing: pip install 'rnnlib[torch]'") from missing


class TorchNetwork(nn.Module):
    """The module with the outputs of a Network, such as one that a comparison has saved.

    `TorchNetwork(rnnlib.load("best.network"))`

    Args:
        network: recurrent layers that `to_torch` takes, read in one direction; the first layer
            may be an Embedding.

    Raises:
        ValueError: a layer that PyTorch has not, or layers in both directions.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        first, *rest = network.layers
        embedded = isinstance(first, Embedding)
        self.recurrent = to_torch(rest if embedded else network.layers)
        if self.recurrent.bidirectional:
            raise ValueError(
                "TorchNetwork: layers must read in one direction, got a Bidirectional layer"
            )
        self.every_step = network.every_step
        self.embedding: nn.Embedding | None = None
        if embedded:
            W = torch.from_numpy(np.array(first.params["W_e"].T))
            self.embedding = nn.Embedding.from_pretrained(W, freeze=False)
        W, b = (torch.from_numpy(network.params[f"readout.{name}"]) for name in ("W_y", "b_y"))
        self.readout = nn.Linear(W.shape[1], W.shape[0], dtype=W.dtype)
        with torch.no_grad():
            self.readout.weight.copy_(W)
            self.readout.bias.copy_(b[:, 0])

    def forward(
        self, x: torch.Tensor, state: Any = None, lengths: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, Any]:
        """Run it over whole sequences.

        Args:
            x: inputs, (T, B, D_x), or symbols, (T, B), for an Embedding.
            state: the initial one; zeros if not given.
            lengths: (B,), where the last step of each sequence is read, if not at T.

        Returns:
            outputs, (T, B, D_y), or (1, B, D_y) of the last step; and the state after step T.
        """
        h, state = self.recurrent(x if self.embedding is None else self.embedding(x), state)
        if not self.every_step:
            T, B = h.shape[:2]
            last = torch.full((B,), T) if lengths is None else lengths
            h = h[last.to(h.device) - 1, torch.arange(B, device=h.device)][None]
        return self.readout(h), state

    def write_to(self, network: Network) -> None:
        """Write the weights into the network that this was made of."""
        found = from_torch(self.recurrent)
        theirs = found if isinstance(found, tuple) else (found,)
        if self.embedding is not None:
            network.layers[0].params.update(W_e=_array(self.embedding.weight).T)
        own = network.layers[self.embedding is not None :]
        for layer, like in zip(own, theirs, strict=True):
            if not isinstance(layer, Dropout):
                layer.params.update(like.params)
        W, b = _array(self.readout.weight), _array(self.readout.bias)
        network.readout.params.update(W_y=W, b_y=b[:, None])


def _array(weights: torch.Tensor) -> np.ndarray:
    return weights.detach().cpu().numpy()
