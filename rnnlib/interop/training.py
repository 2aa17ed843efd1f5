"""The same training in PyTorch, on a GPU where there is one."""

import math
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.interop.pytorch import from_torch, to_torch
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.training import optimizers, schedules
from rnnlib.training.batch import Batch
from rnnlib.training.history import History
from rnnlib.training.losses import Loss
from rnnlib.training.network import Network
from rnnlib.training.optimizers import Adam
from rnnlib.training.run import Run

try:
    import torch
    from torch import nn
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError("PyTorch is missing: pip install 'rnnlib[torch]'") from missing


def fit(
    network: Network,
    batches: Iterable[Batch],
    steps: int,
    optimizer: Adam,
    loss: Loss,
    clip_norm: float = math.inf,
    evaluate: Callable[[Network], Any] | None = None,
    every: int = 100,
    *,
    patience: int | None = None,
    progress: bool = True,
) -> History:
    """Train a network as `rnnlib.fit` does, step for step, with PyTorch's layers and gradients.

    The weights go to PyTorch before the first step, and come back for every evaluation and at
    the end. In float64 the losses are those of `rnnlib.fit` to rounding.

    Args:
        network: recurrent layers that `to_torch` takes, read in one direction; the first layer
            may be an Embedding.
        batches, steps, loss, clip_norm, evaluate, every, patience, progress: as for
            `rnnlib.fit`; a batch that continues the one before has no lengths.
        optimizer: Adam.

    Returns:
        History.

    Raises:
        Diverged: the loss or the gradient became NaN or infinite; the network keeps the
            parameters of the last evaluation, or those that it came with.
        TypeError: another optimizer.
        ValueError: a layer that PyTorch has not, or a batch that cannot be.
    """
    if not isinstance(optimizer, Adam):
        raise TypeError(f"fit: optimizer must be Adam, got {optimizer!r}")
    steps, every = checks.size("fit", "steps", steps), checks.size("fit", "every", every)
    run = _Run(
        network, optimizer, steps, loss, clip_norm, math.inf, every, patience,
        schedule=schedules.constant, regularizer=None, evaluate=evaluate, stop=None,
    )  # fmt: skip

    from tqdm import tqdm

    for batch in tqdm(islice(batches, steps), None, steps, leave=False, disable=not progress):
        run.learn(batch)
        if run.history.steps % every == 0:
            run.judge()
        if run.is_over:
            break
    if run.history.stopped_by is None and steps % every:
        run.judge()
    run.bring_back()
    if run.best is not None:
        optimizers.put(run.params, run.best)
    return run.history


def device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class _Run(Run):
    """A network while PyTorch trains it.

    Attributes:
        carried: the final states of the batch before.
    """

    carried: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        layers, network = self.network.layers, self.network
        self.embedding = layers[0] if isinstance(layers[0], Embedding) else None
        self.recurrent = layers[1:] if self.embedding else layers
        self.where, self.vectors = device(), None
        self.module = to_torch(self.recurrent).to(self.where)
        if self.module.bidirectional:
            raise ValueError("fit: layers must read in one direction, got Bidirectional")
        dtype = getattr(torch, network.dtype.name)
        size = network.readout.hidden_size, network.output_size
        self.readout = nn.Linear(*size, dtype=dtype, device=self.where)
        with torch.no_grad():
            self.readout.weight.copy_(torch.from_numpy(network.readout.W))
            self.readout.bias.copy_(torch.from_numpy(network.readout.b[:, 0]))
        self._have_one_bias()
        parts: list[nn.Module] = [self.module, self.readout]
        if self.embedding:
            W = torch.from_numpy(self.embedding.W.T.copy())
            self.vectors = nn.Embedding.from_pretrained(W, freeze=False).to(self.where)
            parts.append(self.vectors)
        self.weights = [w for part in parts for w in part.parameters() if w.requires_grad]
        adam: Any = self.optimizer
        self.adam = torch.optim.Adam(self.weights, adam.learning_rate, adam.betas, adam.epsilon)

    def _have_one_bias(self) -> None:
        """Of PyTorch's two biases the second stays zero, but for that of a GRU's candidate."""
        for name, bias in self.module.named_parameters():
            if name.startswith("bias_hh"):
                if isinstance(self.module, nn.GRU):
                    mask = torch.zeros_like(bias)
                    mask[-self.module.hidden_size :] = 1
                    bias.register_hook(mask.mul)
                else:
                    bias.requires_grad_(False)

    def learn(self, batch: Batch) -> None:
        """One step."""
        history = self.history
        y = self._outputs(batch)
        ours = y.detach().permute(0, 2, 1).cpu().numpy()
        with self.finite(batch):
            value, d_y = self.loss(ours, batch.targets, batch.counts)
        self.adam.zero_grad()
        y.backward(torch.from_numpy(d_y).permute(0, 2, 1).to(self.where, y.dtype))
        here = nn.utils.get_total_norm([w.detach() for w in self.weights])
        length = float(nn.utils.clip_grad_norm_(self.weights, self.clip_norm))
        if not np.isfinite(value + length):
            raise self.diverged(value, length)
        history.loss.append(value)
        history.gradient_norm.append(length)
        history.parameter_norm.append(float(here))
        self.adam.step()

    def _outputs(self, batch: Batch) -> torch.Tensor:
        """(T, B, D_y), or (1, B, D_y), with the graph that leads there."""
        kind = np.dtype(np.int64) if self.embedding else self.network.dtype
        x, ends = np.asarray(batch.x, kind), batch.lengths
        if ends is not None:
            within = np.arange(len(x))[:, None] < ends
            x = np.where(within if self.embedding else within[:, None], x, kind.type(0))
        inputs = torch.from_numpy(np.ascontiguousarray(x)).to(self.where)
        inputs = self.vectors(inputs) if self.vectors else inputs.permute(0, 2, 1)
        h, self.carried = self.module(inputs, self._before(batch))
        if self.network.every_step:
            return self.readout(h)
        T, B = h.shape[:2]
        last = np.full(B, T) if ends is None else np.asarray(ends)
        return self.readout(h[torch.from_numpy(last - 1), torch.arange(B)][None])

    def _before(self, batch: Batch) -> Any:
        """The states that a batch begins with; None for zeros."""
        if self.carried is None or np.all(batch.starts):
            return None
        if batch.lengths is not None:
            raise ValueError("fit: a batch that continues the one before must have no lengths")
        goes_on = torch.from_numpy(~np.broadcast_to(batch.starts, batch.x.shape[-1]))
        goes_on = goes_on.to(self.where)[:, None]
        if isinstance(self.carried, tuple):
            return tuple(state.detach() * goes_on for state in self.carried)
        return self.carried.detach() * goes_on

    def judge(self) -> None:
        """Evaluate the network with the weights as they are by now."""
        self.bring_back()
        super().judge()

    def bring_back(self) -> None:
        """Write PyTorch's weights into the network."""
        found = from_torch(self.module)
        theirs = found if isinstance(found, tuple) else (found,)
        for layer, like in zip(self.recurrent, theirs, strict=True):
            if not isinstance(layer, Dropout):
                layer.params.update(like.params)
        W, b = (w.detach().cpu().numpy() for w in (self.readout.weight, self.readout.bias))
        self.network.readout.params.update(W_y=W, b_y=b[:, None])
        if self.embedding and self.vectors:
            self.embedding.params.update(W_e=self.vectors.weight.detach().cpu().numpy().T)

    def diverged(self, value: float = np.nan, length: float = np.nan) -> Any:
        """What is to be raised; the network has the parameters of the last evaluation."""
        self.good = optimizers.flat(self.params)
        return super().diverged(value, length)
