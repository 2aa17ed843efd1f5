"""The book's colours: one meaning, one colour, in the light theme and in the dark one.

Everything that is coloured (equations, diagrams, plots, the site) takes its
colour from this table. The hues are those of Okabe and Ito (2008), which stay
apart without full colour vision, darkened or lightened until text in them has
a contrast of at least 4.5 to 1 on the page.
"""

#             meaning        light      dark
COLOURS = {
    "ink":       ("#1f2430", "#e6e8ee"),   # text, axes, layers
    "muted":     ("#5c6472", "#a4adbb"),   # baselines, labels of the second rank
    "rule":      ("#c9ced8", "#3d4452"),   # grid lines, borders
    "paper":     ("#ffffff", "#14171d"),   # the page itself
    "panel":     ("#f3f4f8", "#1e232c"),   # the ground of boxes and tables
    "accent":    ("#3f3d9e", "#aeabff"),   # the one thing to look at; links
    "second":    ("#8a2f3c", "#ff9aa8"),   # beside the accent: another line, the negative
    "third":     ("#2b6a70", "#7fd0d6"),
    "forget":    ("#b04409", "#ff9d63"),
    "input":     ("#00734f", "#45cc9f"),
    "output":    ("#0063a3", "#6cb9ff"),
    "relevance": ("#93386f", "#ee9dd0"),
    "update":    ("#7d5a00", "#e3b54d"),
    "candidate": ("#4f6272", "#a9bccd"),
}  # fmt: skip


# How a notebook marks a dark theme: JupyterLab, Colab, VS Code.
_DARK_NOTEBOOK = "body[data-jp-theme-light=false],html[theme=dark],body.vscode-dark"


def light(meaning: str) -> str:
    """The colour on a white page, as `#rrggbb`."""
    return COLOURS[meaning][0]


def css(meaning: str) -> str:
    """The colour as a CSS value that follows the theme of the page it stands on."""
    return f"var(--book-{meaning}, {light(meaning)})"


def in_a_notebook(body: str) -> str:
    """The dark colours of what is in `body`, for a notebook, which has no style sheet of ours."""
    dark = ";".join(f"--book-{m}:{pair[1]}" for m, pair in COLOURS.items() if css(m) in body)
    return f"<style>{_DARK_NOTEBOOK}{{{dark}}}</style>"


def style_sheet() -> str:
    """The custom properties for the site, in the light theme and in the dark one."""
    light_theme = "".join(f"  --book-{m}: {pair[0]};\n" for m, pair in COLOURS.items())
    dark_theme = "".join(f"  --book-{m}: {pair[1]};\n" for m, pair in COLOURS.items())
    return (
        f'html, html[data-theme="light"] {{\n{light_theme}}}\n'
        f'@media screen {{ html[data-theme="dark"] {{\n{dark_theme}}} }}\n'  # paper is light
    )
