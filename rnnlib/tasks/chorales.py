"""Four-part chorales of Johann Sebastian Bach: which notes sound next?"""

from collections import defaultdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np

from rnnlib import checks
from rnnlib.tasks import packages
from rnnlib.tasks.sequences import padded
from rnnlib.tasks.task import Task, from_data
from rnnlib.training.batch import Batch
from rnnlib.training.losses import binary_cross_entropy

LOWEST, HIGHEST = 36, 81  # MIDI numbers, C2 and A5: what the four voices use
NOTES = HIGHEST - LOWEST + 1
TICKS = 10_080  # in a quarter note: every duration in the files is a whole number of them
STEPS = {"quarter": TICKS, "eighth": TICKS // 2}
_SEMITONES = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11), strict=True))
_MELODY = 7  # intervals by which a melody is known again

Note = tuple[int, int, int]  # onset and end in ticks, MIDI number


@cache
def scores() -> dict[str, list[list[Note]]]:
    """All chorales in four parts, as they are written, repeats not played out.

    Read from the MusicXML files in the installed package music21, without importing it.

    Returns:
        {name: [soprano, alto, tenor, bass]}; a part is a list of notes (onset, end, MIDI
        number), in ticks.

    Raises:
        ModuleNotFoundError: music21 is not installed.
    """
    files = sorted(packages.file("scores", "music21", "corpus/bach").glob("*.mxl"))
    found = {file.stem: [_notes(part) for part in _parts(file)] for file in files}
    return {name: parts for name, parts in found.items() if len(parts) == 4}


def _parts(file: Path) -> list[ElementTree.Element]:
    with ZipFile(file) as archive:
        names = [n for n in archive.namelist() if n.endswith("xml") and "META-INF" not in n]
        return ElementTree.fromstring(archive.read(names[0])).findall("part")


def _notes(part: ElementTree.Element) -> list[Note]:
    notes: list[Note] = []
    now, divisions = 0, 1
    for element in part.iterfind("measure/*"):
        divisions = int(element.findtext("divisions", divisions))
        if element.tag in ("note", "forward"):
            # A grace note has no duration: it takes no time, and is left out.
            end = now + int(element.findtext("duration", "0")) * TICKS // divisions
            if end > now and (pitch := element.find("pitch")) is not None:
                notes.append((now, end, _midi(pitch)))
            now = end
    return notes


def _midi(pitch: ElementTree.Element) -> int:
    octave, alter = int(pitch.findtext("octave", "")), int(pitch.findtext("alter", "0"))
    return 12 * (octave + 1) + _SEMITONES[pitch.findtext("step", "")] + alter


@cache
def piano_rolls(step: str = "quarter") -> dict[str, np.ndarray]:
    """The chorales as which notes sound at each step.

    Args:
        step: "quarter" or "eighth"; what happens between two steps is not seen, and a note
            held and a note struck again look the same.

    Returns:
        {name: (T, NOTES) of 0 and 1}; column k is the MIDI number LOWEST + k.
    """
    ticks = STEPS[checks.one_of("piano_rolls", "step", step, tuple(STEPS))]
    rolls = {}
    for name, parts in scores().items():
        notes = [note for part in parts for note in part]
        rolls[name] = roll = np.zeros((-(-max(end for _, end, _ in notes) // ticks), NOTES))
        for onset, end, number in notes:  # step k is heard at the moment k · ticks
            roll[-(-onset // ticks) : -(-end // ticks), number - LOWEST] = 1
    return rolls


@cache
def split() -> dict[str, list[str]]:
    """The names of the chorales for training (70 %), validation and test (15 % each).

    Bach set some melodies several times, in other keys and with other basses. All settings
    of a melody are in the same part. A melody is known by the first seven intervals of its
    soprano, and placed by a hash of these.
    """
    melodies = defaultdict(list)
    for name, (soprano, *_) in scores().items():
        numbers = [number for *_, number in soprano[: _MELODY + 1]]
        melodies[str(np.diff(numbers).tolist())].append(name)
    parts: dict[str, list[str]] = {"train": [], "validation": [], "test": []}
    for melody in sorted(melodies, key=lambda melody: sha256(melody.encode()).digest()):
        placed = sum(map(len, parts.values())) / len(scores())
        part = "train" if placed < 0.70 else "validation" if placed < 0.85 else "test"
        parts[part] += melodies[melody]
    return {part: sorted(names) for part, names in parts.items()}


@cache
def chorales(step: str = "quarter") -> Task:
    """Which notes sound at the next step, given all steps up to now; each a yes or no.

    The loss is the negative log-likelihood of a whole frame, in nats, as if its notes were
    independent given the past. The baselines predict how often each note sounds, how often it does
    after a frame with or without it, or are logistic regressions on the frame before.

    Args:
        step: "quarter" or "eighth".

    Returns:
        Task: x and targets (T, NOTES, B), the targets one step later.
    """
    rolls = piano_rolls(step)
    parts = {part: [rolls[name] for name in names] for part, names in split().items()}

    def frames(part):
        """All frames that are heard, and those one later, (N, NOTES) each."""
        before, after = zip(*((roll[:-1], roll[1:]) for roll in parts[part]), strict=True)
        return np.concatenate(before), np.concatenate(after)

    def baselines():
        (before, after), (heard, wanted) = frames("train"), frames("test")
        weights, bias = _linear(before, after)
        after_on, after_off = _often(after, before), _often(after, 1 - before)
        logits = {
            "each note as often as ever": np.tile(_often(after), (len(wanted), 1)),
            "each note given itself before": np.where(heard, after_on, after_off),
            "logistic regression on the frame before": heard @ weights.T + bias,
        }
        losses = {k: binary_cross_entropy(y.T[None], wanted.T[None])[0] for k, y in logits.items()}
        return {name: {"loss": loss} for name, loss in losses.items()}

    fields: dict = {"loss": binary_cross_entropy, "every_step": True, "baselines": baselines}
    sets = from_data(*map(_batch, parts.values()))
    return Task(f"chorales by the {step}", NOTES, NOTES, **sets, **fields)


def _batch(rolls: list[np.ndarray]) -> Batch:
    notes, lengths, mask = padded(rolls)
    return Batch(notes[:-1] * mask[1:, None], notes[1:], lengths=lengths - 1, mask=mask[1:])


def _often(after: np.ndarray, where: np.ndarray | float = 1.0) -> np.ndarray:
    """Logits of how often each note sounds, among the frames with weight 1; Laplace's rule."""
    where = np.broadcast_to(where, after.shape)
    p = ((after * where).sum(axis=0) + 1) / (where.sum(axis=0) + 2)
    return np.log(p / (1 - p))


def _linear(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logistic regression of every note on the frame before: W (NOTES, NOTES), b (NOTES,).

    Fitted by L-BFGS to the mean loss and ½ ‖W‖² per frame.
    """
    from scipy.optimize import minimize

    def split_up(flat):
        return flat[:-NOTES].reshape(NOTES, NOTES), flat[-NOTES:]

    def objective(flat):
        weights, bias = split_up(flat)
        loss, d_y = binary_cross_entropy((before @ weights.T + bias).T[None], after.T[None])
        d_weights = d_y[0] @ before + weights / len(before)
        d_flat = np.concatenate([d_weights.ravel(), d_y[0].sum(axis=1)])
        return loss + (weights**2).sum() / (2 * len(before)), d_flat

    start, options = np.concatenate([np.zeros(NOTES * NOTES), _often(after)]), {"ftol": 1e-6}
    return split_up(minimize(objective, start, jac=True, method="L-BFGS-B", options=options).x)
