const byId = (id) => document.getElementById(id);

// Everything that a server said goes in as text, never as markup.
function make(tag, text = "", className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

function link(text, parameters, className = "") {
  const anchor = make("a", text, className);
  anchor.href = "#" + new URLSearchParams(parameters);
  return anchor;
}

function pairs(entries) {
  const list = make("dl");
  for (const [name, value] of entries) {
    if (!value) continue;
    const content = make("dd", typeof value === "string" ? value : "");
    if (typeof value !== "string") content.append(value);
    list.append(make("dt", name), content);
  }
  return list;
}

function fold(head, body) {
  const details = make("details");
  const summary = make("summary");
  summary.append(...head);
  details.append(summary);
  // Filled when it is opened: a page with hundreds of exchanges stays light.
  const fill = () => { if (details.open && details.childElementCount === 1) details.append(...body()); };
  details.addEventListener("toggle", fill);
  details.fill = () => { details.open = true; fill(); };
  return details;
}

function exchangeParts(row) {
  const parts = [pairs([["error", row.error], ["seconds", String(row.seconds)]])];
  for (const [title, text] of [["sent again by", row.curl], ["sent", row.request], ["headers of the answer", row.headers], ["answer", row.body]]) {
    if (text) parts.push(make("p", title, "quiet"), make("pre", text));
  }
  return parts;
}

function showTarget(element) {
  for (const other of document.querySelectorAll(".target")) other.classList.remove("target");
  for (let around = element; around; around = around.parentElement) if (around.fill) around.fill();
  element.classList.add("target");
  element.scrollIntoView();
}
