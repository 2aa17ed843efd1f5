"""A film: the frames come back from the page, in order; and what is refused."""

import base64
import io
import re

import matplotlib.image
import numpy as np
import pytest

from rnnlib.drawing import plots

FRAMES = np.random.default_rng(0).integers(0, 16, size=(4, 3, 5))
FRAMES[0, 0, 0] = 15


def test_film_holds_every_frame_side_by_side_as_the_opacity_of_the_ink():
    markup = plots.film(FRAMES, "Noise.").svg
    [source] = re.findall(r"data:image/png;base64,([^)]+)", markup)
    image = matplotlib.image.imread(io.BytesIO(base64.b64decode(source)))
    assert image.shape == (3, 20, 4)
    opacity = np.rint(image[:, :, 3] * 15)
    np.testing.assert_array_equal(np.split(opacity, 4, axis=1), FRAMES)


def test_film_plays_all_frames_and_stands_still_for_print_and_for_who_wants_no_motion():
    markup = plots.film(FRAMES, "Noise.").svg
    assert "steps(4,jump-none)" in markup
    assert markup.count("{.book-film{display:none}}") == 2
    assert markup.count("mask:var(--film)") == 2  # the film and the strip
    assert plots.film(FRAMES, "Noise.", strip=False).svg.count("mask:var(--film)") == 1
    shown = plots.figure("1.1", plots.film(FRAMES, "Noise."), "Dots.").markup
    assert 'aria-label="Noise."' in shown


def test_stills_are_the_strip_alone():
    markup = plots.stills(FRAMES[:1], "Noise.").svg
    assert (markup.count("mask:var(--film)"), markup.count("animation")) == (1, 0)
    assert "aspect-ratio:5/3" in markup
    with pytest.raises(ValueError, match=r"stills: frames must be .* T at least 1"):
        plots.stills(FRAMES[:0], "Noise.")


def test_a_film_beside_a_live_plot_is_not_live():
    panels = {"data": plots.film(FRAMES, "Noise."), "runs": plots.dots({"a": (1, 0, 2)}, "x")}
    markup = plots.figure("1.1", panels, "So.", alt="Noise and dots.", live=True).markup
    assert re.findall(r"<!--live-->(.{4})", markup) == ["<svg"]


def test_film_refuses_what_is_no_sequence_of_frames():
    for frames, words in [
        (FRAMES[0], r"must be \(T, height, width\) with T at least 2, got \(3, 5\)"),
        (FRAMES[:1], "T at least 2, got"),
        (-FRAMES, "at least 0"),
        (FRAMES * np.nan, "must be finite"),
    ]:
        with pytest.raises(ValueError, match=words):
            plots.film(frames, "Noise.")
