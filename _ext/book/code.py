"""Code in few elements: names, operators and brackets look like the text around them.

Pygments puts each of them into an element of its own, which makes half the elements of a
chapter. What stands out (keywords, strings, numbers, comments, definitions) keeps its colour.
"""

from pygments.formatters import HtmlFormatter
from pygments.token import Comment, Keyword, Literal, Name, Operator
from sphinx.highlighting import PygmentsBridge

COLOURED = (Comment, Keyword, Literal, Operator.Word, Name.Function, Name.Class, Name.Decorator)


class LeanFormatter(HtmlFormatter):
    def _get_css_classes(self, ttype):
        return super()._get_css_classes(ttype) if any(ttype in kind for kind in COLOURED) else ""


def setup(app):
    PygmentsBridge.html_formatter = LeanFormatter
