// Sphinx's weights of search results, and chapters before the package reference: it finds every word of every docstring.
var Scorer = {
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
  score: ([page, title, anchor, description, score]) => (page.startsWith("book/api/") ? score - 1000 : score),
};
