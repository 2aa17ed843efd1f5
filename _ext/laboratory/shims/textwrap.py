"""Lines moved to the right."""


def indent(text, prefix):
    return "".join(
        prefix + line if line.strip() else line for line in text.splitlines(keepends=True)
    )
