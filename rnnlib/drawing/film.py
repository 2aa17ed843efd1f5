"""A short film in a page: a strip of frames behind a window, moved by the style sheet alone."""

import base64
import struct
import zlib
from html import escape

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.drawing import palette
from rnnlib.drawing.svg import Drawing

SECONDS = 0.16  # that a frame is shown
MOTION = (
    "@keyframes book-film{to{mask-position:100% 0}}"
    "@media (prefers-reduced-motion:reduce){.book-film{display:none}}"
    "@media print{.book-film{display:none}}"
)


def film(frames: ArrayLike, alt: str, strip: bool = True) -> Drawing:
    """Frames that play in a loop, and below them the same frames side by side.

    The film needs no script. Readers who want no motion, and print, have the strip alone.

    Args:
        frames: (T, height, width), at least two; 0 is the page, the largest value the ink.
        alt: what is seen to happen.
        strip: whether the frames stand below the film as well; without it, readers who want no
            motion see nothing, so leave it out only where the frames are shown elsewhere.

    Raises:
        ValueError: frames has not three axes, has less than two frames, or values below 0,
            NaN or infinity.
    """
    source, shape = _side_by_side("film", frames, 2)
    T, tall, wide = shape
    body = f"{palette.in_a_notebook(_LOOK)}<style>{MOTION}</style>"
    body += (
        f'<div class="book-film" style="border:1px solid {palette.css("rule")};width:40%;'
        f'max-width:160px;margin:0 auto 0.5rem"><div style="{_LOOK}{100 * T}% 100%;'
        f"aspect-ratio:{wide}/{tall};"
        f'animation:book-film {SECONDS * T:g}s steps({T},jump-none) infinite"></div></div>'
    )
    if strip:
        body += _still(shape)
    return _image(source, body, alt)


def stills(frames: ArrayLike, alt: str) -> Drawing:
    """Frames side by side, without motion.

    Args:
        frames: (T, height, width), as for `film`, one or more.
        alt: what is in them.
    """
    source, shape = _side_by_side("stills", frames, 1)
    body = palette.in_a_notebook(_LOOK) + _still(shape, 64 * shape[0])
    return _image(source, body, alt)


_LOOK = f"background:{palette.css('ink')};image-rendering:pixelated;mask:var(--film) 0 0/"


def _still(shape, most=0):
    T, tall, wide = shape
    size = f"width:100%;aspect-ratio:{wide * T}/{tall}"
    size += f";max-width:{most}px;margin:0 auto" if most else ""
    return f'<div style="{_LOOK}100% 100%;{size}"></div>'


def _image(source, body, alt):
    style = f"--film:url(data:image/png;base64,{source})"
    return Drawing(f'<div role="img" aria-label="{escape(alt)}" style="{style}">{body}</div>', alt)


def _side_by_side(owner, frames, least):
    """The frames as one image, and their shape."""
    frames = np.asarray(frames, float)
    if frames.ndim != 3 or len(frames) < least or not frames.size:
        expected = f"frames must be (T, height, width) with T at least {least}"
        raise ValueError(f"{owner}: {expected}, got {frames.shape}")
    if not np.isfinite(frames).all() or frames.min() < 0:
        raise ValueError(f"{owner}: frames must be finite and at least 0")
    levels = np.rint(frames / max(frames.max(), 1e-300) * 15).astype(np.uint8)
    return _png(np.hstack(list(levels))), frames.shape


def _png(levels):
    """An image (height, width) of numbers 0 to 15 as the opacity of black, base64.

    Packed without compression: the bytes are the same on every machine.
    """
    wide = levels.shape[1]
    levels = np.pad(levels, ((0, 0), (0, wide % 2)))
    packed = levels[:, ::2] << 4 | levels[:, 1::2]  # two in a byte
    rows = b"".join(b"\0" + row.tobytes() for row in packed)

    def chunk(kind, data):
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", wide, len(levels), 4, 3, 0, 0, 0)),  # 4 bits, a palette
        (b"PLTE", bytes(3 * 16)),
        (b"tRNS", bytes(range(0, 256, 17))),
        (b"IDAT", zlib.compress(rows, 0)),
        (b"IEND", b""),
    ]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*p) for p in parts)).decode()
