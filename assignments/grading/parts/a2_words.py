"""What students are told about the mistakes of assignment 2: name → words."""

STEP = {
    "step-without-bias": "Your step leaves out the bias b.",
    "step-without-tanh": "Your step gives the sum a itself: the squashing by tanh is missing.",
    "step-sigmoid": "Your step squashes with the sigmoid, which lies between 0 and 1. This cell uses tanh.",
    "step-input-first": "Your step concatenates the input and the state in the other order. In this book the state comes first, so the first columns of W belong to it.",
    "step-without-state": "Your step does not use the old state: what comes out depends on the input alone.",
}
FORWARD = {
    "state-not-carried": "Your first step is right, but every step begins with h_0 again. The state that a step makes has to go into the next one.",
    "start-ignored": "Your sequence begins with zeros, whatever h_0 is.",
    "first-input-only": "Every step reads the first input. Step t has to read x[t].",
    "states-without-start": "The states are right, but h_0 is missing in front of them: T + 1 states are asked for.",
    "states-end-early": "The last state is missing: your states stop one step before the end.",
}
READOUT = {
    "readout-of-the-state-before": "Output t is computed from the state before the step, h_{t−1}. It has to see the state that the step has made.",
    "readout-of-the-start-too": "There is an output for h_0 too. Only the states that a step has made are read out.",
    "readout-of-the-last": "Only the last state is read out. Here every step has an output.",
    "readout-without-bias": "Your readout leaves out the bias b_y.",
}
SOFTMAX = {
    f"softmax-{how}-{axis}": f"Your softmax is taken over {where}: its numbers add up to 1 along the wrong axis. They must add up to 1 over the scores of each step and each sample."
    for how in ("over", "summed-over")
    for axis, where in (
        ("time", "time"),
        ("samples", "the samples"),
        ("everything", "the whole array"),
    )
}
LOSS = {
    "loss-is-a-sum": "Your loss is the sum over all steps and samples; the mean is asked for.",
    "loss-is-a-sum-over-samples": "Your loss is divided by T only: over the samples it is a sum, and the mean is asked for.",
    "loss-is-a-sum-over-time": "Your loss is divided by B only: over time it is a sum, and the mean is asked for.",
    "loss-divided-by-scores": "Your loss is divided by the number of all scores, T D_y B. There is one surprise for each step and sample, so there are T B of them.",
    "loss-in-bits": "Your loss is in bits (base 2); the natural logarithm is asked for.",
    "loss-of-the-wrong-sign": "Your loss has the wrong sign: a logarithm of a probability is negative, and a surprise is positive.",
    "loss-without-log": "The logarithm is missing: your loss is the mean of −p.",
    "loss-of-the-last-step": "Only the last step counts in your loss.",
}
D_Y = {
    "target-not-taken-away": "Your d_y is p itself (over T B): what happens to it at the target is missing.",
    "target-minus-p": "Your d_y has the wrong sign: a larger score for a wrong character makes the loss larger.",
    "d_y-not-divided": "Your d_y is the gradient of the sum. The loss is a mean over T B surprises.",
    "d_y-divided-by-T": "Your d_y is divided by T only. The loss is a mean over T B surprises.",
    "d_y-divided-by-B": "Your d_y is divided by B only. The loss is a mean over T B surprises.",
}
STEP_BACKWARD = {
    "slope-missing": "The slope of tanh is missing: what comes from h_t has to go back through tanh before it meets W.",
    "slope-not-squared": "Your slope of tanh is 1 − h; look at the square.",
    "slope-of-tanh-twice": "Your slope is 1 − tanh²(h_t). But h_t is tanh(a) already, so you apply tanh twice.",
    "slope-of-the-state-before": "Your slope is computed from h_{t−1}. It belongs to what came out of this tanh, h_t.",
    "slope-of-a-sigmoid": "Your slope is h (1 − h), which is that of the sigmoid.",
    "d_W-of-the-new-state": "Your d_W pairs the gradient with h_t, the state that came out. W was multiplied with the state that went in.",
    "d_W-input-first": "Your d_W has the columns of the input first. In W the columns of the state come first.",
    "d_W-before-the-slope": "Your d_W uses d_h, the gradient after tanh; W sits before tanh.",
    "d_W-mean-over-samples": "Your d_W is the mean over the samples. The loss has its 1/(T B) already, so here the samples are added up.",
    "d_b-not-summed": "Your d_b has a column for each sample. All samples share b, so their gradients are added up.",
    "d_b-mean-over-samples": "Your d_b is the mean over the samples; all samples share b, so their gradients are added up.",
    "back-through-the-input-part": "Your message to h_{t−1} goes through the columns of W that belong to the input.",
    "W-not-transposed": "Your message to h_{t−1} is multiplied by W_hh; on the way back the matrix is transposed.",
    "back-before-the-slope": "Your message to h_{t−1} leaves out the slope of tanh, though d_W has it.",
}
BACKWARD = {
    "next-step-forgotten": "At every state only its own output counts. What the next step sends back is missing, so nothing is learnt about the past.",
    "only-the-last-output-counts": "Only the last output sends something back; the outputs of the other steps are dropped before they reach their states.",
    "all-overwritten": "Your gradients are those of one step alone: the sum over time is missing. Is there an = where there should be a +=?",
    "W-overwritten": "Your gradient of W is that of one step alone: the sum over time is missing. Is there an = where there should be a +=?",
    "W_y-overwritten": "Your gradient of W_y is that of one step alone: the sum over time is missing.",
    "message-added-up": "What comes from the next step is added to all that came from later ones. But their part is inside it already, so it counts twice.",
    "message-before-the-step": "The gradient of the state is handed on to the step before as it is. It has to go back through the step first.",
    "d_W_y-of-the-state-before": "Your gradient of W_y pairs d_y[t] with h_{t−1}. The readout has seen h_t.",
    "d_b_y-mean-over-samples": "Your gradient of b_y is the mean over the samples; they are added up.",
    "mean-over-time": "Your gradients are divided by T. The loss has its 1/(T B) already, so the steps are added up.",
}
TRUNCATED = {
    "window-not-cut": "Your gradient is the whole one: the message still crosses the borders of the windows.",
    "window-one-longer": "Your windows are one step too long.",
    "window-one-off": "Your borders are one step off: window 1 should have the steps 1 to K.",
    "windows-from-the-end": "Your windows are counted from the end of the text, so the short one is the first. A text is read from its beginning.",
    "rest-dropped": "The last, shorter window is left out: T need not be a multiple of K.",
    "last-window-only": "Only the last window counts: the gradients of the windows are added up.",
    "windows-averaged": "You take the mean over the windows. The loss has its 1/(T B) already, so they are added up.",
}
SLOPE = {
    "difference-not-halved": "Twice the right slope: from W − εV to W + εV it is a way of 2ε.",
    "difference-not-divided": "The difference of the two losses is not yet divided by the way between them.",
    "difference-of-the-wrong-sign": "The sign is wrong: which of the two losses comes first?",
}
STREAMS = {
    "streams-interleaved": "Going down a column jumps through the text in steps of B. Each column should be a stretch of text that can be read downwards.",
    "streams-not-turned": "The shape is (B, T): the streams should be columns.",
    "targets-not-shifted": "Your targets are the inputs themselves. The target is the character that comes next.",
    "targets-shifted-back": "Your targets are the characters before. The target is the character that comes next.",
    "targets-rolled-in-the-stream": "The targets are right but for the last row: there you wrap round to the beginning of the stream, but the text goes on.",
}
ONE_HOT = {
    "one-hot-features-last": "The axes are (T, B, D_x). The features stand in the middle here: (T, D_x, B).",
    "one-hot-features-first": "The axes are (D_x, T, B). The time comes first here: (T, D_x, B).",
    "one-hot-counts-from-one": "The 1 stands one place too early: characters are counted from 0.",
}
STEPS_BACK = {
    "steps-one-less": "Each of your numbers is one too small: at 0 steps back the message is whole.",
    "steps-one-more": "Each of your numbers is one too large: at 0 steps back the message is whole.",
    "steps-unrounded": "Your numbers are not whole: the first whole number of steps is asked for.",
}
