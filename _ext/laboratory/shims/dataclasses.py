"""The bundle writes the methods of dataclasses out."""

dataclass = None
