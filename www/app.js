// The page: asks who is signed in, draws the shell and the screen in view, and redraws on each
// change.

import { beginAsking } from "./lib/answers.js";
import { deskOf } from "./lib/desk.js";
import { closeDialogs, redrawDialogs } from "./lib/dialog.js";
import { keepFocus } from "./lib/focus.js";
import { watchHands, whenFree } from "./lib/hands.js";
import { scrollBack, watchLeaving, watchScrolling } from "./lib/kept.js";
import { language, t, inWords } from "./lib/language.js";
import { oneOf } from "./lib/listing.js";
import { failure, loading } from "./lib/parts.js";
import { loadPolicyTexts } from "./lib/policy-text.js";
import { announce, beginDrawing, endDrawing, forgetDrawing } from "./lib/pulse.js";
import { drawRail, watchRail } from "./lib/rail.js";
import { loadSession } from "./lib/session.js";
import { drawNav, drawTopbar } from "./lib/shell.js";
import { change, changeRail, currentPerson, onChange, state } from "./lib/store.js";
import { watchTips } from "./lib/tip.js";
import { guardLeaving } from "./lib/typed.js";
import { firstFor, insteadOf, NAVIGATION, screenAt } from "./screens/index.js";
import { drawSignIn } from "./screens/sign-in.js";

let drawnPath = null;
let drawnPerson;
/** The path of a record at which somebody else was, until it is known whether it is there. */
let inherited = null;

const path = () => location.hash.replace(/^#\/?/, "") || firstFor(deskOf);

function draw() {
  if (state.session === undefined) return;
  const person = currentPerson()?.id ?? null;
  if (drawnPerson !== undefined && drawnPerson !== person) welcome(person);
  const here = person && path();
  const screen = document.getElementById("screen");
  document.getElementById("shell").classList.toggle("signed-out", !person);
  drawFrame();
  const moved = drawnPath !== here;
  if (moved) forgetDrawing();
  beginDrawing();
  beginAsking();
  keepFocus(document.getElementById("nav"), () => {
    if (person) drawNav(NAVIGATION, screenAt(here));
    else document.getElementById("nav").replaceChildren();
  });
  keepFocus(document.getElementById("topbar"), drawTopbar);
  keepFocus(screen, () => screen.replaceChildren(...content(here)));
  const heading = document.getElementById("screen-title")?.textContent;
  if (heading) document.title = `${heading} · Northbound Freight`;
  redrawDialogs();
  drawRail();
  const turned = endDrawing();
  drawnPath = here;
  tellPersonChange(turned, moved);
  if (inherited) leaveWhatIsGone(here);
}

/** Somebody else is here: what was open is not theirs, and a screen that is gone is left. */
function welcome(person) {
  closeDialogs();
  inherited = null;
  if (!person) return;
  const { open, record } = screenAt(path());
  if (!open(deskOf)) leave();
  else if (record) inherited = path();
}

/** Goes where who is signed in has something, without a step in the history. */
const leave = () => history.replaceState(null, "", `#/${insteadOf(path(), deskOf)}`);

/** Leaves the record at which somebody else was, once the server says that it is none here. */
function leaveWhatIsGone(here) {
  const of = here === inherited && screenAt(here).record;
  const { record, problem } = of ? oneOf(of.kind, of.id) : {};
  if (of && !record && !problem) return;
  inherited = null;
  if (problem?.kind === "missing") change(leave);
}

/** What of the document itself is in words. */
function drawFrame() {
  document.documentElement.lang = language();
  document.getElementById("skip").textContent = t("Skip to the screen");
  document.getElementById("nav").setAttribute("aria-label", t("Screens"));
}

function content(here) {
  try {
    const { title, draw: drawScreen } = here
      ? screenAt(here) : { title: "Sign in", draw: drawSignIn };
    document.title = `${t(title)} · Northbound Freight`;
    return [drawScreen()].flat(2).filter(Boolean);
  } catch (error) {
    console.error(error);
    return [failure(t("This screen could not be shown"), `${error.code ?? error.name}: ` +
      error.message, () => location.reload())];
  }
}

function tellPersonChange({ on, off }, moved) {
  const person = currentPerson();
  if (drawnPerson !== undefined && drawnPerson !== (person?.id ?? null)) {
    const turned = [
      on && t("{count} turned on", { count: on }), off && t("{count} turned off", { count: off }),
    ].filter(Boolean);
    const now = person ? t("You are now {person}, {title}.",
      { person: person.name, title: inWords(person.title) }) : t("You are signed out.");
    const controls = t("Controls: {turned}.", { turned: turned.join(", ") });
    announce(moved || !turned.length ? now : `${now} ${controls}`);
  }
  drawnPerson = person?.id ?? null;
}

function start() {
  onChange(() => whenFree(draw));
  watchHands();
  watchRail();
  watchTips();
  guardLeaving();
  watchLeaving();
  watchScrolling(document.getElementById("screen"));
  addEventListener("hashchange", () => {
    closeDialogs();
    change(() => {
      state.why = null;
      state.rail = null;
    });
    scrollBack(document.getElementById("screen"));
  });
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("screen-title")?.focus();
  });
}

async function open() {
  const screen = document.getElementById("screen");
  screen.replaceChildren(loading(t("Opening the office…")));
  try {
    await loadSession();
  } catch (error) {
    console.error(error);
    screen.replaceChildren(
      failure(t("The office could not be opened"), error.text ?? error.message, open));
  }
}

start();
await open();
// Explanations work without the policies' texts; they only lose the link.
loadPolicyTexts().then(() => changeRail(() => {}), console.warn);
