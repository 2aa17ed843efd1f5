"""What students are told about the mistakes of assignment 3: name → words."""

SLOPE = {
    "slope-not-squared": "Your slope of tanh is 1 − h; look at the square.",
    "slope-of-tanh-twice": "Your slope is 1 − tanh²(h). But h came out of tanh already, so you apply tanh twice.",
    "slope-of-a-sigmoid": "Your slope is h (1 − h), which is that of the sigmoid.",
    "slope-of-the-wrong-sign": "Your slope has the wrong sign: tanh rises everywhere.",
    "slope-of-the-root": "Your slope is the square root of the right one.",
}
STEP_JACOBIAN = {
    "jacobian-slopes-on-columns": "Your slopes multiply the columns of W. The slope of unit i belongs to what this unit makes, and that is row i.",
    "jacobian-transposed": "Your Jacobian is transposed. In row i stands how unit i of the new state changes; in column j, with which unit of the old state.",
    "jacobian-without-slopes": "Your Jacobian is the recurrent matrix alone: the slopes of tanh are missing.",
    "jacobian-with-the-mean-slope": "Your Jacobian uses the mean of the slopes for all units. Each unit has a slope of its own.",
    "jacobian-of-the-last-columns": "Your Jacobian takes the last columns of W. The state stands on top of the input, so the first D_h columns belong to it.",
    "jacobian-of-the-input-too": "Your Jacobian has a column for each input too. Only the old state is asked for.",
}
PRODUCT = {
    "product-in-the-other-order": "You multiply the Jacobians in the other order of time. The last step acts last, so its Jacobian stands on the left.",
    "product-of-the-states-before": "Your slopes belong to the states before the steps, h_0 to h_{T−1}. The slope of a step is that of the state it makes.",
    "product-with-the-start": "There is one factor too many: h_0 was made by no step, so it has no Jacobian.",
    "product-without-the-last-step": "The Jacobian of the last step is missing in your product.",
    "product-is-a-power": "Your product uses the Jacobian of the last step T times. Each step has slopes of its own.",
    "product-is-a-sum": "You add the Jacobians up. A change passes through one step after another, so they are multiplied.",
    "product-elementwise": "You multiply the Jacobians entry by entry. Steps after one another are a product of matrices, @.",
}
LENGTHS = {
    "lengths-not-transposed": "You multiply the message by the Jacobian itself. Forward changes go through J, gradients go back through its transpose.",
    "lengths-from-the-first-step": "You go back through the first step first. The message comes from the end, so the last step comes first.",
    "lengths-of-the-states-before": "Your slopes belong to the states before the steps. The slope of a step is that of the state it makes.",
    "lengths-of-one-step": "Each of your lengths is that of d_h sent through one step alone. What a step sends back has to go into the step before it.",
    "lengths-squared": "Your lengths are squared: the root is missing.",
    "lengths-of-absolute-values": "You add up absolute values. The length of a column is the root of the sum of squares.",
    "lengths-as-root-mean-square": "Your lengths are divided by the root of D_h: a mean instead of a sum under the root.",
    "lengths-as-largest-entry": "You take the largest entry of each message. The length is the root of the sum of squares.",
    "lengths-start-missing": "The lengths are right, but that of d_h itself, after 0 steps, is missing in front.",
    "lengths-first-state-first": "Your lengths are in the other order: the one after 0 steps back has to come first.",
}
TERMS = {
    "last-term-only": "Your total is the last term alone: the sum over the steps in between is missing. The weight is used at every step.",
    "terms-averaged": "Your total is the mean of the terms. Several uses of one weight add up.",
    "terms-of-the-state-after": "Your terms hold h_t, the state that the step makes. What w is multiplied with is the state before, h_{t−1}.",
    "terms-without-their-own-slope": "The slope of the step itself is missing in your terms: a change of w has to pass through the tanh of its own step too.",
    "terms-without-later-slopes": "The slopes of the later steps are missing in your terms: there you multiply with w alone.",
    "terms-with-w-once-more": "There is one w too many in your terms. The use that you ask about is where w itself is changed; only the later steps multiply by w.",
    "terms-without-w": "The later steps multiply by their slopes in your terms, but not by w.",
    "terms-last-step-first": "Your terms are in the other order: that of the first step has to come first.",
}
SIGMA = {
    "sigma-is-an-eigenvalue": "This is the largest absolute eigenvalue, not the largest singular value. The two agree only for special matrices.",
    "sigma-squared": "This is the square of the largest singular value: MᵀM lengthens twice, so a root is missing.",
    "sigma-is-the-root-of-all": "This is the Frobenius norm, the root of all squared entries. It is an upper bound only; np.linalg.norm gives it if nothing else is asked for.",
    "sigma-is-the-smallest": "This is the smallest singular value: the least by which M lengthens.",
    "sigma-is-the-longest-column": "This is the length of the longest column. Some direction between the axes becomes longer still.",
    "sigma-is-the-longest-row": "This is the length of the longest row. Some direction becomes longer still.",
    "sigma-is-the-largest-entry": "This is the largest absolute entry of M.",
    "sigma-is-the-largest-row-sum": "This is the largest sum of absolute values in a row, which is another norm.",
}
RADIUS = {
    "radius-without-absolute-value": "You take the largest real part of an eigenvalue. Eigenvalues may be negative or complex; what counts is their absolute value.",
    "radius-of-the-largest-real-part": "You take the absolute value of the eigenvalue with the largest real part. Take the absolute values first, then the largest.",
    "radius-of-real-parts": "You take the absolute value of the real parts alone. The absolute value of a complex number counts its imaginary part too.",
    "radius-is-a-singular-value": "This is the largest singular value, not the spectral radius.",
    "radius-as-if-symmetric": "This is right for symmetric matrices alone: eigvalsh reads only one half of M.",
    "radius-squared": "This is the square of the spectral radius.",
    "radius-is-the-smallest": "This is the smallest absolute value of an eigenvalue.",
    "radius-is-a-mean": "This is the mean of the absolute values; the largest is asked for.",
}
BOUND = {
    "bound-of-the-whole-W": "You use the singular value of the whole W. The gradient goes back through the columns of the state alone.",
    "bound-of-the-spectral-radius": "Your bound is a power of the spectral radius, the largest eigenvalue. That is no bound: take the singular value.",
    "bound-starts-at-one-step": "Your bound begins with σ_max. After 0 steps nothing has changed, so it has to begin with 1.",
    "bound-without-zero-steps": "The bound after 0 steps, which is 1, is missing in front.",
    "bound-is-a-multiple": "Your bound is k times σ_max. Each step multiplies, so k steps make a power.",
}
CLIP = {
    "clip-by-value": "You clip by value: every entry is cut on its own, which changes the direction. Clipping by norm shortens the whole gradient by one factor.",
    "clip-each-alone": "You clip each array by its own length. The two are one gradient: one length, one factor for both.",
    "clip-length-of-W-alone": "Your length is that of d_W alone; b is left out of it.",
    "clip-length-squared": "You compare the square of the length with the limit: the root is missing.",
    "clip-lengths-added": "You add the two lengths. The common length is the root of the sum of all squares.",
    "clip-always": "You bring the gradient to the limit even where it is shorter. A gradient within the limit stays as it is.",
    "clip-divides-by-the-length": "You shorten a long gradient to length 1. It should have the length of the limit.",
    "clip-to-nothing": "You put a long gradient to 0. It should keep its direction, and get the length of the limit.",
    "clip-without-b": "You shorten d_W alone, and d_b stays as it was. That changes the direction of the whole gradient.",
}
ADDING = {
    "marks-above-values": "The marks stand above the values; the values come first.",
    "one-place-marked": "Only the first of the two places is marked.",
    "places-count-from-one": "Your marks stand one step too early: the places count from 0.",
    "marks-negative-elsewhere": "Your marks are −1 where nothing is marked; here it is 0.",
    "values-shown-only-where-marked": "You show the values only where they are marked. The others must be there too: they are what makes the task hard.",
    "adding-features-last": "The features come last in your x; the order here is (T, 2, B).",
    "target-is-a-mean": "Your target is the mean of the two values. Here it is their sum.",
    "target-is-a-product": "Your target is the product of the two values. Here it is their sum.",
    "target-is-the-sum-of-all": "Your target adds up all values. Only the two that are marked count.",
    "target-is-the-first": "Your target is the first marked value alone.",
}
GUESS = {
    "guess-for-one-number": "Your guess is the mean of one number. The target is a sum of two.",
    "error-of-one-number": "Your error is the variance of one number between 0 and 1. The target is a sum of two.",
    "error-of-a-mean": "Your error is that of the mean of the two numbers. Here the target is their sum, which varies twice as widely, so its square error is four times as large.",
    "error-is-a-root": "Your error is the root of the mean square error.",
    "error-of-guessing-nothing": "Your error is that of guessing 0; with the best guess it is smaller.",
    "error-is-absolute": "Your error is the mean absolute error; the mean square error is asked for.",
}
SHARE = {
    "share-of-all-steps": "You divide by all T steps. The first steps have no input so long before them; they are not asked about.",
    "share-window-one-longer": "Your windows are one step too long: off by one.",
    "share-lag-one-more": "You look one step too far back: off by one.",
    "share-lag-one-less": "You look one step too little back: off by one. With a lag equal to the window, nothing is reached.",
    "share-windows-slide": "You let the window slide along with each step. The text is cut once, and the borders stand still.",
    "share-rest-dropped": "You leave out the last, shorter window.",
    "share-is-a-count": "You count the steps; their share is asked for.",
    "share-is-what-is-lost": "This is the share that is lost.",
}
STEPS = {
    "steps-one-less": "Each of your numbers is one too small. At the start, 0 steps have been made.",
    "steps-one-more": "Each of your numbers is one too large. At the start, 0 steps have been made.",
    "steps-swapped": "You have swapped the bound and the message for the gain 0.9.",
}
