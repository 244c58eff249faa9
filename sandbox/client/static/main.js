// One listener for each kind of event; `data-do` on a control says what it does.
import {act, home} from './talk.js';
import {afterDrawing, begin, go, narrow, refresh} from './panes.js';
import {closeFront, openFirst, submit} from './modal.js';
import {follow, listen, press} from './elements.js';
import * as messages from './messages.js';
import {due, ended, guide, light, play, reset, step, stop, strayed, unfold, unfolded} from './story.js';

const app = document.getElementById('app');

const deeds = {
  click: press,
  follow,
  react: (control) => messages.react(control.closest('.message'), control.dataset.name),
  picker: messages.openPicker,
  pick: messages.pick,
  edit: messages.edit,
  'edit-cancel': (control) => messages.endEdit(control.form, {save: false}),
  delete: messages.remove,
  dismiss: messages.dismiss,
  close: (control) => closeFront(control.dataset.all === 'yes'),
  join,
  story: step,
  play,
  stop,
  reset,
  guide,
  unfold,
  menu: toggleMenu,
};

async function join(control) {
  const answer = await act('join', {channel: control.dataset.channel});
  if (!answer.ok) return;
  if (app) await go(answer.go);
  else location.assign(answer.go);
}

function toggleMenu() {
  const open = app.dataset.menu !== 'open';
  app.dataset.menu = open ? 'open' : '';
  document.getElementById(open ? 'menu-close' : 'menu-open')?.focus();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-nav]');
  const control = event.target.closest('[data-do]');
  for (const menu of document.querySelectorAll('details.menu[open], details.act-as[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (control && control.dataset.do !== 'choose') deeds[control.dataset.do](control);
  if (link && app && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    go(link.href);
  }
});

document.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  if ('write' in form.dataset) messages.send(form);
  else if (form.classList.contains('edit')) messages.endEdit(form, {save: true});
  else if (form.dataset.surface === 'modal') submit(form);
});

document.addEventListener('keydown', (event) => {
  const box = event.target.closest?.('.composer textarea, .edit textarea');
  if (box && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    box.form.requestSubmit();
  }
  if (event.key !== 'Escape') return;
  const edit = event.target.closest?.('.edit');
  const menu = event.target.closest?.('details.menu[open], details.act-as[open]');
  if (edit) messages.endEdit(edit, {save: false});
  else if (menu) { menu.open = false; menu.querySelector('summary').focus(); event.preventDefault(); }
  else if (app?.dataset.menu === 'open') toggleMenu();
});

document.addEventListener('input', (event) => {
  if (event.target.matches('.composer textarea, .edit textarea')) messages.grow(event.target);
  if (event.target.matches('input.filter')) narrow(event.target);
});

let source = null;
let waiting = null;

// While much happens, a page asks again only after twice the time that the last answer took: several pages that follow
// a week that plays leave the sandbox room to play it.
let took = 0;

function soon() {
  waiting ||= setTimeout(async () => {
    waiting = null;
    const began = performance.now();
    await refresh();
    took = performance.now() - began;
  }, Math.min(1_000, Math.max(90, 2 * took)));
}

// One connection while the page is looked at: a browser keeps only six to one host.
function watch() {
  if (document.hidden || source) return;
  source = new EventSource(`${home}/live`);
  source.addEventListener('ready', soon);
  source.addEventListener('change', soon);
}

function unwatch() {
  source?.close();
  source = null;
}

listen();
if (app) {
  begin();
  openFirst();
  afterDrawing(light);
  afterDrawing(ended);
  afterDrawing(unfolded);
  afterDrawing(strayed);
  afterDrawing(due);
  document.getElementById('app').addEventListener('toggle', (event) => event.target.id === 'due' && due(), true);
  watch();
  document.addEventListener('visibilitychange', () => (document.hidden ? unwatch() : watch()));
  addEventListener('pagehide', unwatch);
  addEventListener('afresh', unwatch);
  addEventListener('pageshow', watch);
  addEventListener('popstate', () => go(location.href, {push: false}));
}
