"""Weights to and from PyTorch, Keras and ONNX. PyTorch is imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rnnlib.interop.keras import from_keras, to_keras
from rnnlib.interop.onnx import from_onnx, to_onnx

if TYPE_CHECKING:
    from rnnlib.interop.network import TorchNetwork
    from rnnlib.interop.pytorch import from_torch, to_torch

__all__ = [
    "TorchNetwork",
    "from_keras",
    "from_onnx",
    "from_torch",
    "to_keras",
    "to_onnx",
    "to_torch",
]
_LATER = dict.fromkeys(("from_torch", "to_torch"), "pytorch") | dict.fromkeys(
    ("training_step", "inference_step", "textbook_step"), "timing"
)
_LATER["TorchNetwork"] = "network"


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"rnnlib.interop.{_LATER[name]}"), name)
