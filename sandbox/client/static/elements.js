// Presses and choices in blocks, whichever surface they stand on.
import {act, busy, say, settled} from './talk.js';
import {agreed} from './modal.js';
import {refresh} from './panes.js';

const WAITS = new Set(['SELECT', 'date', 'time', 'datetime-local', 'radio']);
let lastKey = null;

async function tell(control, extra) {
  const form = control.closest('[data-surface]');
  const fields = new FormData(form);
  for (const name of ['channel', 'ts', 'view']) if (form.dataset[name]) fields.append(name, form.dataset[name]);
  fields.append('block', control.dataset.block);
  fields.append('action', control.dataset.action);
  for (const [name, value] of Object.entries(extra)) fields.append(name, value);
  settled();
  const answer = await busy(control.tagName === 'BUTTON' ? control : null, () => act(form.dataset.act, fields));
  await refresh();
  return answer;
}

const question = (control) => control.closest('.control')?.querySelector(':scope > template.confirm');

export async function press(control) {
  control.closest('details.menu')?.removeAttribute('open');
  if (!(await agreed(question(control)))) return;
  const extra = 'option' in control.dataset ? {option: control.dataset.option} : {value: control.dataset.value || ''};
  await tell(control, extra);
}

// A link tells the app too, and leads on at once.
export function follow(control) {
  const extra = 'option' in control.dataset ? {option: control.dataset.option} : {value: control.dataset.value || ''};
  tell(control, extra);
}

async function choose(control) {
  delete control.dataset.pending;
  control.parentElement.querySelector(':scope > .pending-hint')?.remove();
  if (await agreed(question(control))) await tell(control, {});
  else control.closest('form').reset();
}

// With the arrow keys a person passes many choices; the one meant is sent with Enter, or on leaving.
function wait(control) {
  if ('pending' in control.dataset) return;
  control.dataset.pending = '';
  const hint = document.createElement('span');
  hint.className = 'pending-hint';
  hint.textContent = 'Press Enter to choose this.';
  control.after(hint);
  say(hint.textContent);
}

export function listen() {
  document.addEventListener('keydown', (event) => { lastKey = event.key; }, true);
  document.addEventListener('pointerdown', () => { lastKey = null; }, true);
  document.addEventListener('change', (event) => {
    const control = event.target.closest('[data-do="choose"]');
    if (!control || event.target.classList.contains('filter')) return;
    const kind = event.target.tagName === 'SELECT' ? 'SELECT' : event.target.type;
    if (WAITS.has(kind) && lastKey && lastKey !== 'Enter' && lastKey !== ' ') wait(control);
    else choose(control);
  });
  document.addEventListener('keydown', (event) => {
    const control = event.target.closest?.('[data-pending]');
    if (control && event.key === 'Enter') { event.preventDefault(); choose(control); }
  });
  document.addEventListener('focusout', (event) => {
    const control = event.target.closest?.('[data-pending]');
    if (control && !control.contains(event.relatedTarget)) choose(control);
  });
}
