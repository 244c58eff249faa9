// The clock, the playing of a week, the guided path, and beginning afresh.
import {busy, get, home, post, say, settled} from './talk.js';
import {agreed} from './modal.js';
import {refresh} from './panes.js';

const visitor = home.split('/').pop();
let moving = false;
const MOVING = 'The clock is moving…';

export async function step(control) {
  if (moving) return;
  moving = true;
  const bar = control.closest('.topbar');
  bar.classList.add('moving');
  bar.setAttribute('aria-busy', 'true');
  document.getElementById('story-said').textContent = MOVING;
  document.getElementById('story-log')?.removeAttribute('open');
  say('The clock is moving.');
  settled();
  const answer = await busy(control, () => post(`/story/${control.dataset.step}`, {visitor}));
  moving = false;
  bar.classList.remove('moving');
  bar.removeAttribute('aria-busy');
  await refresh();
  // A pane that has not changed is not drawn again, so the words that were put there by hand are taken back here.
  const words = document.getElementById('story-said');
  if (words?.textContent === MOVING) words.textContent = answer.said ?? '';
  if (answer.ok) say(`Done. It is ${document.querySelector('.story-now time').textContent}. ${answer.said}`);
}

export async function play(control) {
  control.closest('details').open = false;
  settled();
  const answer = await post('/story/play', {visitor, pace: control.dataset.pace});
  await refresh();
  if (!answer.ok) return;
  say(answer.said);
  document.getElementById('story-stop')?.focus();
}

export async function stop(control) {
  const answer = await busy(control, () => post('/story/stop'));
  if (answer.ok) say(answer.said);
}

// The calendar is asked for when somebody opens it, and while it is open.
export async function due() {
  if (!document.getElementById('due')?.open) return;
  const days = await get('/story/due');
  const place = document.getElementById('due-days');
  if (place && days !== null) place.innerHTML = days;
}

// Said when a week that played by itself has ended; the bar shows the same words.
let playing = false;

export function ended() {
  const words = document.getElementById('story-said');
  const now = Boolean(words && 'playing' in words.dataset);
  if (playing && !now) say(words?.textContent);
  playing = now;
}

export async function guide(control) {
  const {act, step: name = ''} = control.dataset;
  const answer = await post(`/guide/${act}`, {step: name});
  await refresh();
  if (answer.ok) say(answer.said);
  if (act === 'show') bring();
  if (act === 'hide' || act === 'close') document.getElementById('place')?.focus();
}

// On a phone the menu covers the guide, which is folded: whoever asks for it sees it, and what it says.
function bring() {
  document.getElementById('app').dataset.menu = '';
  document.querySelector('.guide-place').setAttribute('data-open', '');
  unfolded();
  document.querySelector('.guide-acts a, .guide-acts button')?.focus();
}

// Said aloud when somebody went astray; the guide shows the same words.
let astray = '';

export function strayed() {
  const words = document.getElementById('guide-astray')?.textContent ?? '';
  if (words && words !== astray) say(words);
  astray = words;
}

// On a phone the guide is one line, and opens on a tap.
export function unfold() {
  const place = document.querySelector('.guide-place');
  place.toggleAttribute('data-open');
  unfolded();
}

export function unfolded() {
  const open = document.querySelector('.guide-place').hasAttribute('data-open');
  document.getElementById('guide-more')?.setAttribute('aria-expanded', String(open));
}

// A ring around what the guide speaks of.
export function light() {
  const selector = document.getElementById('guide')?.dataset.light;
  const wanted = new Set(selector ? document.querySelectorAll(selector) : []);
  for (const old of document.querySelectorAll('.lit')) if (!wanted.has(old)) old.classList.remove('lit');
  for (const one of wanted) one.classList.add('lit');
}

export async function reset() {
  if (!(await agreed(document.getElementById('reset-template')))) return;
  const answer = await post('/story/reset');
  if (!answer.ok) return;
  dispatchEvent(new Event('afresh')); // this page follows the old story no more
  document.getElementById('restarting').showModal();
  say('Starting afresh.');
  await another(answer.run);
  location.assign('/');
}

async function another(run) {
  for (;;) {
    await new Promise((resolve) => { setTimeout(resolve, 400); });
    try {
      const state = await (await fetch('/story/state')).json();
      if (state.run !== run && state.ready) return;
    } catch (error) {
      // Nobody answers while the one sandbox ends and the other begins.
    }
  }
}
