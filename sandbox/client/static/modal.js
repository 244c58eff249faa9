// The modal in front of the acting person, and the question asked before something is lost.
import {act, busy, say, settled} from './talk.js';

let html = null;
let opener = null;

export const front = () => document.getElementById('modal');

export function openFirst() {
  const dialog = front();
  if (dialog) appear(dialog);
}

export function showModal(place, fresh) {
  if (html === null && !front() && !fresh.trim()) { html = fresh; return; }
  if (html === fresh) return;
  html = fresh;
  const template = document.createElement('template');
  template.innerHTML = fresh;
  const next = template.content.querySelector('dialog');
  const old = front();
  if (old && next && old.dataset.view === next.dataset.view && old.dataset.hash === next.dataset.hash) return;
  const focus = old?.contains(document.activeElement) ? document.activeElement.id : '';
  const same = old && next && old.dataset.view === next.dataset.view;
  const typed = same ? collect(old) : null;
  if (!old) opener = document.activeElement;
  if (old) { old.dataset.gone = ''; old.close(); }
  place.replaceChildren(template.content);
  if (!next) { comeBack(); return; }
  if (typed) restore(next, typed);
  appear(next, same ? focus : '');
  if (same) say('The form has changed.');
}

function appear(dialog, focus = '') {
  dialog.showModal();
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); closeFront(false); });
  dialog.addEventListener('close', () => { if (!('gone' in dialog.dataset)) closeFront(false); });
  const body = dialog.querySelector('.modal-body');
  const field = body.querySelector('.field')?.querySelector('input, textarea, select');
  const written = field?.matches('textarea, [type=text], [type=email], [type=url]') ? field : null;
  const first = (focus && document.getElementById(focus)) || body.querySelector('[data-focus]') || written
    || document.getElementById('modal-title');
  first.focus();
  body.scrollTop = 0;
  if (focus) first.scrollIntoView({block: 'nearest'});
}

function comeBack() {
  const there = opener?.isConnected ? opener : document.getElementById(opener?.id || '');
  (there || document.getElementById('place'))?.focus();
  opener = null;
}

const inputs = (dialog) => [...dialog.querySelectorAll('[name^="["]')];

function collect(dialog) {
  return inputs(dialog).map((one) => ({name: one.name, type: one.type, value: one.value, checked: one.checked}));
}

function restore(dialog, typed) {
  for (const one of inputs(dialog)) {
    const boxed = one.type === 'checkbox' || one.type === 'radio';
    const held = typed.find((old) => old.name === one.name && old.type === one.type && (!boxed || old.value === one.value));
    if (!held) continue;
    if (boxed) one.checked = held.checked;
    else if (one.tagName !== 'SELECT' || [...one.options].some((option) => option.value === held.value)) one.value = held.value;
  }
}

export async function closeFront(all) {
  const dialog = front();
  if (!dialog) return;
  await act('close', {view: dialog.dataset.view, all: all ? 'yes' : ''});
  const {refresh} = await import('./panes.js');
  await refresh();
}

export async function submit(form) {
  const fields = new FormData(form);
  fields.append('view', form.dataset.view);
  settled();
  clear(form);
  const answer = await busy(document.getElementById('modal-submit'), () => act('submit', fields));
  if (answer.errors) { showErrors(form, answer.errors); return; }
  const {refresh} = await import('./panes.js');
  await refresh();
  if (answer.ok) say(answer.said);
}

function clear(form) {
  for (const text of form.querySelectorAll('.field-error')) { text.hidden = true; text.textContent = ''; }
  for (const one of form.querySelectorAll('[aria-invalid]')) one.removeAttribute('aria-invalid');
}

function showErrors(form, errors) {
  let first = null;
  for (const field of form.querySelectorAll('[data-field]')) {
    const words = errors[field.dataset.field];
    if (!words) continue;
    const text = field.querySelector('.field-error');
    text.textContent = words;
    text.hidden = false;
    const control = field.querySelector('fieldset, input, textarea, select');
    control?.setAttribute('aria-invalid', 'true');
    first ||= control || text; // what this stand-in does not draw has no control
  }
  const many = Object.keys(errors).length;
  const target = first?.tagName === 'FIELDSET' ? first.querySelector('input') : first;
  target?.focus();
  first?.closest('.field').scrollIntoView({block: 'center'});
  say(`${many === 1 ? 'One field needs' : `${many} fields need`} your attention. ${Object.values(errors).join(' ')}`);
}

// Resolves to true when the person says yes. `question` is a template with the words and the names of the buttons.
export function agreed(question) {
  if (!question) return Promise.resolve(true);
  const dialog = document.getElementById('confirm');
  const [yes, no] = [document.getElementById('confirm-yes'), document.getElementById('confirm-no')];
  document.getElementById('confirm-words').replaceChildren(question.content.cloneNode(true));
  yes.textContent = question.dataset.yes;
  no.textContent = question.dataset.no;
  yes.className = `button ${question.dataset.style || 'primary'}`;
  dialog.returnValue = 'no';
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => {
    const close = (event) => {
      dialog.close(event.currentTarget.value);
      resolve(event.currentTarget === yes);
    };
    yes.onclick = close;
    no.onclick = close;
    // By Escape. The event comes later than the close: a question asked meanwhile is not answered by it.
    dialog.onclose = () => { if (!dialog.open) resolve(dialog.returnValue === 'yes'); };
  });
}
