// What the desk does more quickly with JavaScript: keys, who else is here, the filter on a phone.
// Without it every page works by its links and forms.
"use strict";
document.documentElement.classList.add("js");

const typing = (element) =>
  element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

const visible = (element) => element.getClientRects().length > 0;

function actOn(element) {
  if (element.tagName === "SUMMARY") {
    const details = element.parentElement;
    details.open = true;
    const first = details.querySelector("input:not([type=hidden]), textarea, select, button");
    (first || element).focus();
  } else if (element.tagName === "LABEL") {
    const choice = element.querySelector("input");
    choice.checked = true;
    choice.focus();
  } else if (["INPUT", "SECTION"].includes(element.tagName)) {
    element.focus();
    if (element.tagName === "INPUT") element.select();
    element.scrollIntoView({ block: "nearest" });
  } else {
    element.click();
  }
}

const rows = () => [...document.querySelectorAll(".claim")];
let at = -1;

function moveTo(place) {
  const all = rows();
  if (!all.length) return;
  all.forEach((row) => row.classList.remove("at"));
  at = Math.max(0, Math.min(place, all.length - 1));
  all[at].classList.add("at");
  all[at].querySelector(".wording a").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.repeat) return;
  const open = document.querySelector("dialog[open]");
  if (event.key === "Escape") {
    const details = event.target.closest("details.act[open]");
    if (details && !open) {
      details.open = false;
      details.querySelector("summary").focus();
    }
    return;
  }
  if (open || typing(event.target)) return;
  const key = event.key.toLowerCase();
  const listening = [...document.querySelectorAll("[data-key]")].filter(
    (element) => element.dataset.key.toLowerCase() === key && visible(element),
  );
  const inQueue = document.body.classList.contains("queue");
  const step = { [document.documentElement.dataset.next]: 1, [document.documentElement.dataset.previous]: -1 }[key];
  if (inQueue && step && rows().length) {
    const target = at + step;
    const beyond = target < 0 || target >= rows().length;
    event.preventDefault();
    if (beyond && listening.length) listening[0].click();
    else moveTo(target);
    return;
  }
  if (inQueue && at >= 0 && key === document.documentElement.dataset.tick) {
    event.preventDefault();
    rows()[at].querySelector("input[type=checkbox]")?.click();
  } else if (listening.length) {
    event.preventDefault();
    actOn(listening[0]);
  } else if (key === document.documentElement.dataset.help) {
    event.preventDefault();
    document.getElementById("keys").showModal();
  }
});

document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-opens]");
  if (opens) document.getElementById(opens.dataset.opens).showModal();
  const closes = event.target.closest("[data-close]");
  if (closes) closes.closest("dialog").close();
});

const desk = document.querySelector(".desk[data-claim]");
if (desk) {
  const line = document.getElementById("here");
  const tell = (text) => {
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  };
  const ask = async () => {
    if (document.hidden) return;
    const body = new URLSearchParams({ mark: desk.dataset.mark });
    try {
      const answer = await fetch(`/claims/${desk.dataset.claim}/here`, { method: "POST", body });
      if (!answer.ok) return;
      const { here, version } = await answer.json();
      const others = here.length ? `${here.join(", ")} ${desk.dataset.here}` : "";
      const changed = version > Number(desk.dataset.version) ? desk.dataset.changed : "";
      tell([others, changed].filter(Boolean).join(". "));
    } catch {
      // The desk is not there for a moment; it is asked again.
    }
  };
  ask();
  setInterval(ask, 15000);
  const marked = document.getElementById("in-article");
  const article = document.querySelector(".desk > .article");
  if (marked && article && article.scrollHeight > article.clientHeight) {
    article.scrollTop = Math.max(0, marked.offsetTop - article.clientHeight / 3);
  }
}

for (const filter of document.querySelectorAll("details.filter")) {
  if (window.matchMedia("(max-width: 59.99rem)").matches) filter.open = false;
}
