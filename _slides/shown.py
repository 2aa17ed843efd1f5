"""What there is to look at in a page: figures, tables, equations, listings, what they print."""

BROAD = 45  # letters in a row of a table that needs the whole width


def looked_at(element):
    """(kind, HTML) of everything that an element shows; folded code is left out."""
    if "math" in element.get("class", []):
        yield "formula", str(element)
        return
    for fold in element.select("details.hide"):
        fold.decompose()
    for part in element.select(".book-card, figure, table, div.math, pre"):
        if part.find_parent(["figure", "table"]) or part.find_parent(class_="book-card"):
            continue
        if "book-card" in part.get("class", []):
            yield "card", str(part)
        elif part.name == "figure":
            drawings = part.select("svg")
            widths = [float(svg["viewbox"].split()[2]) for svg in drawings]
            for svg, width in zip(drawings, widths, strict=True):  # one scale for all
                svg["style"] = f"width:{width / max(widths):.0%}"
            panels = len(part.select(":scope > div:not(.book-play) > div"))
            kind = "play" if part.select(":scope > .book-play") else "beside"
            yield ("wide" if max(panels, len(drawings)) > 1 else kind), str(part)
        elif part.name == "table":
            broad = max(len(row.get_text()) for row in part.select("tr")) > BROAD
            yield ("wide" if broad else "beside"), str(part)
        elif part.name == "pre":
            printed = part.find_parent(class_="cell_output")
            part["class"] = ["printed" if printed else "code"]
            yield ("printed" if printed else "code"), f'<div class="highlight">{part}</div>'
        else:
            yield "formula", str(part)


def unfolded(fold):
    """What a fold holds, without its heading."""
    fold.summary.extract()
    return fold.decode_contents()
