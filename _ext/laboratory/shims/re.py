"""Regular expressions by those of JavaScript, letters of all alphabets included."""

from javascript import RegExp

ASCII = 256
LETTERS = r"\p{L}\p{N}_"
WORD = f"[{LETTERS}]"
EDGE = f"(?:(?<!{WORD})(?={WORD})|(?<={WORD})(?!{WORD}))"


def _translated(pattern):
    r"""The same in JavaScript, whose \w and \b know the Latin alphabet alone."""
    parts, k, inside = [], 0, False
    while k < len(pattern):
        two = pattern[k : k + 2]
        if two[0] == "\\":
            own = {r"\w": LETTERS if inside else WORD, r"\b": EDGE}
            parts.append(own.get(two, two))
            k += 2
        else:
            inside = two[0] == "[" or (inside and two[0] != "]")
            parts.append(two[0])
            k += 1
    return "".join(parts)


class Match:
    def __init__(self, found, last):
        self.found, self.last = found, last

    def __getitem__(self, k):
        group = self.found[k]
        return str(group) if isinstance(group, str) else None

    def start(self):
        return self.found.index

    def end(self):
        return self.last


class Pattern:
    def __init__(self, pattern, flags=0):
        own = pattern if flags & ASCII else _translated(pattern)
        self.anywhere = RegExp.new(own, "gu")
        self.whole = RegExp.new(f"^(?:{own})$", "u")

    def finditer(self, text):
        text, found = str(text), []
        self.anywhere.lastIndex = 0
        while match := self._next(text):
            found.append(match)
            if match.start() == match.end():
                self.anywhere.lastIndex += 1
        return found

    def _next(self, text):
        found = self.anywhere.exec(text)
        return Match(found, self.anywhere.lastIndex) if found else None

    def fullmatch(self, text):
        found = self.whole.exec(str(text))
        return Match(found, len(text)) if found else None

    def sub(self, by, text):
        text, parts, last = str(text), [], 0
        for match in self.finditer(text):
            parts += [text[last : match.start()], by(match) if callable(by) else _filled(by, match)]
            last = match.end()
        return "".join([*parts, text[last:]])

    def split(self, text):
        parts, last = [], 0
        for match in self.finditer(text):
            parts.append(text[last : match.start()])
            last = match.end()
        return [*parts, text[last:]]


def _filled(template, match):
    for k in (1, 2):
        if f"\\{k}" in template:
            template = template.replace(f"\\{k}", match[k])
    return template


_known = {}


def compile(pattern, flags=0):
    if (pattern, flags) not in _known:
        _known[pattern, flags] = Pattern(pattern, flags)
    return _known[pattern, flags]


def finditer(pattern, text):
    return compile(pattern).finditer(text)


def sub(pattern, by, text, flags=0):
    return compile(pattern, flags).sub(by, text)


def split(pattern, text):
    return compile(pattern).split(text)


def fullmatch(pattern, text):
    return compile(pattern).fullmatch(text)
