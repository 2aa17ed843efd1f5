"""Lists, dicts, numbers and texts for JavaScript to read."""


def dumps(value):
    if isinstance(value, dict):
        pairs = [f"{dumps(key)}: {dumps(inner)}" for key, inner in value.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join([dumps(inner) for inner in value]) + "]"
    if isinstance(value, str):
        return '"' + "".join([_escaped(letter) for letter in value]) + '"'
    return repr(value)


def _escaped(letter):
    if letter in '"\\':
        return "\\" + letter
    if letter == "\n":
        return "\\n"
    code = ord(letter)
    return letter if 31 < code < 127 else f"\\u{code:04x}"
