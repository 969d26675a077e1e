// The cell construction in the page: a machine's text becomes three integer matrices, and their scores the next token.
// The same ids and the same weights as arntp.compile.turing; a browser test compares them.
const arntpTuring = (() => {
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", DIGITS = "0123456789", HALT = -1;

  const fault = (position, fragment, reason) => new Error(`position ${position}, "${fragment}": ${reason}`);

  // text → table[state][symbol] = [symbol written, move, next state] or null
  function parse(text) {
    if (!text) throw fault(0, text, "empty; a machine has at least 1 state");
    const groups = text.split("_"), count = Math.max(1, Math.ceil(groups[0].length / 3));
    if (count > DIGITS.length) throw fault(0, groups[0], "more triples than a machine can have symbols, 10");
    let start = 0;
    return groups.map((group, state) => {
      if (state >= 25) throw fault(start, group, "a machine has at most 25 states, A to Y");
      const row = [];
      for (let i = 0; i < group.length; i += 3)
        row.push(parseTriple(group.slice(i, i + 3), start + i, DIGITS.slice(0, count), groups.length));
      if (row.length !== count)
        throw fault(start, group, `triples: ${row.length}, but each state needs ${count}, one a symbol`);
      start += group.length + 1;
      return row;
    });
  }

  function parseTriple(triple, position, symbols, states) {
    if (triple === "---") return null;
    if (triple.length < 3) throw fault(position, triple, "incomplete; a transition is a symbol, L or R and a letter, or ---");
    [["symbol written", symbols], ["direction", "LR"], ["next state", LETTERS]].forEach(([what, allowed], i) => {
      if (!allowed.includes(triple[i]))
        throw fault(position + i, triple, `the ${what} is "${triple[i]}", which is not one of ${allowed}`);
    });
    const state = LETTERS.indexOf(triple[2]);
    return [Number(triple[0]), triple[1] === "R" ? 1 : -1, state < states ? state : HALT];
  }

  // Cells: symbols, then (state, symbol) state by state, then (halt, symbol), last the boundary.
  class Machine {
    constructor(text) {
      this.table = parse(text);
      this.states = this.table.length;
      this.symbols = this.table[0].length;
      this.boundary = this.symbols * (this.states + 2);
    }
    cell(symbol, state) { return this.symbols * (1 + (state === HALT ? this.states : state)) + symbol; }
    isHead(cell) { return cell >= this.symbols && cell < this.boundary; }
    isHalted(cell) { return cell >= this.cell(0, HALT) && cell < this.boundary; }
    name(cell) {
      if (cell === this.boundary) return "▮";
      const symbol = cell % this.symbols, group = Math.floor(cell / this.symbols);
      return group === 0 ? `${symbol}` : `${group > this.states ? "Z" : LETTERS[group - 1]}${symbol}`;
    }
    // δ of a window: the middle cell one step later, or −1 where no row goes on from it
    local([left, middle, right]) {
      const window = [left, middle, right], head = window.findIndex((cell) => this.isHead(cell));
      if (head < 0 || middle === this.boundary || this.isHalted(window[head])) return middle;
      const action = this.table[Math.floor(window[head] / this.symbols) - 1][window[head] % this.symbols];
      if (!action) return -1;
      const [write, move, state] = action, target = head + move;
      if (head !== 1) return target === 1 ? this.cell(middle, state) : middle;
      return window[target] === this.boundary ? -1 : write;
    }
  }

  // All windows that rows can hold, in the order of their token ids.
  function windows(machine) {
    const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
    const all = range(0, machine.boundary), plain = (cell) => !machine.isHead(cell), b = machine.boundary;
    const inner = all.flatMap((x) => all.flatMap((y) => all.map((z) => [x, y, z])))
      .filter((window) => window.filter((cell) => !plain(cell)).length <= 1);
    const pairs = all.flatMap((x) => all.map((y) => [x, y])).filter(([x, y]) => plain(x) || plain(y));
    return [...inner, ...pairs.map(([x, y]) => [b, x, y]), ...pairs.map(([x, y]) => [x, y, b]),
      ...all.map((x) => [b, x, b]), ...all.flatMap((x) => [[b, b, x], [x, b, b]])];
  }

  // The linear decoder of rows of S cells: score(a, b, c) = [δ(τ left) = a] + [δ(τ) = b] + [δ(τ right) = c].
  class Decoder {
    constructor(text, cells) {
      this.machine = new Machine(text);
      this.cells = cells;
      this.offsets = [cells + 1, cells, cells - 1];
      const { boundary } = this.machine, seen = windows(this.machine);
      this.tokens = [...Array.from({ length: boundary + 1 }, (_, cell) => [cell]), ...seen];
      this.following = this.tokens.map((token) => (token.length === 1 ? token[0] : this.machine.local(token)));
      // wanting[slot][cell]: the windows that have this cell there, so weight 1 for each token whose δ it is
      this.wanting = [0, 1, 2].map((slot) => {
        const lists = Array.from({ length: boundary + 1 }, () => []);
        seen.forEach((window, i) => lists[window[slot]].push(boundary + 1 + i));
        return lists;
      });
    }
    name(token) { return this.tokens[token].map((cell) => this.machine.name(cell)).join(" "); }
    // the tokens scored 1 by token v at a slot: row v of that offset's matrix
    weights(slot, v) { return this.following[v] < 0 ? [] : this.wanting[slot][this.following[v]]; }
    scores(sequence) {
      const scores = new Int32Array(this.tokens.length);
      this.offsets.forEach((offset, slot) => {
        const read = sequence[sequence.length - offset];
        if (read !== undefined) for (const token of this.weights(slot, read)) scores[token] += 1;
      });
      return scores;
    }
    // the best tokens, highest score first, ties by id
    best(sequence, count) {
      const scores = this.scores(sequence);
      return Array.from(scores, (score, token) => ({ token, score }))
        .filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || a.token - b.token).slice(0, count);
    }
    // the sequence with one more token, or null where the best score is shared
    next(sequence) {
      const [first, second] = this.best(sequence, 2);
      return !first || (second && second.score === first.score) ? null : [...sequence, first.token];
    }
    startRow(tape, head) {
      const inner = this.cells - 2, symbols = [...tape].map(Number), left = Math.floor((inner - symbols.length) / 2);
      const wrong = symbols.findIndex((symbol) => !(symbol < this.machine.symbols));
      if (wrong >= 0) throw new Error(`tape, place ${wrong}: "${tape[wrong]}" is not a symbol of this machine`);
      if (left < 0 || left + head < 0 || left + head >= inner)
        throw new Error(`a tape of ${symbols.length} with the head at ${head} does not fit into ${inner} cells`);
      const row = [...Array(left).fill(0), ...symbols, ...Array(inner - left - symbols.length).fill(0)];
      row[left + head] = this.machine.cell(row[left + head], 0);
      return [this.machine.boundary, ...row, this.machine.boundary];
    }
    middle(token) { const cells = this.tokens[token]; return cells[cells.length >> 1]; }
  }
  return { parse, Machine, Decoder, windows };
})();
