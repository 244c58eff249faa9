// Writing, editing, deleting and reacting.
import {act, busy, say, settled} from './talk.js';
import {agreed} from './modal.js';
import {refresh} from './panes.js';

const message = (control) => control.closest('.message');
const where = (article) => ({channel: article.dataset.channel, ts: article.dataset.ts});

export async function send(form) {
  const box = form.elements.text;
  const text = box.value;
  if (!text.trim()) return;
  const fields = new FormData(form);
  settled();
  box.value = '';
  grow(box);
  if (form.elements.broadcast) form.elements.broadcast.checked = false;
  const answer = await busy(form.querySelector('[type=submit]'), () => act('write', fields));
  if (!answer.ok && !box.value) { box.value = text; grow(box); }
  await refresh();
  const list = (form.closest('.thread') || form.closest('.conversation'))?.querySelector('.timeline');
  if (list && answer.ts) list.scrollTop = list.scrollHeight;
  if (answer.ok) say(answer.said ?? 'Sent.');
}

export function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}

export function edit(control) {
  const article = message(control);
  if ('editing' in article.dataset) return;
  article.dataset.editing = '';
  const form = document.getElementById('edit-template').content.firstElementChild.cloneNode(true);
  const blocks = article.querySelector('.blocks');
  blocks.hidden = true;
  blocks.after(form);
  const box = form.querySelector('textarea');
  box.value = control.dataset.typed;
  box.focus();
  grow(box);
}

export async function endEdit(form, {save}) {
  const article = message(form);
  if (save) {
    settled();
    const fields = {...where(article), text: form.querySelector('textarea').value};
    const answer = await busy(form.querySelector('[type=submit]'), () => act('edit', fields));
    if (!answer.ok) return;
    say(answer.said);
  }
  delete article.dataset.editing;
  form.remove();
  article.querySelector('.blocks').hidden = false;
  article.querySelector('[data-do="edit"]')?.focus();
  await refresh();
}

export async function remove(control) {
  const article = message(control);
  if (!(await agreed(document.getElementById('delete-template')))) return;
  settled();
  const answer = await act('delete', where(article));
  await refresh();
  article.closest('.timeline')?.focus();
  if (answer.ok) say(answer.said);
}

export async function dismiss(control) {
  const article = message(control);
  await act('dismiss', where(article));
  await refresh();
}

export async function react(article, name) {
  settled();
  const answer = await act('react', {...where(article), name});
  await refresh();
  if (answer.ok) say(answer.said);
}

let reactingTo = null;

export function openPicker(control) {
  const picker = document.getElementById('picker');
  reactingTo = control;
  picker.showPopover();
  const at = control.getBoundingClientRect();
  const top = at.bottom + picker.offsetHeight + 8 < innerHeight ? at.bottom + 4 : Math.max(8, at.top - picker.offsetHeight - 4);
  picker.style.top = `${top}px`;
  picker.style.left = `${Math.max(8, Math.min(at.left, innerWidth - picker.offsetWidth - 8))}px`;
  picker.querySelector('button').focus();
}

export async function pick(control) {
  const article = message(reactingTo);
  document.getElementById('picker').hidePopover();
  reactingTo.focus();
  await react(article, control.dataset.name);
}
