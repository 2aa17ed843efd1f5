"""The same training in PyTorch, on a GPU where there is one."""

import math
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.interop.network import TorchNetwork
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
    stop: Callable[[Any], bool] | None = None,
    progress: bool = True,
) -> History:
    """Train a network as `rnnlib.fit` does, step for step, with PyTorch's layers and gradients.

    The weights go to PyTorch before the first step, and come back for every evaluation and at
    the end. In float64 the losses are those of `rnnlib.fit` to rounding.

    Args:
        network: recurrent layers that `to_torch` takes, read in one direction; the first layer
            may be an Embedding.
        batches, steps, loss, clip_norm, evaluate, every, patience, stop, progress: as for
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
        schedule=schedules.constant, regularizer=None, evaluate=evaluate, stop=stop,
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
    if run.best is not None and run.history.stopped_by != "stop":
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
        self.where = device()
        self.module = TorchNetwork(self.network).to(self.where)
        self._have_one_bias()
        self.weights = [w for w in self.module.parameters() if w.requires_grad]
        adam: Any = self.optimizer
        self.adam = torch.optim.Adam(self.weights, adam.learning_rate, adam.betas, adam.epsilon)

    def _have_one_bias(self) -> None:
        """Of PyTorch's two biases the second stays zero, but for that of a GRU's candidate."""
        recurrent = self.module.recurrent
        for name, bias in recurrent.named_parameters():
            if name.startswith("bias_hh"):
                if isinstance(recurrent, nn.GRU):
                    mask = torch.zeros_like(bias)
                    mask[-recurrent.hidden_size :] = 1
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
        symbols, ends = self.module.embedding is not None, batch.lengths
        x = np.asarray(batch.x, np.int64 if symbols else self.network.dtype)
        if ends is not None:  # what stands past the end might be no number
            within = np.arange(len(x))[:, None] < ends
            x = np.where(within if symbols else within[:, None], x, x.dtype.type(0))
        inputs = torch.from_numpy(np.ascontiguousarray(x)).to(self.where)
        inputs = inputs if symbols else inputs.permute(0, 2, 1)
        last = None if ends is None else torch.from_numpy(np.asarray(ends))
        y, self.carried = self.module(inputs, self._before(batch), last)
        return y

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
        self.module.write_to(self.network)

    def diverged(self, value: float = np.nan, length: float = np.nan) -> Any:
        """What is to be raised; the network has the parameters of the last evaluation."""
        self.good = optimizers.flat(self.params)
        return super().diverged(value, length)
