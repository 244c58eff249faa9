// Keeps the page's parts as the sandbox draws them. A part is put in anew only where it differs, so that what a
// person is doing (typing, choosing, a menu held open, the place of the focus) stays.
import {act, say, problem} from './talk.js';
import {showModal} from './modal.js';

const app = document.getElementById('app');
const drawn = new WeakMap(); // an element -> its HTML as it came
const paneHtml = new Map();
let running = null;
let again = false;
let visit = 0;
let here = location.pathname;
const PATIENCE = 6_000; // milliseconds

const pane = (name) => document.querySelector(`[data-pane="${name}"]`);
const path = () => location.pathname + location.search;

export function begin() {
  for (const list of document.querySelectorAll('[data-keyed]')) {
    for (const child of list.children) drawn.set(child, child.outerHTML);
    toPlace(list);
  }
  arrive(true);
}

// Ask for the page's parts; calls that come meanwhile are answered by one more round.
export function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = (async () => {
    do {
      again = false;
      const [mine, asked] = [visit, path()];
      const parts = await ask(asked, 'follow');
      // The person may have gone elsewhere meanwhile: then this picture is of another place.
      if (mine !== visit || asked !== path()) again = true;
      else if (parts) draw(parts);
    } while (again);
  })().finally(() => { running = null; });
  return running;
}

export async function go(href, {push = true} = {}) {
  const target = new URL(href, location.href);
  visit += 1;
  const mine = visit;
  const parts = await ask(target.pathname + target.search, target.pathname === here ? 'follow' : 'arrive');
  if (!parts) { location.assign(target.href); return; }
  if (mine !== visit) return;
  const before = {path: location.pathname, thread: app.dataset.thread};
  if (push) history.pushState(null, '', parts.path + target.hash);
  app.dataset.menu = '';
  draw(parts);
  arrive(before.path !== location.pathname, before.thread);
}

// `how` says whether the person comes to a place or has been there: the line above what is new stays till they come.
async function ask(where, how) {
  try {
    const answer = await fetch(where, {headers: {'X-Panes': how}});
    if (!answer.headers.get('content-type')?.includes('json')) return null;
    return await answer.json();
  } catch (error) {
    problem('The sandbox does not answer. Is it still running?');
    return undefined;
  }
}

function draw(parts) {
  if (new URL(parts.path, location.href).pathname !== location.pathname) history.replaceState(null, '', parts.path);
  here = location.pathname;
  document.title = parts.title;
  app.dataset.view = parts.view;
  app.dataset.thread = parts.thread;
  const fresh = [];
  for (const [name, html] of Object.entries(parts.panes)) {
    if (name === 'modal') showModal(pane('modal'), html);
    else patch(pane(name), name, html, fresh);
  }
  fresh.forEach(toPlace);
  for (const then of afterwards) then();
}

const afterwards = [];

// Have something done each time the page's parts have been put in.
export function afterDrawing(then) {
  afterwards.push(then);
  then();
}

function patch(place, name, html, fresh) {
  if (paneHtml.get(name) === html) return;
  paneHtml.set(name, html);
  const template = document.createElement('template');
  template.innerHTML = html;
  const next = template.content.firstElementChild;
  const now = place.firstElementChild;
  const same = now && next && now.id && now.id === next.id;
  if (same && 'keep' in now.dataset) return;
  if (same && 'keyed' in now.dataset) { patchList(now, next); return; }
  if (next && 'keyed' in next.dataset) for (const child of next.children) drawn.set(child, child.outerHTML);
  keepingFocus(() => {
    for (const old of place.querySelectorAll('details[id][open], input.filter[id], [data-own][id], [data-held][id]')) {
      const one = template.content.getElementById(old.id);
      if (!one) continue;
      if (old.tagName === 'DETAILS') one.open = true;
      else if ('own' in old.dataset) one.textContent = old.textContent;
      else if ('held' in old.dataset) one.replaceChildren(...old.childNodes);
      else { one.value = old.value; narrow(one); }
    }
    place.replaceChildren(template.content);
  });
  if (next && 'keyed' in next.dataset) fresh.push(next);
}

function patchList(now, next) {
  const atEnd = now.scrollHeight - now.scrollTop - now.clientHeight < 80;
  const old = new Map([...now.children].map((child) => [child.id, child]));
  const added = [];
  const order = [...next.children].map((child) => {
    const was = old.get(child.id);
    const html = child.outerHTML;
    if (was && (drawn.get(was) === html || 'editing' in was.dataset)) return was;
    drawn.set(child, html);
    if (was) carry(was, child);
    else added.push(child);
    return child;
  });
  keepingFocus(() => {
    const wanted = new Set(order);
    for (const child of [...now.children]) if (!wanted.has(child)) child.remove();
    order.forEach((child, place) => {
      if (now.children[place] !== child) now.insertBefore(child, now.children[place] || null);
    });
  });
  if (!('live' in now.dataset)) return; // a page such as the app's Home is read from its beginning
  if (atEnd && added.length) toNewest(now);
  else if (atEnd) now.scrollTop = now.scrollHeight;
  announce(added);
}

// What is being typed at this moment outlives the drawing of its message.
function carry(was, child) {
  const active = document.activeElement;
  if (active?.id && was.contains(active) && 'value' in active && active.tagName !== 'BUTTON') {
    const fresh = child.querySelector(`#${CSS.escape(active.id)}`);
    if (fresh) fresh.value = active.value;
  }
  for (const open of was.querySelectorAll('details[id][open]')) {
    const fresh = child.querySelector(`#${CSS.escape(open.id)}`);
    if (fresh) fresh.open = true;
  }
}

export function keepingFocus(change) {
  const active = document.activeElement;
  const id = active?.id;
  const at = active && 'selectionStart' in active ? [active.selectionStart, active.selectionEnd] : null;
  change();
  if (!id || document.activeElement === active) return;
  const fresh = document.getElementById(id);
  fresh?.focus({preventScroll: true});
  if (fresh && at && at[0] !== null && fresh.setSelectionRange) fresh.setSelectionRange(...at);
}

function announce(added) {
  const news = added.filter((child) => child.dataset.spoken && !('ownMessage' in child.dataset));
  if (news.length > 2) say(`${news.length} new messages.`);
  else say(news.map((child) => `${child.dataset.author}: ${child.dataset.spoken}`).join(' '));
}

function toPlace(list) {
  const target = location.hash.length > 1 && list.querySelector(`#${CSS.escape(location.hash.slice(1))}`);
  if (target) {
    target.scrollIntoView({block: 'center'});
    target.classList.add('flash');
  } else if ('live' in list.dataset) toNewest(list);
}

// The end; but a newest message that is taller than the pane is read from its beginning.
function toNewest(list) {
  list.scrollTop = list.scrollHeight;
  const newest = list.lastElementChild;
  if (newest?.matches('.message') && newest.offsetHeight > list.clientHeight) newest.scrollIntoView({block: 'start'});
}

// After a way from one place to another: the focus goes where reading or writing goes on.
function arrive(elsewhere, threadBefore = '') {
  const thread = app.dataset.thread;
  if (location.hash) for (const list of document.querySelectorAll('[data-keyed]')) toPlace(list);
  if (thread && thread !== threadBefore) {
    const write = document.getElementById('write-reply');
    (matchMedia('(hover: hover)').matches && write ? write : document.getElementById('thread-title'))?.focus();
  } else if (!thread && threadBefore && !elsewhere) {
    document.getElementById(`m-${threadBefore.replace('.', '-')}-thread`)?.focus();
  } else if (elsewhere && visit > 0) document.getElementById('place')?.focus();
  if (elsewhere) openApp();
}

function openApp() {
  const tab = location.pathname.match(/\/app\/(home|messages)$/)?.[1];
  if (!tab) return;
  act('open_home', {tab}).then(refresh);
  if (tab === 'home') setTimeout(stopWaiting, PATIENCE, visit);
}

// An app that publishes nothing is not waited for without end: the page says so, and what to do.
function stopWaiting(asked) {
  const waits = document.querySelector('#home [data-waits]');
  if (!waits || asked !== visit) return;
  waits.hidden = true;
  const late = document.querySelector('#home [data-late]');
  late.hidden = false;
  say(late.textContent.trim().replace(/\s+/g, ' '));
}

export function narrow(filter) {
  const words = filter.value.trim().toLowerCase();
  const scope = filter.closest('fieldset, .people-list');
  for (const choice of scope.querySelectorAll('.choice')) {
    choice.hidden = !choice.textContent.toLowerCase().includes(words) && !choice.querySelector('input:checked');
  }
}
