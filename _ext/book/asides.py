"""Warnings, notes and limits: block quotes with a bold lead.

Chapters are read in other places too, so a warning is plain Markdown,
`> **Warning.** A batch is not a sequence.` Here the lead becomes a class,
`aside-warning`, that the style sheet knows.
"""

from docutils import nodes

LEADS = ("in short", "limits", "mistake", "note", "opinion", "warning")


def mark_asides(app, doctree):
    for quote in doctree.findall(nodes.block_quote):
        lead = _lead(quote)
        if lead in LEADS:
            quote["classes"] += ["aside", "aside-" + lead.replace(" ", "-")]


def _lead(quote):
    """The bold words that open the quote, without their full stop; or None."""
    opening = quote.children[0] if quote.children else None
    if not isinstance(opening, nodes.paragraph):
        return None
    lead = next((part for part in opening if part.astext()), None)
    return lead.astext().rstrip(".:").lower() if isinstance(lead, nodes.strong) else None


def setup(app):
    app.connect("doctree-read", mark_asides)
