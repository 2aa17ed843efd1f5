"""One style sheet of many: what no page of the site can match is left out.

A selector stays if every tag, class and id in it occurs on a page or in a script; a rule stays
while a selector of it does; a variable stays while something refers to it.
"""

import base64
import io
import re
from itertools import chain

import tinycss2
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WORD = re.compile(r"[A-Za-z_][\w-]*")
NAMED = re.compile(r"([.#]?)((?:\\.|[\w-])+)|\[([\w-]+)")
IN_BRACKETS = re.compile(r"::?[\w-]+(\((?:[^()]|\([^()]*\))*\))?")  # pseudo classes and elements
VARIABLE = re.compile(r"""(?<=[{;])\s*(--[\w-]+)\s*:(?:[^;{}"']|"[^"]*"|'[^']*')*(?:;|(?=\}))""")
GLYPH = re.compile(r"""["']([\ue000-\uf8ff])["']""")


def words(html):
    """Every tag, class, id and attribute that a page may be matched by."""
    return {word for tag in re.findall(r"<[^>]*>", html) for word in WORD.findall(tag)}


def _may_match(selector, used):
    """Whether a selector could match something, going by the names in it alone."""
    plain = IN_BRACKETS.sub("", selector)
    names = (name.replace("\\", "") for _, name, _ in NAMED.findall(plain) if name)
    return all(name in used or not WORD.fullmatch(name) for name in names)


def _selectors(prelude):
    """The selectors of a rule, one text each."""
    parts, depth = [[]], 0
    for token in prelude:
        if token.type == "literal" and token.value == "," and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def _rules(rules, used):
    """The rules that may match, as texts."""
    for rule in rules:
        if rule.type == "qualified-rule":
            kept = [s for s in _selectors(rule.prelude) if _may_match(s, used)]
            body = tinycss2.serialize([t for t in rule.content if t.type != "comment"]).strip()
            if kept and body:
                yield ",".join(kept) + "{" + re.sub(r"\s+", " ", body) + "}"
        elif rule.type == "at-rule":
            head = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}".strip()
            if rule.lower_at_keyword in ("media", "supports", "layer") and rule.content:
                inner = "".join(_rules(_parsed(rule.content), used))
                if inner:
                    yield f"{head}{{{inner}}}"
            elif rule.lower_at_keyword == "charset":
                continue
            elif rule.content is not None:
                body = tinycss2.serialize(rule.content)
                yield f"{head}{{{re.sub(chr(92) + 's+', ' ', body).strip()}}}"
            else:
                yield head + ";"


def _parsed(css):
    return tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)


def _without_unused_variables(css, used):
    """The sheet without custom properties that nothing refers to, however indirectly."""

    def shorten(css):
        wanted = {*re.findall(r"var\(\s*(--[\w-]+)", css), *used}
        return VARIABLE.sub(lambda match: match[0] if match[1] in wanted else "", css)

    while (shorter := shorten(css)) != css:
        css = shorter
    return re.sub(r"[^{}]+\{\}", "", css)


def _icons(file, css):
    """The icon font with the glyphs that the sheet names, as a data address."""
    font = TTFont(file, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[], hinting=False))
    subsetter.populate(unicodes={ord(glyph) for glyph in GLYPH.findall(css)})
    subsetter.subset(font)
    font.flavor, made = "woff2", io.BytesIO()
    font.save(made)
    return "data:font/woff2;base64," + base64.b64encode(made.getvalue()).decode()


def pruned(sheets, used, variables=(), icons=None):
    """One sheet of several texts, with what may match one of the words used.

    Args:
        sheets: the texts, in their order.
        used: the words of all pages and scripts.
        variables: custom properties that scripts or pages refer to.
        icons: the file of the icon font, whose face is put into the sheet.
    """
    css = "".join(chain.from_iterable(_rules(_parsed(sheet), used) for sheet in sheets))
    css = _without_unused_variables(css, variables)
    if icons:
        faces = re.findall(r"@font-face\{[^{}]*\}", css)
        for face in faces:
            if "fa-solid-900" in face:
                css = css.replace(
                    face, re.sub(r"src:[^;}]*", f"src:url({_icons(icons, css)})", face)
                )
            elif "fa-" in face:
                css = css.replace(face, "")
    return css
