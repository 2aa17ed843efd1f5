"""What students are told about the mistakes of assignment 1: name → words."""

from .a2_words import ONE_HOT as ONE_HOT

STATISTICS = {
    "statistics-over-features": "You take both over the features. Time is the first axis, and it is time that has to go.",
    "statistics-over-samples": "You take both over the samples. Each sequence has statistics of its own; time is the first axis.",
    "mean-over-everything": "Your mean is a single number. Each feature of each sequence has a mean of its own, over time alone.",
    "mean-is-a-sum": "Your mean is a sum: it has to be divided by the number of steps.",
    "mean-is-a-median": "This is the median; the mean is asked for.",
    "largest-over-everything": "Your largest value is a single number. Each feature of each sequence has one of its own.",
    "largest-of-absolute-values": "You take the largest absolute value. A number like −5 is small, not large.",
    "largest-is-the-smallest": "You give the smallest value instead of the largest.",
    "largest-is-the-last": "You give the value of the last step, and that depends on the order.",
    "largest-is-its-place": "You give the step at which the largest value stands, and that depends on the order. The value itself is asked for.",
}
WINDOWS = {
    "windows-without-the-last": "The last window is missing: off by one. In T steps there are T − n + 1 windows.",
    "windows-begin-too-late": "The first window is missing: off by one. In T steps there are T − n + 1 windows.",
    "windows-do-not-overlap": "Your windows do not overlap. There is one for each step from which a whole window begins.",
    "windows-newest-on-top": "The newest step stands on top in your windows; the oldest one has to.",
    "windows-padded": "You fill up with zeros before the first step. Only whole windows are asked for.",
    "windows-summed": "You add up the steps of a window. They have to stand on top of each other, so that none is lost.",
    "windows-by-feature": "Your axes are mixed up: the rows are sorted by feature, and within a feature by step. First all features of one step are asked for, then those of the next.",
    "windows-with-an-axis-more": "Your windows have an axis of their own for the steps. Steps and features have to be joined in one axis of n D_x rows.",
}
COUNT = {
    "count-without-biases": "You leave out the biases. Each unit and each output has one.",
    "count-without-bias-of-readout": "You leave out the biases of the readout.",
    "count-without-readout": "You leave out the readout, which makes D_y outputs of D_h units.",
    "count-readout-of-every-step": "You count the readout n times. There is one, whatever the number of steps.",
    "window-counts-numbers-not-features": "In the window net, each unit sees all n D_x numbers of the window, and each has a weight of its own.",
    "window-of-one-step": "You count the weights for a single step in the window net. Its units see all n steps.",
    "window-bias-for-every-step": "You count n biases for each unit of the window net. A unit has one bias, however long its window is.",
    "recurrent-matrix-missing": "The weights that read the old state are missing in the recurrence: each unit sees all D_h numbers of it.",
    "recurrent-matrix-twice": "You count the recurrent matrix twice. The state is multiplied by it once in each step.",
    "recurrent-matrix-is-a-vector": "In your recurrence each unit sees one number of the old state, its own. It sees all D_h.",
    "recurrence-counted-at-every-step": "You count the recurrence n times. It is the same weights at every step.",
}
BAG = {
    "bag-over-samples": "You add up over the samples: the last axis. It is time, the first axis, that is lost in a bag.",
    "bag-of-all-samples": "You put all samples into one bag. Each sequence has its own.",
    "bag-is-a-share": "You give shares; the counts are asked for.",
    "bag-is-a-set": "You say only whether a letter occurs. How often it occurs is asked for.",
}
_ANY = {
    "starts-at-zero": "Your first state is 0, whatever h_0 is. When a sequence goes on from somewhere, it has to begin there.",
    "not-carried": "Your first step is right, but every step begins with h_0 again. The state that a step makes has to go into the next one.",
    "start-missing": "The states are right, but h_0 is missing in front of them: T + 1 rows are asked for.",
}


def _any(name: str) -> dict[str, str]:
    return {f"{name}-{how}": words for how, words in _ANY.items()}


SUM = _any("sum") | {
    "sum-over-samples": "You add up over the samples. They are separate sequences; time is the first axis.",
    "sum-is-a-mean": "You divide by the number of steps. The plain sum is asked for.",
    "sum-adds-start-each-time": "You add h_0 at every step. It counts once, at the start.",
}
AVERAGE = _any("average") | {
    "average-swapped": "You have swapped a and 1 − a: a says how much of the old state is kept.",
    "average-adds-all-of-x": "You add the whole input. Only a share of 1 − a of it goes in, or it would not be an average.",
    "average-keeps-all-of-h": "You keep the whole old state. Only a share a of it stays.",
    "average-takes-a-twice": "Both of your shares are a. Together they must be 1.",
    "average-starts-with-x": "Your average begins with the first input. It has to begin with h_0.",
    "average-of-the-input-before": "Your step t takes in the input of the step before. Off by one: state t + 1 is made from x[t].",
}
PARITY = _any("parity") | {
    "parity-is-a-count": "You count the ones. Whether their number is odd, 0 or 1, is all that is asked for.",
    "parity-stays-one": "Once your state is 1 it stays 1. A second 1 has to turn it back to 0.",
    "parity-is-and": "Your state is 1 only as long as all bits are 1. Each 1 has to turn it round.",
    "parity-is-the-bit": "Your state is the newest bit; nothing is remembered.",
    "parity-of-zeros": "Your state is turned round by zeros. A 1 turns it round; a 0 leaves it as it is.",
    "parity-of-the-last-two": "You compare the newest bit with the bit before it. It has to be combined with the state.",
}
SINCE = _any("since") | {
    "since-counts-from-one": "At a 1 your count begins with 1. The 1 is there now, 0 steps ago.",
    "since-zero": "You have mixed up ones and zeros: your count goes back to 0 at a 0.",
    "since-clears-all-samples": "A 1 in one sequence clears the count of all sequences. Each has its own: work on the array, without `if`.",
    "since-counts-zeros": "Your count never goes back to 0: it is the number of zeros so far.",
    "since-counts-all-steps": "Your count never goes back to 0: it is the number of steps so far.",
    "since-stays-while-zero": "Your count goes back to 0 at a 1, but it does not grow at a 0.",
    "since-counts-ones-too": "You count the ones. The steps since the last one are asked for.",
    "since-one-step-late": "Your count looks at the bit of the step before: everything comes one step too late.",
}
MAXIMUM = {
    "maximum-forgets-what-was-before": "Your first maxima forget the inputs in `last`: the state is reset at the start of a piece.",
    "maximum-window-one-shorter": "Your window is one step too short: off by one. It holds n inputs, this one and n − 1 before it.",
    "maximum-of-the-steps-before": "Your maximum leaves out the newest input.",
    "maximum-of-all-so-far": "Your maximum never forgets. Inputs more than n − 1 steps ago do not count any more.",
    "maximum-is-a-minimum": "You take the smallest of the window; the largest is asked for.",
    "carries-the-newest-first": "You carry the right inputs on, but in the other order: the oldest comes first.",
    "carries-the-old-ones": "You hand `last` on as it came. The next piece needs the inputs just before it.",
    "carries-one-step-too-early": "What you carry ends one step too early: the newest input is missing.",
    "carries-the-maxima": "You carry maxima on. The next piece must be able to forget single inputs, so it needs the inputs themselves.",
    "carries-this-piece-alone": "You carry only inputs of this piece. If the piece is shorter than n − 1, some of `last` still count.",
    "carries-n": "You carry n inputs on. The next piece needs n − 1 of them, as many as came in `last`.",
}
PIECES = {
    "pieces-begin-anew": "The state is reset between the pieces: each begins with h_0. It has to begin where the last one ended.",
    "pieces-begin-at-zero": "The state is set to 0 between the pieces. A piece has to begin where the last one ended.",
    "pieces-one-step-early": "The state that you carry on is one step too old.",
    "pieces-carry-the-input": "You carry the last input into the next piece. It is the state that has to go on.",
    "pieces-carry-the-first-state": "You carry the state after the first step of a piece. The one after its last step has to go on.",
    "pieces-show-their-ends": "You give the states with which the pieces end. Those with which they begin are asked for.",
    "pieces-without-the-rest": "The last piece, which is shorter, is missing.",
    "pieces-one-longer": "Your pieces are one step too long: off by one.",
}
NEEDED = {
    "needed-in-bits": "You give the number of bits. The number of different states is asked for.",
    "needed-only-the-answer": "You count the different answers. The state must also hold whatever later answers depend on.",
    "needed-without-the-last-bit": "For “two ones in a row” your state knows the answer alone. If it is still no, does it matter what the last bit was?",
    "needed-one-bit-too-few": "For the bit of two steps before, your state holds two bits. It has to hold the answer itself too, since the answer is read from it.",
    "needed-bits-for-the-delay": "For the bit of two steps before, you count the bits. How many different values do they have together?",
}
FADED = {
    "faded-one-less": "Each of your numbers is one too small. The step with the 1 itself counts as 0.",
    "faded-one-more": "Each of your numbers is one too large. The step with the 1 itself counts as 0.",
    "faded-unrounded": "You give the place where the curve would cross the line. The first whole number of steps after it is asked for.",
}
