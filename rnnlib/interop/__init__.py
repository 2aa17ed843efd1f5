"""Weights to and from PyTorch, Keras and ONNX. PyTorch is imported when it is asked for."""

from typing import TYPE_CHECKING, Any

from rnnlib.interop.keras import from_keras, to_keras
from rnnlib.interop.onnx import from_onnx, to_onnx

if TYPE_CHECKING:
    from rnnlib.interop.pytorch import from_torch, to_torch

__all__ = ["from_keras", "from_onnx", "from_torch", "to_keras", "to_onnx", "to_torch"]


def __getattr__(name: str) -> Any:
    if name in ("from_torch", "to_torch"):
        from rnnlib.interop import pytorch

        return getattr(pytorch, name)
    if name in ("training_step", "inference_step", "textbook_step"):
        from rnnlib.interop import timing

        return getattr(timing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
