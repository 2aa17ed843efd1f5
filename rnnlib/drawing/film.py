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
    frames = np.asarray(frames, float)
    if frames.ndim != 3 or len(frames) < 2 or not frames.size:
        expected = "frames must be (T, height, width) with T at least 2"
        raise ValueError(f"film: {expected}, got {frames.shape}")
    if not np.isfinite(frames).all() or frames.min() < 0:
        raise ValueError("film: frames must be finite and at least 0")
    T, tall, wide = frames.shape
    levels = np.rint(frames / max(frames.max(), 1e-300) * 15).astype(np.uint8)
    look = f"background:{palette.css('ink')};image-rendering:pixelated;mask:var(--film) 0 0/"
    body = f"{palette.in_a_notebook(look)}<style>{MOTION}</style>"
    body += (
        f'<div class="book-film" style="border:1px solid {palette.css("rule")};width:40%;'
        f'max-width:160px;margin:0 auto 0.5rem"><div style="{look}{100 * T}% 100%;'
        f"aspect-ratio:{wide}/{tall};"
        f'animation:book-film {SECONDS * T:g}s steps({T},jump-none) infinite"></div></div>'
    )
    if strip:
        shape = f"width:100%;aspect-ratio:{wide * T}/{tall}"
        body += f'<div style="{look}100% 100%;{shape}"></div>'
    source = f"--film:url(data:image/png;base64,{_png(np.hstack(list(levels)))})"
    whole = f'<div role="img" aria-label="{escape(alt)}" style="{source}">{body}</div>'
    return Drawing(whole, alt)


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
