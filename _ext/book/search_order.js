// What a search shows first: a section whose heading says it, before pages on which it occurs.
var Scorer = {
  score: ([, title, anchor, , score]) => (anchor && title.includes(" > ") ? 3 * score : score),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 0, 1: 0, 2: -5 }, // names of the library come after pages that explain
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
