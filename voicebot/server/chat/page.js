"use strict";

// Nothing is kept in the browser: no cookies, no storage.

const { language: first, chosen: choseFirst, pages } = JSON.parse(
  document.getElementById("data").textContent,
);
const log = document.getElementById("log");
const status = document.getElementById("status");
const choices = document.getElementById("choices");
const yes = document.getElementById("yes");
const no = document.getElementById("no");
const form = document.getElementById("form");
const words = document.getElementById("words");
const send = form.querySelector("button");
const again = document.getElementById("again");
const chooser = document.getElementById("language");

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;
const TRY_LATER = 1013;

let language = first; // of the page's own words
let chosen = choseFirst; // whether the visitor asked for it
let socket = null;
let greeted = false;
let written = false;
let ended = false;
let waitMs = FIRST_WAIT_MS;
let statusKey = null;

function text(key) {
  return pages[language].texts[key];
}

function showStatus(key) {
  statusKey = key;
  status.textContent = key ? text(key) : "";
}

function showPage() {
  const page = pages[language];
  document.documentElement.lang = language;
  document.documentElement.dir = page.direction;
  document.title = `${page.office}: ${page.texts.title}`;
  document.getElementById("office").textContent = page.office;
  document.getElementById("privacy").hidden = !page.privacy_at;
  document.getElementById("privacy-at").textContent = page.privacy_at || "";
  log.setAttribute("aria-label", page.texts.messages);
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = page.texts[element.dataset.text];
  }
  showStatus(statusKey);
}

function add(kind, speaker, message, code) {
  const line = document.createElement("p");
  line.className = kind;
  if (speaker) {
    const label = document.createElement("span");
    label.className = "speaker";
    label.lang = language;
    label.dir = pages[language].direction;
    label.textContent = `${speaker}:`;
    line.append(label, " ");
  }
  const body = document.createElement("span");
  if (code) {
    line.dir = pages[code] ? pages[code].direction : "auto";
    line.lang = code;
  } else {
    line.dir = "auto";
  }
  body.textContent = message;
  line.append(body);
  log.append(line);
  log.scrollTop = log.scrollHeight;
}

function enable(open) {
  send.disabled = !open;
  again.hidden = !ended;
  if (!open) {
    choices.hidden = true;
  }
}

function offerChoices(expects, code) {
  const offered = expects === "yes_no" && !ended;
  const focused = choices.contains(document.activeElement);
  if (offered) {
    const spoken = pages[code] ? code : language;
    for (const [button, key] of [[yes, "yes_button"], [no, "no_button"]]) {
      button.textContent = pages[spoken].texts[key];
      button.lang = spoken;
    }
  } else if (focused) {
    words.focus();
  }
  choices.hidden = !offered;
}

function transmit(message) {
  if (!socket || socket.readyState !== WebSocket.OPEN) {
    return false;
  }
  socket.send(JSON.stringify({ version: 1, ...message }));
  return true;
}

function say(message) {
  const said = message.trim();
  if (!said) {
    return false;
  }
  if (!transmit({ say: said })) {
    showStatus("connection_lost");
    return false;
  }
  written = true;
  showStatus(null);
  add("mine", text("you"), said, null);
  return true;
}

function chooseLanguage() {
  if (chosen && greeted && !written) {
    transmit({ language });
  }
}

function receive(event) {
  const message = JSON.parse(event.data);
  if (message.error) {
    showStatus(["too_many", "too_long"].includes(message.error) ? message.error : "not_sent");
    return;
  }
  showStatus(null);
  ended = message.ended;
  let code = language;
  for (const one of message.texts) {
    add("theirs", text("assistant"), one.text, one.language);
    code = one.language;
  }
  enable(!ended);
  offerChoices(message.expects, code);
  if (ended) {
    showStatus("ended");
    if (document.activeElement !== chooser) {
      again.focus(); // what was in use before is not any more
    }
  } else if (!greeted) {
    greeted = true;
    waitMs = FIRST_WAIT_MS;
    chooseLanguage();
  }
}

function lost(event) {
  socket = null;
  if (event.code === TRY_LATER) {
    ended = true;
  }
  enable(false);
  if (ended) {
    return;
  }
  showStatus("connection_lost");
  setTimeout(connect, waitMs);
  waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
}

function connect() {
  if (greeted) {
    add("event", null, text("fresh"), language); // the assistant remembers nothing of the last one
  }
  greeted = false;
  written = false;
  ended = false;
  if (statusKey !== "connection_lost") {
    showStatus("connecting");
  }
  enable(false);
  const address = new URL("chat/socket", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.search = "";
  socket = new WebSocket(address);
  socket.addEventListener("message", receive);
  socket.addEventListener("close", lost);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!send.disabled && say(words.value)) {
    words.value = "";
  }
  words.focus();
});
yes.addEventListener("click", () => say(yes.textContent));
no.addEventListener("click", () => say(no.textContent));
again.addEventListener("click", () => {
  connect();
  words.focus();
});
chooser.addEventListener("change", () => {
  language = chooser.value;
  chosen = true;
  showPage();
  chooseLanguage();
});

showPage();
connect();
