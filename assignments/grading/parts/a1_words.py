"""What students are told about the mistakes of assignment 1: name → words."""

from .a2_words import ONE_HOT as ONE_HOT

STATISTICS = {
    "statistics-over-features": "You take both over the features. Time is the first axis, and it is time that has to go.",
    "statistics-over-samples": "You take both over the samples. Each sequence has statistics of its own; time is the first axis.",
    "mean-over-features": "Your mean is taken over the features. Time is the first axis, and it is time that has to go.",
    "mean-over-samples": "Your mean is taken over the samples. Each sequence has a mean of its own; time is the first axis.",
    "largest-over-features": "Your largest value is taken over the features. Time is the first axis, and it is time that has to go.",
    "largest-over-samples": "Your largest value is taken over the samples. Each sequence has one of its own; time is the first axis.",
    "mean-over-everything": "Your mean is a single number. Each feature of each sequence has a mean of its own, over time alone.",
    "mean-is-a-sum": "Your mean is a sum: it has to be divided by the number of steps.",
    "mean-divided-by-one-less": "You divide the sum by one less than the number of steps. That belongs to a variance; a mean is divided by the number of steps itself.",
    "mean-divided-by-features": "You divide the sum by the number of features. It was added up over time.",
    "mean-divided-by-samples": "You divide the sum by the number of samples. It was added up over time.",
    "mean-of-absolute-values": "You take the mean of the absolute values. Negative numbers count as they are.",
    "mean-of-the-extremes": "You give the middle between the largest and the smallest value. In the mean, all values count.",
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
    "windows-averaged": "You average over the steps of a window. They have to stand on top of each other, so that none is lost.",
    "windows-turned-by-a-reshape": "Your reshape puts the samples in front, and so numbers of several samples get into one column. A reshape only cuts the same row of numbers anew, and the samples stand last already.",
    "windows-by-feature": "Your axes are mixed up: the rows are sorted by feature, and within a feature by step. First all features of one step are asked for, then those of the next.",
    "windows-with-an-axis-more": "Your windows have an axis of their own for the steps. Steps and features have to be joined in one axis of n D_x rows.",
}
COUNT = {
    "count-without-biases": "You leave out the biases. Each unit and each output has one.",
    "count-one-bias-per-layer": "You count one bias for a whole layer. Every unit and every output has one of its own.",
    "count-readout-sees-the-input": "In your readout the outputs see the input as well. They are made from the hidden units alone.",
    "count-without-bias-of-readout": "You leave out the biases of the readout.",
    "count-without-readout": "You leave out the readout, which makes D_y outputs of D_h units.",
    "count-readout-of-every-step": "You count the readout n times. There is one, whatever the number of steps.",
    "window-counts-numbers-not-features": "In the window net, each unit sees all n D_x numbers of the window, and each has a weight of its own.",
    "window-of-one-step": "You count the weights for a single step in the window net. Its units see all n steps.",
    "window-sees-a-state": "Your window net has weights for an old state. It has none: it sees the window and nothing else.",
    "window-has-units-for-every-step": "Your window net has units of their own for each step. There are D_h units in all, and each of them sees the whole window.",
    "window-bias-for-every-step": "You count n biases for each unit of the window net. A unit has one bias, however long its window is.",
    "recurrent-matrix-missing": "The weights that read the old state are missing in the recurrence: each unit sees all D_h numbers of it.",
    "recurrent-matrix-twice": "You count the recurrent matrix twice. The state is multiplied by it once in each step.",
    "recurrence-two-biases": "In your recurrence each unit has two biases, one for the state and one for the input. Here it has a single one.",
    "recurrent-matrix-is-a-vector": "In your recurrence each unit sees one number of the old state, its own. It sees all D_h.",
    "recurrence-counted-at-every-step": "You count the recurrence n times. It is the same weights at every step.",
}
BAG = {
    "bag-over-samples": "You add up over the samples: the last axis. It is time, the first axis, that is lost in a bag.",
    "bag-over-letters": "You add up over the letters, and at each step there is just one. It is time, the first axis, that is lost in a bag.",
    "bag-not-turned": "Your counts are right, but their axes are exchanged: the letters come first, then the samples.",
    "bag-of-all-samples": "You put all samples into one bag. Each sequence has its own.",
    "bag-is-a-share": "You give shares; the counts are asked for.",
    "bag-is-a-set": "You say only whether a letter occurs. How often it occurs is asked for.",
}
_ANY = {
    "starts-at-zero": "Your first state is 0, whatever h_0 is. When a sequence goes on from somewhere, it has to begin there.",
    "start-only-shown": "h_0 stands in front, but the states after it begin from 0 and not from h_0.",
    "not-carried": "Your first step is right, but every step begins with h_0 again. The state that a step makes has to go into the next one.",
    "end-missing": "The last state is missing: it is the one after the last input, so there are T + 1 rows.",
    "start-missing": "The states are right, but h_0 is missing in front of them: T + 1 rows are asked for.",
}


def _any(name: str) -> dict[str, str]:
    return {f"{name}-{how}": words for how, words in _ANY.items()}


SUM = _any("sum") | {
    "sum-over-samples": "You add up over the samples. They are separate sequences; time is the first axis.",
    "sum-is-the-input": "Your state is the newest input alone. The old state has to go into it, too.",
    "sum-is-a-product": "You multiply the old state by the input. The sum is asked for.",
    "sum-is-a-mean": "You divide by the number of steps. The plain sum is asked for.",
    "sum-adds-start-each-time": "You add h_0 at every step. It counts once, at the start.",
}
AVERAGE = _any("average") | {
    "average-swapped": "You have swapped a and 1 − a: a says how much of the old state is kept.",
    "average-adds-all-of-x": "You add the whole input. Only a share of 1 − a of it goes in, or it would not be an average.",
    "average-keeps-all-of-h": "You keep the whole old state. Only a share a of it stays.",
    "average-takes-a-twice": "Both of your shares are a. Together they must be 1.",
    "average-keeps-a-of-both": "You multiply the new input by a as well, beside its own share. Look at where your bracket closes.",
    "average-bracket-misplaced": "You take a x away from 1. It is the share 1 − a that the input is multiplied with, so look at where your bracket closes.",
    "average-without-a": "You take half of each, whatever a is.",
    "average-of-the-input-alone": "Your state is a share of the newest input. A share of the old state has to stay in it.",
    "average-corrected-for-its-start": "You divide by 1 − aᵗ, as some optimizers do to make up for a start from 0. Here the start is given, and nothing is divided.",
    "average-starts-with-x": "Your average begins with the first input. It has to begin with h_0.",
    "average-of-the-input-before": "Your step t takes in the input of the step before. Off by one: state t + 1 is made from x[t].",
}
PARITY = _any("parity") | {
    "parity-is-a-count": "You count the ones. Whether their number is odd, 0 or 1, is all that is asked for.",
    "parity-stays-one": "Once your state is 1 it stays 1. A second 1 has to turn it back to 0.",
    "parity-is-and": "Your state is 1 only as long as all bits are 1. Each 1 has to turn it round.",
    "parity-is-the-bit": "Your state is the newest bit; nothing is remembered.",
    "parity-of-zeros": "Your 0 and 1 are exchanged: a 0 must leave the state as it is, and a 1 must turn it round.",
    "parity-turned-by-every-bit": "Your state is turned round at every step, whatever the bit is. Only a 1 turns it round.",
    "parity-cleared-by-a-one": "At a 1 your state becomes 0, whatever it was. A 1 has to turn it round.",
    "parity-of-the-last-two": "You compare the newest bit with the bit before it. It has to be combined with the state.",
}
SINCE = _any("since") | {
    "since-counts-from-one": "At a 1 your count begins with 1. The 1 is there now, 0 steps ago.",
    "since-zero": "You have mixed up ones and zeros: your count goes back to 0 at a 0.",
    "since-looks-at-one-sample": "The bits of the first sequence clear the counts of all. Each sequence has bits of its own.",
    "since-goes-back-to-h_0": "At a 1 your count goes back to h_0. That is what it was at the start; at a 1 the last 1 is 0 steps ago.",
    "since-clears-all-samples": "A 1 in one sequence clears the count of all sequences. Each has its own: work on the array, without `if`.",
    "since-counts-zeros": "Your count never goes back to 0: it is the number of zeros so far.",
    "since-counts-all-steps": "Your count never goes back to 0: it is the number of steps so far.",
    "since-stays-while-zero": "Your count goes back to 0 at a 1, but it does not grow at a 0.",
    "since-counts-ones-too": "You count the ones. The steps since the last one are asked for.",
    "since-one-step-late": "Your count looks at the bit of the step before: everything comes one step too late.",
}
MAXIMUM = {
    "maximum-forgets-what-was-before": "Your first maxima forget the inputs in `last`: the state is reset at the start of a piece.",
    "maximum-fills-with-zeros": "Your first maxima see zeros in place of the inputs in `last`.",
    "last-behind-the-piece": "You put `last` behind the piece. It holds the inputs that came before it.",
    "maximum-looks-ahead": "Your window is one step too long: it also holds the input of the next step, which is not there yet.",
    "maximum-one-step-ahead": "Your windows lie one step too late: each holds the input of the next step, which is not there yet, and not the oldest one.",
    "maximum-window-one-shorter": "Your window is one step too short: off by one. It holds n inputs, this one and n − 1 before it.",
    "maximum-of-the-steps-before": "Your maximum leaves out the newest input.",
    "maximum-of-all-so-far": "Your maximum never forgets. Inputs more than n − 1 steps ago do not count any more.",
    "maximum-is-a-minimum": "You take the smallest of the window; the largest is asked for.",
    "maximum-is-a-mean": "You take the mean of the window; the largest is asked for.",
    "maximum-is-a-sum": "You add up the window; the largest is asked for.",
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
    "pieces-run-from-h_0": "You run each piece from h_0. Run it from the state with which the last one ended.",
    "pieces-run-from-zero": "You run each piece from 0. Run it from the state with which the last one ended.",
    "pieces-one-step-early": "The state that you carry on is one step too old.",
    "pieces-carry-the-input": "You carry the last input into the next piece. It is the state that has to go on.",
    "pieces-carry-the-first-state": "You carry the state after the first step of a piece. The one after its last step has to go on.",
    "pieces-show-their-ends": "You give the states with which the pieces end. Those with which they begin are asked for.",
    "pieces-and-the-last-end": "You also give the state after the last piece. Nothing begins with it.",
    "pieces-one-too-many": "If the last piece ends with the sequence, you give one state too many: nothing begins with it.",
    "pieces-after-their-first-step": "You give the state after the first step of each piece. The one before it is asked for.",
    "pieces-leave-out-an-input": "You leave out the first input of each piece.",
    "pieces-read-the-first": "You read the first piece again and again.",
    "pieces-without-the-rest": "The last piece, which is shorter, is missing.",
    "pieces-one-longer": "Your pieces are one step too long: off by one.",
}
NEEDED = {
    "needed-in-bits": "You give the number of bits. The number of different states is asked for.",
    "needed-in-bits-unrounded": "You give the number of bits. The number of different states is asked for.",
    "needed-only-the-answer": "You count the different answers. The state must also hold whatever later answers depend on.",
    "needed-without-the-last-bit": "For “two ones in a row” your state knows the answer alone. If it is still no, does it matter what the last bit was?",
    "needed-with-the-last-bit-after-yes": "For “two ones in a row” you tell the last bits apart in every case. Does the last bit still matter once the answer is yes?",
    "needed-only-the-answer-for-the-delay": "For the bit of two steps before, your state knows the answer alone. From what will it tell the answer at the next step?",
    "needed-one-bit-too-few": "For the bit of two steps before, your state holds two bits. It has to hold the answer itself too, since the answer is read from it.",
    "needed-bits-for-the-delay": "For the bit of two steps before, you count the bits. How many different values do they have together?",
}
FADED = {
    "faded-one-less": "Each of your numbers is one too small. The step with the 1 itself counts as 0.",
    "faded-one-more": "Each of your numbers is one too large. The step with the 1 itself counts as 0.",
    "faded-not-divided": "Your numbers are those of curves that begin with 1 − a. Divided by it, all three begin with 1.",
    "faded-to-a-half": "After so many steps at most a half is left. A tenth is asked for.",
    "faded-with-one-minus-a": "In your curves 1 − a of the old state is kept. It is a that is kept.",
    "faded-unrounded": "You give the place where the curve would cross the line. The first whole number of steps after it is asked for.",
}
