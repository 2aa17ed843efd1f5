"""What students are told about the mistakes of assignment 6: name → words."""

SPLIT = {
    "split-test-first": "Your test part is the oldest one. The newest rows are for the test: a network is always used on what comes after its training.",
    "split-ends-for-starts": "You give where the parts end. Asked for is where validation and where the test begins.",
    "split-lengths": "Your second number is the length of the test part, not the row where it begins.",
    "split-in-the-other-order": "Your two numbers are swapped: validation lies before the test.",
    "split-one-early": "Both of your rows lie one too early. The first row has the number 0, so the last `held` rows begin at n − held.",
}
SCALED = {
    "scaled-by-all-rows": "Your mean and deviation come from all rows, the test part included. That is a look ahead: when the network is used, these rows are not known yet.",
    "scaled-by-the-rest": "Your mean and deviation come from the rows after the learning part. They have to come from the rows before it ends.",
    "scaled-by-the-median": "You subtract the median. Asked for is the mean.",
    "scaled-not-centred": "You divide by the deviation, but the mean is not subtracted.",
    "scaled-by-the-variance": "You divide by the variance. The unit is its root, the standard deviation.",
    "scaled-by-n-minus-1": "Your standard deviation has n − 1 in its denominator. Asked for is that of np.std.",
    "scaled-by-the-range": "You divide by the largest minus the smallest value. Asked for is the standard deviation.",
    "scaled-centred-alone": "You subtract the mean, but do not divide by the standard deviation.",
    "scaled-past-alone": "Only the learning part comes back. The whole series is to be scaled, with the numbers of the learning part.",
}
NAIVE = {
    "naive-knows-the-row": "Your forecast of a row is that row itself. It is the row before it that is known.",
    "naive-of-the-next-row": "Your forecast of a row is the row after it, which nobody knows yet.",
    "naive-two-before": "Your forecast of a row is the one two before it. The row just before it is known, too.",
    "naive-stands-still": "You forecast all rows by the last one of the learning part. One step ahead means that each row is known before the next is forecast.",
    "naive-is-the-mean": "You forecast the mean of the past. That is another simple method; asked for is the last row.",
    "naive-from-the-first-row": "Your forecasts start at the first row of the series. The row `first` is forecast by the row first − 1.",
}
SEASONAL = {
    "season-one-short": "Your forecast is the row m − 1 before. A season ago is m rows before.",
    "season-one-long": "Your forecast is the row m + 1 before. A season ago is m rows before.",
    "season-of-the-future": "Your forecast is the row a season later, which nobody knows yet.",
    "season-is-naive": "Your forecast is the row just before, as in 2a.",
    "season-of-the-past-alone": "You repeat the last season of the learning part again and again. One step ahead, the rows of the test part become known, so each row is forecast by the one m before it.",
    "season-of-the-test-alone": "Your forecasts begin a season too late: the first m rows of the test have a season before them as well, in the learning part.",
}
ERROR = {
    "error-squared": "This is the mean of the squared differences. Asked for is that of their absolute values.",
    "error-root-of-squares": "This is the root of the mean square, to which large errors count more. Asked for is the mean of absolute values.",
    "error-with-its-sign": "You take the mean of the differences with their signs, so that errors up and down cancel.",
    "error-as-a-sum": "This is the sum of the absolute differences, not their mean.",
    "error-as-a-median": "This is the median of the absolute differences. Asked for is their mean.",
    "error-as-a-share": "You divide each difference by what came. Asked for is the error in the unit of the series.",
}
SKILL = {
    "skill-against-the-weakest": "You compare with the largest error, which is that of the weakest method. A network has to beat the strongest one.",
    "skill-against-the-mean": "You compare with the mean of the simple methods. A network has to beat the strongest one.",
    "skill-against-the-first": "You compare with the first simple method, whichever it is. A network has to beat the strongest one.",
    "skill-of-the-wrong-sign": "The sign is wrong: an error that is smaller than that of the simple methods gives a positive skill.",
    "skill-upside-down": "You divide the simple method's error by the network's. The share that is saved is a share of the simple method's error.",
    "skill-as-a-ratio": "This is the ratio of the errors. The skill is what is missing to 1.",
    "skill-as-a-difference": "This is the difference of the errors. The skill is its share of the simple method's error.",
    "skill-in-percent": "Your skill is in percent. A saving of 10 % is 0.1.",
}
COUNT = {
    "count-two-biases": "You count two bias vectors for each layer, as PyTorch has them. Here each layer has one.",
    "count-no-biases": "The biases of the layers are missing in your count.",
    "count-inputs-alone": "Your matrices see the input alone. Each layer sees the old state as well.",
    "count-state-alone": "Your matrices see the old state alone. Each layer sees the input as well.",
    "count-one-layer": "You count one layer, whatever the cell.",
    "count-no-readout": "The readout is missing in your count.",
    "count-readout-without-bias": "The bias of the readout is missing in your count.",
    "count-readout-sees-the-input": "Your readout sees the input as well. It sees the state alone.",
}
EQUAL_SIZE = {
    "equal-four-thirds": "You multiply the units by 4/3. But the matrices grow with the square of the units, so that is too many.",
    "equal-three-quarters": "You take three quarters of the units. The GRU has fewer weights for each unit, so it needs more units.",
    "equal-units": "You take as many units as the LSTM has. Then it has a quarter fewer weights in its cell.",
    "equal-without-readout": "Your sizes leave the readout out. It has weights as well, and more with more units.",
    "equal-at-most": "You take the largest GRU that has no more weights than the LSTM. Asked for is the one that comes closest, from either side.",
    "equal-at-least": "You take the smallest GRU that has more weights than the LSTM. Asked for is the one that comes closest, from either side.",
}
CHOSEN = {
    "chosen-on-the-test": "You choose on the test data. Then its error is no fair estimate any more: of several rates some one is lucky there. The test is read once, after the choice.",
    "chosen-by-the-luckiest-seed": "You choose the rate with the best single run. One lucky seed is not what you will get the next time, so compare the means.",
    "chosen-by-one-seed": "You choose by the first seed alone, although there are several.",
    "chosen-the-worst": "You choose the rate with the largest error. A lower error is better.",
    "chosen-reports-validation": "You report the validation error. It was used for the choice, so it looks better than it is.",
    "chosen-reports-the-best-seed": "You report the best seed of the chosen rate. Report the mean over the seeds.",
    "chosen-reports-the-best-rate": "You report the best mean on the test data, and that need not be the rate that you chose.",
    "chosen-reports-all-rates": "You report the mean over all rates. Asked for is that of the chosen one.",
}
LEAKS = {
    "leaks-smooth-missed": "One leak is missing: the mean of a row and its two neighbours. One of the neighbours is tomorrow.",
    "leaks-slope-missed": "One leak is missing: the straight line. It is fitted to all rows, the last ones included, so each row feels the future.",
    "leaks-share-missed": "One leak is missing: the share of the largest row. The largest one may be still to come.",
    "leaks-share-so-far-suspected": "You suspect the share of the largest row so far. It looks at rows up to its own alone, so it does not leak.",
    "leaks-mean-of-three-suspected": "You suspect the mean of a row and the two before it. All three are known at that row, so it does not leak.",
    "leaks-the-other-way-round": "Your zeros and ones are swapped: 1 stands for a leak.",
}
INTERVAL = {
    "interval-unpaired": "Your interval is that of two unrelated groups. The runs are pairs with the same seed, so take the deviation of the differences: what is the same in both drops out.",
    "interval-of-single-runs": "Your interval is that of a single difference. The mean of n of them lies within an interval that is √n times narrower.",
    "interval-divided-by-n": "You divide by n. The error of a mean falls with √n.",
    "interval-without-t": "The factor t is missing in your interval.",
    "interval-of-the-variance": "You use the variance. The interval is made with its root.",
    "interval-half-as-wide": "Your interval is half as wide as it should be: t · s / √n lies on each side of the mean.",
    "interval-n-in-the-denominator": "Your deviation has n in its denominator (as np.std has it unless told otherwise). Asked for is n − 1.",
    "interval-b-minus-a": "Your differences have the other sign: asked for is a − b.",
    "interval-ends-swapped": "The two ends are swapped: the lower one comes first.",
}
SEEDS = {
    "seeds-not-squared": "You forgot to square. The interval shrinks with √n, so half its width takes four times the seeds.",
    "seeds-without-t": "The factor t is missing in your number of seeds.",
    "seeds-rounded-down": "You round down. With fewer seeds than the exact number, the half width is still larger than what matters.",
    "seeds-of-the-whole-width": "You ask that the whole interval is no wider than what matters. Asked for is its half width, from the mean to one end.",
    "seeds-n-in-the-denominator": "Your deviation has n in its denominator (as np.std has it unless told otherwise). As in 6a, n − 1 is asked for.",
    "seeds-of-the-variance": "You use the variance of the differences in place of their standard deviation.",
    "seeds-of-the-mean": "You divide the deviation of the trial by the root of its own number of seeds, before you ask how many are needed. s is the deviation of a single difference.",
}
VERDICT = {
    "verdict-wins-by-the-middle": "You let a network win if the middle of its interval lies above 0. It wins only if the whole interval does.",
    "verdict-wins-by-the-upper-end": "You let a network win if the upper end lies above 0. The whole interval has to.",
    "verdict-wins-from-worth-on": "You let a network win only if it is worth the trouble. It wins if the whole interval lies above 0, however small the gain is.",
    "verdict-loses-by-the-lower-end": "You let a network lose if the lower end lies below 0. The whole interval has to.",
    "verdict-no-use-by-the-lower-end": "You say no use if the lower end lies below `worth`. It is the upper end that says how good the network could be at most, so in this way you never say that you cannot tell.",
    "verdict-no-use-hides-loss": "You say no use where the network loses. The first of the four answers that fits is asked for.",
    "verdict-no-use-hides-win": "You say no use where the network wins by little. The first of the four answers that fits is asked for.",
}
