// A stepper for one machine: the run token by token, with the scores that chose each. Needs turing_decoder.js.
function arntpStepper(root, programs) {
  const MOST_ROWS = 400;
  const make = (tag, properties = {}, children = []) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const labelled = (text, control) => make("label", { textContent: text + " " }, [control]);

  const machines = make("select", {}, programs.map(({ name }) => make("option", { textContent: name, value: name })));
  const text = make("input", { type: "text", className: "machine", spellcheck: false });
  const tape = make("input", { type: "text", spellcheck: false, placeholder: "blank" });
  const head = make("input", { type: "number", value: 0 });
  const cells = make("input", { type: "number", min: 3, max: 60 });
  const button = (name, action) => make("button", { type: "button", textContent: name, onclick: action });
  const play = button("play", () => (timer ? pause() : start()));
  const message = make("p", { className: "message", role: "status" });
  const rows = make("div", { className: "rows", tabIndex: 0 });
  const reads = make("p", { className: "reads" });
  const candidates = make("table", { className: "candidates" });
  root.append(
    make("div", { className: "controls" }, [labelled("machine", machines), labelled("text", text)]),
    make("div", { className: "controls" }, [labelled("tape", tape), labelled("head at", head), labelled("cells S", cells)]),
    make("div", { className: "controls" }, [
      button("token", () => advance(1)), button("row", () => advance(tokensToRowEnd())), play,
      button("reset", () => reset()),
    ]),
    message, rows, reads, candidates,
  );

  let decoder, sequence = [], timer = null, over = false;

  function reset() {
    pause();
    over = false;
    try {
      if (!(cells.value >= 3 && cells.value <= 60)) throw new Error("cells: S is a number from 3 to 60");
      decoder = new arntpTuring.Decoder(text.value.trim(), Number(cells.value));
      sequence = decoder.startRow(tape.value.trim(), Number(head.value));
      message.textContent = "";
    } catch (error) {
      decoder = null;
      message.textContent = error.message;
    }
    draw();
  }

  const tokensToRowEnd = () => (decoder ? decoder.cells - (sequence.length % decoder.cells) : 0);

  function advance(count) {
    for (let i = 0; decoder && i < count && !over; i++) {
      const next = decoder.next(sequence);
      if (next) sequence = next;
      over = !next || sequence.length >= MOST_ROWS * decoder.cells;
      if (!next) message.textContent =
        "No token has the best score alone: the head would leave the row, or the machine has no such transition.";
    }
    if (over) pause();
    draw();
  }

  function start() {
    play.textContent = "pause";
    timer = setInterval(() => {
      advance(tokensToRowEnd());
      if (halted()) pause();
    }, 120);
  }

  function pause() {
    clearInterval(timer);
    timer = null;
    play.textContent = "play";
  }

  // whether the last whole row shows the halt
  function halted() {
    if (!decoder) return true;
    const end = sequence.length - (sequence.length % decoder.cells);
    const last = sequence.slice(end - decoder.cells, end);
    return last.some((token) => decoder.machine.isHalted(decoder.middle(token)));
  }

  function draw() {
    rows.replaceChildren();
    candidates.replaceChildren();
    reads.textContent = "";
    if (!decoder) return;
    const { machine, cells: S } = decoder, read = decoder.offsets.map((offset) => sequence.length - offset);
    for (let first = S; first < sequence.length || first === S; first += S) {
      const line = make("div", { className: "row" }, [make("span", { className: "step", textContent: first / S - 1 })]);
      for (let i = first; i < first + S; i++) {
        // row 0 shows the prompt's cells until their windows are written
        const token = sequence[i] ?? (first === S ? sequence[i - S] : undefined);
        const cell = token === undefined ? null : decoder.middle(token);
        const kind = cell === null ? "empty" : cell === machine.boundary ? "boundary"
          : machine.isHalted(cell) ? "head halted" : machine.isHead(cell) ? "head" : `symbol${cell ? " filled" : ""}`;
        const used = read.includes(i) || (first === S && read.includes(i - S)) ? " read" : "";
        const label = cell === null ? "" : cell === machine.boundary ? "" : machine.name(cell);
        line.append(make("span", { className: `cell ${kind}${used}`, textContent: label }));
      }
      rows.append(line);
    }
    rows.scrollTop = rows.scrollHeight;
    if (over) return;
    const shown = read.filter((i) => i >= 0).map((i) => decoder.name(sequence[i]));
    const row = Math.floor(sequence.length / S) - 1;
    reads.textContent = `Next token: row ${row}, cell ${sequence.length % S}. It reads ${shown.map((name) => `(${name})`).join(", ")}.`;
    candidates.append(make("tr", {}, ["candidate", "score"].map((name) => make("th", { textContent: name }))));
    for (const { token, score } of decoder.best(sequence, 5))
      candidates.append(make("tr", {}, [
        make("td", { textContent: decoder.name(token) }),
        make("td", {}, [make("span", { className: "bar", style: `width: ${score * 2}rem` }), ` ${score}`]),
      ]));
  }

  function choose() {
    const program = programs.find(({ name }) => name === machines.value);
    [text.value, tape.value, head.value, cells.value] = [program.text, program.tape, program.head, program.cells];
    reset();
  }
  machines.onchange = choose;
  for (const input of [text, tape, head, cells]) input.onchange = reset;
  choose();
}
