"""What a test wants to know of a drawing: its words, how strong they are, what they take up."""

import re
from xml.etree import ElementTree

from rnnlib.drawing import svg

SVG = "{http://www.w3.org/2000/svg}"


def tree(drawing):
    return ElementTree.fromstring(drawing.svg)


def texts(drawing, strong=None):
    """The words of a drawing, all of them or those that are strong, or faint."""
    found = _elements(tree(drawing))
    return ["".join(text.itertext()) for text, is_strong in found if strong in (None, is_strong)]


def _elements(node, strong=True):
    strong = strong and float(node.get("opacity", 1)) > svg.FAINT
    if node.tag == f"{SVG}text":
        yield node, strong
    for child in node:
        yield from _elements(child, strong)


def assert_legible(drawing, least=11.5):
    """No letter is smaller, no part is outside, no word lies on another one."""
    root = tree(drawing)
    _, _, wide, tall = map(float, root.get("viewBox").split())
    boxes = []
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size", root.get("font-size")))
        sizes = [size, *(float(t.get("font-size", size)) for t in text)]
        words = "".join(text.itertext())
        assert min(sizes) >= least, (words, sizes)
        length = 0.56 * sum(len(p.text or "") * float(p.get("font-size", size)) for p in text)
        length += 0.56 * size * len(text.text or "")
        places, y = text.get("x").split(), float(text.get("y"))
        if len(places) > 1:  # letter by letter
            length = float(places[-1]) - float(places[0]) + size
        x = (float(places[0]) + float(places[-1])) / 2
        x -= {"middle": length / 2, "end": length, "start": 0}[text.get("text-anchor", "start")]
        assert x >= -1 and x + length <= wide + 1, (words, x, x + length, wide)
        assert y - 0.7 * size >= -1 and y + 0.25 * size <= tall, (words, y, tall)
        boxes.append((x, x + length, y - 0.7 * size, y, words))
    for k, (a, b, top, low, words) in enumerate(boxes):
        for a2, b2, top2, low2, other in boxes[:k]:
            apart = b <= a2 + 2 or b2 <= a + 2 or low <= top2 + 1 or low2 <= top + 1
            assert apart, (words, other)
    for x, y in _points(root):
        assert -0.5 <= x <= wide + 0.5 and -0.5 <= y <= tall + 0.5, (x, y, wide, tall)


def _points(root):
    for node in root.iter():
        given = {k: float(v) for k, v in node.attrib.items() if re.fullmatch(r"-?[\d.]+", v)}
        if node.get("points"):
            yield from (tuple(map(float, p.split(","))) for p in node.get("points").split())
        elif "C" in node.get("d", ""):
            yield from _along(node.get("d"))
        elif "h" not in node.get("d", "h"):
            numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", node.get("d"))]
            yield from zip(numbers[::2], numbers[1::2], strict=True)
        elif node.tag == f"{SVG}rect":
            yield given["x"], given["y"]
            yield given["x"] + given["width"], given["y"] + given["height"]
        elif node.tag == f"{SVG}circle":
            r = given["r"]
            yield given["cx"] - r, given["cy"] - r
            yield given["cx"] + r, given["cy"] + r


def curves(drawing):
    """Points along each curve, as it is drawn."""
    for path in tree(drawing).iter(f"{SVG}path"):
        if "C" in path.get("d"):
            yield _along(path.get("d"))


def _along(path):
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", path)]
    corners = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [
        tuple(sum(w * c for w, c in zip(_weights(t / 20), xs, strict=True)) for xs in xys)
        for k in range(0, len(corners) - 1, 3)
        for t in range(21)
        for xys in [list(zip(*corners[k : k + 4], strict=True))]
    ]


def _weights(t):
    return (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
