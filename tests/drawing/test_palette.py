"""One meaning, one colour: in both themes there, and readable."""

import numpy as np

from rnnlib.drawing import palette, text_maps


def test_style_sheet_gives_each_meaning_a_colour_in_both_themes():
    sheet = palette.style_sheet()
    for meaning, (light, dark) in palette.COLOURS.items():
        assert f"--book-{meaning}: {light};" in sheet
        assert f"--book-{meaning}: {dark};" in sheet
        assert palette.css(meaning) == f"var(--book-{meaning}, {light})"
    assert sheet.index('data-theme="light"') < sheet.index('data-theme="dark"')


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    channels = np.array([*bytes.fromhex(colour[1:])]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_text_in_every_colour_of_a_meaning_can_be_read():
    for theme in (0, 1):
        for ground in ("paper", "panel"):
            below = palette.COLOURS[ground][theme]
            for meaning, colours in palette.COLOURS.items():
                if meaning not in ("rule", "paper", "panel"):
                    assert contrast(colours[theme], below) >= 4.5, (meaning, ground, theme)


def test_letter_on_the_deepest_ground_can_be_read():
    for theme in (0, 1):
        ink, paper, accent = (
            np.array([*bytes.fromhex(palette.COLOURS[meaning][theme][1:])])
            for meaning in ("ink", "paper", "accent")
        )
        share = text_maps.DEEPEST
        ground = np.rint(share * accent + (1 - share) * paper).astype(int)
        assert contrast(*("#" + bytes([*map(int, c)]).hex() for c in (ink, ground))) >= 4.5
