// The inspector. All that it shows was written by somebody else, so it makes text of it and never markup.

const CONTROL = "/-";
const PAUSE = 700; // milliseconds between two looks
const JOBS = 200;
const REQUESTS = 100;
const LONGEST = 4000; // characters of a value that are shown
const FILES = [["video", "Video"], ["thumbnail", "Thumbnail"], ["spritesheet", "Spritesheet"]];

const at = (id) => document.getElementById(id);
let token = decodeURIComponent(location.hash.match(/^#token=(.+)/)?.[1] ?? "");
let guarded = token !== "";
let chosen = null; // the id of the job that is shown
let shown = ""; // what of it the media belong to
let written = -1; // requests at the last look
let addresses = []; // of media that are shown

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function short(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} … (${text.length} characters)` : text;
}

function shorten(_, value) {
  return typeof value === "string" ? short(value) : value;
}

async function ask(path, method = "GET", body = undefined) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const response = await fetch(CONTROL + path, {
    method,
    headers: body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
    body,
    cache: "no-store",
  });
  if (response.ok) return response;
  const error = (await response.json().catch(() => null))?.error;
  throw Object.assign(new Error(error?.message ?? `The server answered with ${response.status}.`), {
    status: response.status,
  });
}

function tell(problem) {
  write(at("notice"), problem ? problem.message : "");
  at("notice").hidden = !problem;
}

async function change(path, method, body) {
  try {
    await ask(path, method, body);
    tell(null);
  } catch (problem) {
    tell(problem);
    return false;
  }
  await look();
  return true;
}

// Rows are kept as long as what they show, so that nothing loses the focus when something moves.
function keep(list, items, key, make, update) {
  const rows = new Map([...list.children].map((row) => [row.dataset.key, row]));
  const order = items.map((item) => {
    const name = String(key(item));
    const row = rows.get(name) ?? make(item);
    row.dataset.key = name;
    rows.delete(name);
    update(row, item);
    return row;
  });
  for (const row of rows.values()) row.remove();
  order.forEach((row, index) => {
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
}

function showJobs(jobs) {
  keep(
    at("jobs"),
    jobs.toReversed(),
    (job) => job.id,
    (job) => {
      const button = element(
        "button",
        { class: "row", type: "button" },
        element("span", { class: "state" }),
        element("b"),
        element("progress", { max: 100, "aria-label": "Progress" }),
        element("i"),
      );
      button.addEventListener("click", () => choose(job.id));
      return element("li", {}, button);
    },
    (row, job) => {
      const [state, prompt, progress, rest] = row.firstChild.children;
      state.className = `state ${job.status}`;
      write(state, job.status.replace("_", " "));
      write(prompt, job.prompt.slice(0, 200));
      progress.value = job.progress;
      write(rest, `${job.model}, ${job.size}, ${job.seconds} s, ${job.id}`);
      row.firstChild.setAttribute("aria-current", String(job.id === chosen));
    },
  );
  at("jobs-none").hidden = jobs.length > 0;
  write(at("jobs-count"), jobs.length < JOBS ? `${jobs.length}` : `the newest ${JOBS}`);
}

function choose(id) {
  chosen = id;
  shown = "";
  look().then(() => id && at("job-title").focus());
}

function showJob(job) {
  at("job").hidden = !job;
  if (!job) {
    chosen = null;
    release();
    return;
  }
  write(at("job-title"), job.id);
  write(at("job-prompt"), short(job.prompt));
  const reason = job.error ? `${job.error.code}: ${job.error.message}` : `${job.progress} %`;
  write(at("job-state"), `${job.status.replace("_", " ")}, ${reason}`);
  at("job-state").className = job.status;
  write(at("job-json"), JSON.stringify(job, shorten, 2));
  const wanted = `${job.id} ${job.status}`;
  if (shown !== wanted) {
    shown = wanted;
    showMedia(job);
  }
}

function release() {
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = [];
  at("media").replaceChildren();
}

async function showMedia(job) {
  release();
  if (job.status !== "completed") return;
  const figures = await Promise.all(
    FILES.map(async ([file, title]) => {
      try {
        const response = await ask(`/jobs/${encodeURIComponent(job.id)}/${file}`);
        return [file, title, await response.blob()];
      } catch (problem) {
        return [file, `${title}: ${problem.message}`, null];
      }
    }),
  );
  if (shown !== `${job.id} ${job.status}`) return; // another was chosen in the meantime
  release();
  for (const [file, title, content] of figures) {
    const figure = element("figure", { "data-file": file });
    if (content) {
      const address = URL.createObjectURL(content);
      addresses.push(address);
      const kind = file === "video" ? "video" : "img";
      const details = kind === "video" ? { controls: "", loop: "", playsinline: "" } : { alt: title };
      figure.append(element(kind, { ...details, src: address }));
    }
    figure.append(element("figcaption", {}, title));
    at("media").append(figure);
  }
}

function showJournal(requests) {
  keep(
    at("journal"),
    requests.toReversed(),
    (entry) => entry.number,
    (entry) => {
      const copy = element("button", { type: "button" }, "Copy curl");
      copy.addEventListener("click", () =>
        navigator.clipboard.writeText(entry.curl).then(
          () => write(copy, "Copied"),
          () => tell(new Error("The browser does not let this page copy; mark the command and copy it.")),
        ),
      );
      const query = new URLSearchParams(entry.query).toString();
      return element(
        "li",
        {},
        element(
          "details",
          {},
          element(
            "summary",
            {},
            element("span", { class: `state s${String(entry.status)[0]}` }, String(entry.status)),
            element("span", {}, `${entry.method} ${entry.path}${query ? `?${query}` : ""}`.slice(0, 300)),
            element("small", {}, `${entry.operation || "no operation"}, number ${entry.number}`),
          ),
          element("pre", { class: "curl" }, short(entry.curl)),
          copy,
          element("pre", {}, `sent ${JSON.stringify({ ...entry.fields, files: entry.files }, shorten, 2)}`),
          element("pre", {}, `answered ${JSON.stringify(entry.answer, shorten, 2)}`),
        ),
      );
    },
    () => {},
  );
  at("journal-none").hidden = requests.length > 0;
}

function showLines(name, items, line) {
  const text = (item) => element("li", {}, line(item));
  keep(at(name), items.map((item, index) => ({ item, index })), (each) => each.index, (each) => text(each.item), (row, each) =>
    write(row, line(each.item)),
  );
  at(`${name}-none`).hidden = items.length > 0;
}

const times = (count) => `${count} ${count === 1 ? "time" : "times"}`;

async function look() {
  try {
    const state = await (await ask(`/state?limit=${JOBS}`)).json();
    // Numbers begin anew after a reset.
    if (state.requests !== written) {
      const journal = await (await ask(`/journal?limit=${REQUESTS}`)).json();
      if (state.requests < written) at("journal").replaceChildren();
      showJournal(journal.requests);
      written = state.requests;
      write(at("journal-count"), `${written}${written > REQUESTS ? `, the newest ${REQUESTS} are shown` : ""}`);
    }
    showJobs(state.jobs);
    showJob(state.jobs.find((job) => job.id === chosen));
    write(at("now"), new Date(state.now * 1000).toISOString().replace("T", " ").slice(0, 21));
    showLines("script", state.script, (cue) => `${JSON.stringify(cue.rule)}: met ${times(cue.met)}, applied ${times(cue.struck)}`);
    showLines("faults", state.faults, (fault) => `${fault.name}: struck ${times(fault.struck)}${fault.left === null ? "" : `, ${fault.left} left`}`);
    write(at("where"), `${location.origin}${state.base_path}${state.variants.length ? `, ${state.variants.join(", ")}` : ""}`);
    at("clock-form").hidden = guarded || !state.movable;
    open(true);
    link("on", guarded ? "live, read-only" : "live");
  } catch (problem) {
    if (problem.status === 401) {
      guarded = true;
      if (token) tell(new Error("This token is not the one."));
      token = "";
      open(false);
      link("off", "closed");
    } else {
      link("off", problem.status ? "refused" : "not reached");
      if (problem.status) tell(problem);
    }
  }
}

function link(name, text) {
  at("link").className = name;
  write(at("link"), text);
}

function open(yes) {
  at("all").hidden = !yes;
  at("door").hidden = yes;
  for (const part of document.querySelectorAll(".control:not(#clock-form)")) part.hidden = guarded;
}

function onSubmit(form, act) {
  at(form).addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
}

onSubmit("door-form", async () => {
  token = at("token").value;
  tell(null);
  await look();
  at("token").value = "";
});
onSubmit("clock-form", () => change("/clock", "POST", JSON.stringify({ advance: Number(at("seconds").value) })));
onSubmit("script-form", () => change("/script", "POST", at("rule").value));
onSubmit("faults-form", async () => {
  if (await change("/faults", "POST", JSON.stringify(at("fault").value.trim()))) at("fault").value = "";
});
at("script-clear").addEventListener("click", () => change("/script", "DELETE"));
at("faults-clear").addEventListener("click", () => change("/faults", "DELETE"));
at("reset").addEventListener("click", () => {
  if (confirm("Forget all jobs and requests?")) change("/reset", "POST");
});
at("presets").addEventListener("change", () => (at("rule").value = at("presets").value));
at("rule").value = at("presets").value;
at("fault").addEventListener("focus", async () => {
  if (at("catalogue").children.length) return;
  const { faults } = await (await ask("/faults/catalogue")).json();
  at("catalogue").append(...faults.map((fault) => element("option", { value: fault.name }, fault.behaviour)));
});
at("job-close").addEventListener("click", () => leave());
at("job").addEventListener("keydown", (event) => event.key === "Escape" && leave());
at("jobs").addEventListener("keydown", (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const next = step && event.target.closest("li")?.[step];
  if (!next) return;
  event.preventDefault();
  next.firstChild.focus();
});

function leave() {
  const row = [...at("jobs").children].find((each) => each.dataset.key === chosen);
  chosen = null;
  showJob(undefined);
  row?.firstChild.setAttribute("aria-current", "false");
  (row?.firstChild ?? at("jobs")).focus();
}

async function watch() {
  if (!document.hidden && !(guarded && !token && !at("door").hidden)) await look();
  setTimeout(watch, PAUSE);
}

if (token) history.replaceState(null, "", location.pathname); // out of sight, and of the history
watch();
