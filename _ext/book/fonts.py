"""The site's fonts, cut to what the book uses: Literata for text, STIX Two for mathematics.

Both come with pip packages, under the SIL Open Font License. What is cut is kept beside the
read state of the pages, so that a second build takes it from there.

Text never moves: where Literata does not come in time, a font of the reader's own is shown for
that page, stretched to Literata's widths and heights.
"""

from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont


def characters(first, last):
    """The code points from one to another, both included."""
    return set(range(first, last + 1))


ASCII, GREEK = characters(0x20, 0x7E), set(map(ord, "ΓΔΘΛΞΠΣΥΦΨΩαγλρσ"))
TEXT = ASCII | set(map(ord, "\xa0·×−±≈≤≥→←√°§©²³½¼¾✓…‑–—‘’“”éèêëáàâäåöóòôøüúùûíìîïçñßğıšžřł"))
ITALIC = characters(0x1D434, 0x1D467) | characters(0x1D6FC, 0x1D71B)  # what single letters become
SIGNS = "ℎℓℝℕℤ−·×÷±⊕⊖⊗⊙⊤⊥‖∥…⋯⋮¯˙˜ˆ‾⏞⏟⟨⟩⌈⌉⌊⌋←→⇐⇒↦∂∇∑∏∫√∞∈∉∅≤≥≠≈≡∼∝≪≫⋅∘′∀∃𝟎𝟏²³’"
MATHEMATICS = ASCII | GREEK | ITALIC | set(map(ord, SIGNS)) | {0x303}  # a tilde above

FONTS = {  # name: package, file, characters, features, what is left of its axes
    "literata": (
        "fontpkg_literata", "files/Literata[opsz,wght].ttf",
        TEXT, ["kern", "liga"], {"opsz": 14, "wght": (400, 700)},
    ),
    "literata-italic": (
        "fontpkg_literata", "files/Literata-Italic[opsz,wght].ttf",
        TEXT, ["kern"], {"opsz": 14, "wght": 400},
    ),
    "stix-two-math": ("ziamath", "fonts/STIXTwoMath-Regular.ttf", MATHEMATICS, [], {}),
}  # fmt: skip

# Fonts that readers have, and how wide English is in each, in Literata's own widths:
# in regular letters, semibold ones, and italics.
STAND_INS = {
    "Georgia": (0.929, 1.037, 1.004),
    "Noto Serif": (1.002, 1.024, 1.035),
    "DejaVu Serif": (1.077, 1.142, 1.142),
}
FACES = {"": "font-weight:400", " Bold": "font-weight:600 700", " Italic": "font-style:italic"}
ASCENT, DESCENT = 1.177, 0.308  # Literata's, in its size


def stand_ins():
    """A face for each font that may stand in for Literata: "Like Georgia" is one family."""
    for name, widths in STAND_INS.items():
        for (kind, face), width in zip(FACES.items(), widths, strict=True):
            postscript = name.replace(" ", "") + kind.replace(" ", "-")
            yield (
                f'@font-face{{font-family:"Like {name}";{face};'
                f'src:local("{name}{kind}"),local("{postscript}");size-adjust:{1 / width:.1%};'
                f"ascent-override:{ASCENT * width:.1%};descent-override:{DESCENT * width:.1%};"
                "line-gap-override:0%}"
            )


def cut(file, wanted, features, axes):
    """The part of a font that has these characters, to be saved as WOFF2.

    Subset first: to fix the axes of a large font takes five times as long.
    """
    font = TTFont(file, recalcTimestamp=False)  # the same bytes from every build
    options = Options(layout_features=features, hinting=False)
    options.drop_tables += ["vhea", "vmtx", "VVAR"]  # for text that runs from top to bottom
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    if axes:
        font = instantiateVariableFont(font, axes)
    if "MATH" in font:  # else an index stands lower the taller its base is
        font["MATH"].table.MathConstants.SubscriptBaselineDropMin.Value = 0
    font.flavor = "woff2"
    return font


def write(app, error):
    """Put the fonts into the site."""
    if error is not None or app.builder.format != "html":
        return
    kept = Path(app.doctreedir).parent / ".fonts"
    target = Path(app.outdir, "_static", "fonts")
    for folder in (kept, target):
        folder.mkdir(parents=True, exist_ok=True)
    recipe, licences = Path(__file__).read_bytes(), []
    for name, (package, path, *how) in FONTS.items():
        file = Path(find_spec(package).submodule_search_locations[0], path)
        made = kept / f"{name}-{sha256(recipe + file.read_bytes()).hexdigest()[:12]}.woff2"
        if not made.exists():
            cut(file, *how).save(made)
        (target / f"{name}.woff2").write_bytes(made.read_bytes())
        names = TTFont(file)["name"]
        licences += [names.getDebugName(n) for n in (4, 0, 13, 14)] + [""]
    (target / "LICENCES.txt").write_text("\n".join(filter(None, licences)) + "\n", "utf-8")


def setup(app):
    app.connect("build-finished", write)
