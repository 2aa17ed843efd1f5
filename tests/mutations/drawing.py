"""Mistakes to plant in rnnlib.drawing."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

PICTURE = (
    ("an edge is forgotten", "for source in dict.fromkeys(before)]", "for source in dict.fromkeys(before[:2])]"),
    ("the last state's line is below", "reversed([*zip(states, self.results, strict=False)])", "[*zip(states, self.results, strict=False)]"),
    ("no lines", "if line and not any(", "if False and not any("),
    ("lines may share a part", "if line and not any(part in other for part in line for other in lines):", "if line:"),
    ("a line through a layer", 'target.kind in ("operator", "result")', 'target.kind in ("operator", "result", "layer")'),
    ("a peephole disappears in its box", "seen = [t.operands[1] if m else t", "seen = [t.operands[1] if m or is_weighting(t) else t"),
    ("what is added to a layer is not seen", "return \"layer\", label, [t for t in seen if not _is_constant(t)]", "return \"layer\", label, [t for t, m in zip(seen, products, strict=True) if m and not _is_constant(t)]"),
    ("a quotient upside down", '"⊙", [u, 1 / v]', '"⊙", [v, 1 / u]'),
    ("v / 2 and 2 / v are the same", 'f"{text}/" if _text(first) else f"/{text}"', 'f"/{text}"'),
    ("a square is a product", '"⊙": "²", ', ''),
    ("the number on an operator is not shown", 'f"{text}·"', '"·"'),
    ("an average of weights is a layer", "(Activation, Mean))]", "(Activation,))]"),
    ("a named sum melts into a layer", "(node is layer or node.is_step or not node.name)", "True"),
    ("an output has no part", "for node in cell.results]", "for node in cell.states]"),
)

DIAGRAM = (
    ("the number of columns on the edges", "part.node.shape[0].value(sizes)", "part.node.shape[-1].value(sizes | {'B': 1})"),
    ("words without the gates", "{gates.get(n, '')}", ""),
)

PIECES = (
    ("no lines in the layout", "height, lines, drawn.results)", "height, [], drawn.results)"),
    ("results where they come", "height, lines, drawn.results)", "height, lines)"),
    ("parts without height", 'return getattr(point, "height", 0.55)', "return 0.2"),
    ("a gate without its role", "for k, role in enumerate(part.roles):", "for k, role in ():"),
    ("a named operator without its name", 'shown = part.kind == "layer" or', 'shown = part.kind == "layer" and'),
    ("a circle where a pill is needed", "if len(part.label) > 3:", "if False:"),
)

LAYOUT = (
    ("one sweep", "SWEEPS = 24", "SWEEPS = 1"),
    ("forward sweeps alone", "forward, before = sweep % 2 == 0, dict(row)", "forward, before = True, dict(row)"),
    ("a line is no straight line", "self.level[v] if v in self.level else _mean(", "_mean("),
    ("lines below the rest", "members.sort(key=lambda v: (level.get(v, len(lines)), pull[v]))", "members.sort(key=lambda v: (-level.get(v, -1), pull[v]))"),
    ("lines at one level", "level = {v: float(k) for", "level = {v: 0.0 for"),
    ("nodes may touch", "(height(u) + height(v)) / 2", "(height(u) + height(v)) / 4"),
    ("results in their own column", "column |= dict.fromkeys(last, max(column.values()))", "pass"),
    ("the shortest path decides the column", "max((column[s] + 1 for", "min((column[s] + 1 for"),
    ("pools without weights", "(below[0] * below[1] + v * w) / (below[1] + w)", "(below[0] + v) / 2"),
    ("no pulling straight", "            one.pull_straight(row)\n", "            pass\n"),
)

UNITS = (
    ("weights of the first neuron alone", 'for source in inputs)\n    body += "".join(svg.circle', 'for source in inputs if k == 0)\n    body += "".join(svg.circle'),
    ("biases where there are none", "rows * any(", "rows * bool("),
    ("the weights of what is added", 'f"W_{{{layer.base}}}")  # its own', 'f"W_{{{layer.code}}}")  # its own'),
)

PLOTS = (
    ("the mean for the median", "np.median(runs, axis=0)", "np.mean(runs, axis=0)"),
    ("a band from the median up", "runs.min(0), runs.max(0)", "middle, runs.max(0)"),
    ("no band", "if len(runs) > 1:", "if False:"),
    ("a baseline at zero", "axes.axhline(level,", "axes.axhline(0,"),
    ("names at the first value", "ends.append((middle[-1], colour))", "ends.append((middle[0], colour))"),
    ("names that touch", "sign * max(sign * heights[k], sign * free + half[k])", "heights[k]"),
    ("labels exchanged", '"xlabel": fill(x_label, ACROSS), "ylabel": fill(y_label, UPWARD)', '"xlabel": fill(y_label, ACROSS), "ylabel": fill(x_label, UPWARD)'),
    ("x that does not increase", "if (np.diff(x) <= 0).any():", "if False:"),
    ("limits that are not set", '{"ylim": y_limits} if y_limits else {}', "{}"),
    ("names of lines that leave", "heights = np.clip(heights, box.y0, box.y1)", "heights = heights * 1"),
    ("dots always", 'marker="o" if dots else None', 'marker="o"'),
    ("one more series than styles", "0 < len(series) <= len(LINES)", "0 < len(series)"),
    ("x and y of any length", "if runs.shape[1:] != x.shape:", "if False:"),
)

FIGURE = (
    ("no words", "if not words:", "if False:"),
    ("words not escaped", "label = f'aria-label=\"{html.escape(words)}\"'", "label = f'aria-label=\"{words}\"'"),
    ("a caption not escaped", "</strong> {html.escape(caption)}</figcaption>", "</strong> {caption}</figcaption>"),
    ("a still figure is marked as live", "_live(image) if runs else image", "_live(image)"),
    ("a live table's rows are not marked", '_live("".join(entries)) if is_live', '"".join(entries) if is_live'),
    ("a row too short", "if len(row) != len(columns):", "if len(row) > len(columns):"),
    ("every digit that matplotlib writes", '_own_ids(re.sub(r"<[^>]+>", _two_decimals, text), alt)', "_own_ids(text, alt)"),
    ("ids that panels share", "hashlib.sha256((alt + text).encode())", "hashlib.sha256(b'')"),
    ("colours of the light theme", "text = text.replace(colour, palette.css(meaning))", "pass"),
    ("no keyboard where it scrolls", """' tabindex="0"' if any(""", """'' if any("""),
)

TEXT_MAPS = (
    ("depths of all texts together", "max(np.max(weights), 1e-300)", "1"),
    ("too dark to read", "DEEPEST = 0.5", "DEEPEST = 0.9"),
    ("spaces are not seen", '" \\n", "·¶"', '"\\n", "↵"'),
    ("no frame", "body += svg.box(\n            first", "svg.box(\n            first"),
)

SVG = (
    ("no words in the image", 'aria-label="{escape(alt)}"', 'aria-label=""'),
    ("letters not escaped", 'element("text", escape(content)', 'element("text", content'),
    ("an arrow without a head", 'shaft + element("polygon", fill=meaning, points=head)', "shaft"),
    ("letters that shrink", "if width > 360 else", "if width > 1e9 else"),
    ("an index on the line", "if below != level else", "if False else"),
)

PALETTE = (
    ("the dark theme is light", "--book-{m}: {pair[1]};", "--book-{m}: {pair[0]};"),
    ("a notebook in the dark is light", "--book-{m}:{pair[1]}", "--book-{m}:{pair[0]}"),
    ("a forget gate too pale to read", "#b04409", "#f0a479"),
)

SCALES = (
    ("the other axis is logarithmic", 'axes.set(**{f"{which}scale": "log"})', 'axes.set(**{f"{\'xy\'.strip(which)}scale": "log"})'),
    ("powers of ten alone", "if high < 100 * low:", "if False:"),
    ("ticks not at the points", "if 0 < len(points) <= FEW:", "if False:"),
    ("halves where things are whole", "integer=True", "integer=False"),
)

DOTS = (
    ("a value outside of its interval", "not low <= value <= high", "False"),
)

FILM = (
    ("a frame too few", "steps({T},jump-none)", "steps({T - 1},jump-none)"),
    ("ink and page exchanged", "bytes(range(0, 256, 17))", "bytes(range(255, -1, -17))"),
)

LOOKING_BACK = (
    ("a look at what comes later", "for s in range(t + 1):", "for s in range(t, T):"),
    ("every step's look", "for t in asking:", "for t in range(T):"),
    ("all looks are as thick", "{THICKEST * found[t, s]:.2f}", "{THICKEST:.2f}"),
    ("shares of who asks", "{THICKEST * found[t, s]:.2f}", "{THICKEST * found[s, t]:.2f}"),
)

MISTAKES = {
    "drawing/picture": PICTURE,
    "drawing/diagram": DIAGRAM,
    "drawing/pieces": PIECES,
    "drawing/layout": LAYOUT,
    "drawing/units": UNITS,
    "drawing/plots": PLOTS,
    "drawing/scales": SCALES,
    "drawing/dots": DOTS,
    "drawing/film": FILM,
    "drawing/figure": FIGURE,
    "drawing/text_maps": TEXT_MAPS,
    "drawing/looking_back": LOOKING_BACK,
    "drawing/svg": SVG,
    "drawing/palette": PALETTE,
}
