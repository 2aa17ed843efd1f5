"""What students are told about the mistakes of assignment 4: name → words."""

TAP = {
    "z-for-one-minus-z": "Your tap stands the other way round: with z = 1 it keeps the old. In this book z = 1 takes the new.",
    "old-kept-whole": "Your old value is kept whole, whatever z is; only 1 − z parts of it should stay.",
    "new-written-whole": "Your new value comes in whole, whatever z is; only z parts of it should.",
    "old-dropped": "Nothing of the old value is left; 1 − z parts of it should stay.",
}
ONE_GATE = {
    "one-gate-without-bias": "Your layers leave out the bias b.",
    "one-gate-without-state": "Your layers do not see the old state: gate and candidate depend on the input alone.",
    "one-gate-input-first": "Your layers concatenate the input and the state in the other order. In this book the state comes first, so the first columns of W belong to it.",
    "one-gate-rows-exchanged": "The rows of the gate and of the candidate are exchanged: the first D_h rows of W belong to z.",
    "one-gate-with-tanh": "Your gate ends in tanh. A gate stands between 0 and 1, so its layer ends in the sigmoid.",
    "one-gate-candidate-with-sigmoid": "Your candidate ends in a sigmoid, so it is never negative. Its layer ends in tanh.",
}
LAYERS = {
    "reset-after": "Your reset acts after the matrix product: you multiply W h by r. Here r multiplies the old state before it is joined with the input. (PyTorch's GRU does it your way, and it is another cell.)",
    "reset-of-the-whole-sum": "Your r multiplies the whole sum of the candidate, the input's part included. It multiplies the old state alone, before the matrix.",
    "without-reset": "Your candidate sees the old state as it is: r is not used.",
    "reset-by-z": "Your candidate's old state is multiplied by z. The reset gate r does that.",
    "reset-by-one-minus-r": "Your candidate's old state is multiplied by 1 − r. With r = 1 it should be seen whole.",
    "layers-z-before-r": "The rows of r and z are exchanged: the first D_h rows of W belong to r. (Keras stacks z first.)",
    "layers-without-bias": "Your layers leave out the bias b.",
    "layers-input-first": "Your layers concatenate the input and the state in the other order. The state comes first.",
    "gates-with-tanh": "Your gates end in tanh. A gate stands between 0 and 1, so its layer ends in the sigmoid.",
    "candidate-with-sigmoid": "Your candidate ends in a sigmoid, so it is never negative. Its layer ends in tanh.",
    "candidate-without-tanh": "Your candidate is the sum itself: the tanh that closes its layer is missing.",
}
FORWARD = {
    "state-not-carried": "Your first step is right, but every step begins with h_0 again. The state that a step makes has to go into the next one.",
    "kept-state-reset-too": "What you keep is multiplied by r as well. What is kept is not the business of r; z alone decides that.",
    "r-mixes": "In your step r mixes the old and the new. That is what z is for.",
    "candidate-is-the-state": "Your new state is the candidate itself: nothing is kept.",
    "start-ignored": "Your sequence begins with zeros, whatever h_0 is.",
    "first-input-only": "Every step reads the first input. Step t has to read x[t].",
    "states-without-start": "The states are right, but h_0 is missing in front of them: T + 1 states are asked for.",
    "states-end-early": "The last state is missing: your states stop one step before the end.",
}
TRANSLATED = {
    "sign-not-turned": "Your z is their u. Where u is 1 the old is kept, so z must be 1 − u.",
    "sign-of-the-bias-not-turned": "The sum in front of the gate changes its sign with W turned and b not: it is W v + b that has to change.",
    "one-minus-the-weights": "You take 1 minus the weights. It is the gate that should become 1 − u; how does the sigmoid change if its sum changes sign?",
    "sign-of-r-turned": "You have turned the reset gate. It means the same in both cells; the update gate does not.",
    "sign-of-the-candidate-turned": "You have turned the candidate, too. It is the same in both cells.",
    "order-not-changed": "Your rows are still in their order, the update gate first. Here those of r come first.",
}
SUMS = {
    "gate-slopes-missing": "The slope of the sigmoid is missing in your gates: you stop at the gate, and the sum lies before it.",
    "gate-slopes-of-the-sum": "Your slope of the sigmoid applies the sigmoid again. The gates you get have been through it already.",
    "gate-slopes-of-tanh": "Your gates have the slope of tanh, 1 − y². They end in a sigmoid.",
    "candidate-slope-missing": "The slope of the candidate's tanh is missing.",
    "candidate-slope-of-tanh-twice": "Your slope of the candidate applies tanh again. The candidate you get has been through it already.",
    "candidate-slope-of-a-sigmoid": "Your candidate has the slope of a sigmoid. It ends in tanh.",
    "d_candidate-without-z": "The factor of the candidate in h_t is missing: ask what it is multiplied with.",
    "d_candidate-with-one-minus-z": "The factor of the candidate in h_t is wrong: you have 1 − z, which is the factor of the old state.",
    "d_z-of-the-wrong-sign": "The gradient of z has the wrong sign. If z grows, there is more of the new and less of the old.",
    "d_z-without-the-old": "z has two uses, z and 1 − z; in your gradient of z there is only the first.",
    "d_z-without-the-new": "z has two uses, z and 1 − z; in your gradient of z there is only the second.",
    "d_r-without-h": "The factor of r is missing: ask what r was multiplied with.",
    "d_r-of-the-reset-state": "In your gradient of r the factor is r h. r was multiplied with h alone.",
    "d_r-before-the-slope": "On the way to r the slope of the candidate's tanh is missing; it lies between the candidate and the matrix.",
    "d_r-by-the-rows-of-r": "On the way to r you go back through the matrix of r. r was used in the candidate's layer, so the way goes through that one's matrix.",
    "d_r-by-the-columns-of-x": "On the way to r you go back through the columns of the input. r was multiplied with the state.",
    "d_r-not-transposed": "On the way to r the matrix is not transposed.",
    "gates-share-d_z": "Your gradient of r is the one of z. r scales something else, so it has a gradient of its own.",
}
WAYS = {
    "kept-with-z": "What was kept comes back with z. Forward, the old state had the factor 1 − z.",
    "kept-whole": "What was kept comes back whole. Forward, the old state had the factor 1 − z.",
    "way-without-reset": "By the candidate the reset is missing: the layer has seen r h, so h has r as its factor there.",
    "way-reset-before-the-matrix": "By the candidate you multiply by r before the matrix. Forward, r comes first and the matrix second, so on the way back the matrix comes first.",
    "ways-of-gates-reset-too": "By the gates you multiply by r as well. The gates have seen the old state whole.",
    "ways-z-before-r": "By the gates the matrices of r and z are exchanged.",
    "ways-by-the-columns-of-x": "Your messages go through the columns of W that belong to the input.",
    "ways-not-transposed": "Your messages are multiplied by the matrices; on the way back they are transposed.",
}
WEIGHTS = {
    "candidate-saw-the-whole-state": "The rows of the candidate are paired with h. Its layer has seen r h.",
    "gates-saw-the-reset-state": "The rows of the gates are paired with r h. The gates have seen h as it is.",
    "d_W-input-first": "Your d_W has the columns of the input first. In W the columns of the state come first.",
    "d_W-z-before-r": "The rows of r and z are exchanged in your gradients.",
    "d_W-mean-over-samples": "Your d_W is the mean over the samples; all samples share W, so their gradients are added up.",
    "d_b-not-summed": "Your d_b has a column for each sample. All samples share b, so their gradients are added up.",
    "d_b-mean-over-samples": "Your d_b is the mean over the samples; all samples share b, so their gradients are added up.",
}
BACKWARD = {
    "next-step-forgotten": "At every state only what arrives from above counts. What the next step sends back is missing.",
    "only-the-last-output-counts": "Only the gradient at the last state arrives; d_hs of the other steps is dropped.",
    "all-overwritten": "Your gradients of W and b are those of one step alone: the sum over time is missing. Is there an = where there should be a +=?",
    "W-overwritten": "Your gradient of W is that of one step alone: the sum over time is missing. Is there an = where there should be a +=?",
    "b-overwritten": "Your gradient of b is that of one step alone: the sum over time is missing. Is there an = where there should be a +=?",
    "way-kept-left-out": "Of the four ways back, the first is missing in your sum: what was kept.",
    "way-candidate-left-out": "Of the four ways back, the one by the candidate is missing in your sum.",
    "way-z-left-out": "Of the four ways back, the one by z is missing in your sum.",
    "way-r-left-out": "Of the four ways back, the one by r is missing in your sum.",
    "new-state-for-the-old": "You hand h_t to the step where h_{t−1} belongs: an index is one off.",
    "d_W-of-the-new-state": "Your gradient of W pairs the sums with h_t. The layers have seen h_{t−1}.",
    "message-added-up": "What comes from the next step is added to all that came from later ones. But their part is inside it already, so it counts twice.",
    "first-step-left-out": "Your way back ends one step early: the first step is left out.",
    "mean-over-time": "Your gradients are divided by T. The steps are added up.",
}
TIME_CONSTANT = {
    "keep-bias-opens": "Your gate opens as the keep-bias grows. It is called so because it keeps: z = σ(−bias).",
    "one-over-z": "1/z is about right for a small z, but not for a larger one: what is left is (1 − z) to the power of the steps.",
    "one-over-kept": "You take 1/(1 − z). But a gate that keeps more keeps longer, and what is left is (1 − z) to the power of the steps.",
    "half-is-the-same": "Your second number is the first. Less than half is left after that many steps.",
    "half-of-the-constant": "Your second number is half of the first. Half of the steps does not leave half of the number: what is left falls by a factor, not by an amount.",
    "constant-to-base-ten": "Your time constant uses the logarithm to base ten; it is about 1/e.",
    "steps-rounded-up": "Your numbers are whole. Here they need not be: do not round.",
    "constants-exchanged": "Your two numbers are in the other order: first until 1/e is left, then until a half is.",
}
HALF_LIVES = {
    "half-lives-one-less": "Each of your numbers is one too small: at 0 steps the difference is whole.",
    "half-lives-one-more": "Each of your numbers is one too large: at 0 steps the difference is whole.",
}
ROLES = {
    "one-minus-overlooked": "p also stands in 1 − p. What does that scale?",
    "candidate-way-overlooked": "p stands in the equation twice, once as 1 − p. What does the other one scale?",
    "layer-taken-for-a-gate": "u is read by a layer, as an input is. It is not multiplied, number by number, with anything.",
    "relevance-for-output": "What q scales is on its way out of the cell, not into a layer of the same step.",
    "second-use-overlooked": "v is used twice. You have named one of its roles.",
    "first-use-overlooked": "v is used twice. You have named one of its roles.",
    "relevance-taken-for-forget": "What s scales is on its way into a layer. The direct way from the old state to the new one does not pass it.",
}
