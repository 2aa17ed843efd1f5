"""Letters and their marks apart, by JavaScript."""

from javascript import String


def normalize(form, text):
    return str(String.new(text).normalize(form))
