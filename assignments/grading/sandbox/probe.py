"""Tries a layer out: a submission that does what must not be possible."""

import json
import os
import tempfile
from pathlib import Path

from .isolation import Layer, NoIsolation
from .limits import Limits
from .refused import Refused
from .submission import Submission

LIMITS = Limits(seconds=20, cell_seconds=8, call_seconds=8)

# Each must raise an OSError (or RuntimeError, of a thread); what does not has leaked.
FORBIDDEN = """
import os, signal, socket, threading

def attempts(secret, folder, parent):
    yield "reads a file of the grader", lambda: open(secret).read()
    yield "lists a folder of the grader", lambda: os.listdir(folder)
    yield "reads the grader's memory", lambda: open(f"/proc/{parent}/mem", "rb")
    yield "writes a file", lambda: open(folder + "/new", "w")
    yield "deletes a file", lambda: os.unlink(secret)
    yield "changes a file's rights", lambda: os.chmod(secret, 0o777)
    yield "opens a socket", socket.socket
    yield "sends a signal", lambda: os.kill(parent, 0)
    yield "starts a process", os.fork
    yield "starts a thread", threading.Thread(target=int).start
    yield "runs a program", lambda: os.execv("/bin/true", ["true"])

def leaked(k, secret, folder, parent):
    name, attempt = list(attempts(secret, folder, parent))[k]
    try:
        attempt()
    except (OSError, RuntimeError):
        return 0
    return 1

def allowed():
    import decimal, json, matplotlib.pyplot as plt
    plt.plot([1, 2])
    return 42
"""
NAMES = [line.split('"')[1] for line in FORBIDDEN.splitlines() if line.startswith("    yield")]


def leaks(layer: Layer) -> str:
    """What a submission can do in this layer that it must not, in words; "" if all is well."""
    with tempfile.TemporaryDirectory() as folder:
        secret, notebook = Path(folder, "secret"), Path(folder, "probe.ipynb")
        secret.write_text("the answer")
        cell = {"cell_type": "code", "metadata": {}, "source": FORBIDDEN}
        notebook.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}))
        try:
            with Submission(notebook, LIMITS, layer=layer) as s:
                if s.call("allowed")[0] != 42:
                    return "a submission does not run in it"
                arguments = (str(secret), folder, os.getpid())
                for k, name in enumerate(NAMES):
                    if s.call("leaked", (k, *arguments))[0] != 0:
                        return f"a submission {name}"
        except (Refused, NoIsolation) as error:
            return str(error)
        return "" if secret.read_text() == "the answer" else "a file was changed"
