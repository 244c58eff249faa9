// Speaks: to the sandbox by posts, to the person by words that are shown and read out.
export const home = document.body.dataset.home;
const unreachable = 'The sandbox does not answer. Is it still running?';

export async function act(name, fields) {
  return post(`${home}/act/${name}`, fields);
}

// A part of a page, null when there is none.
export async function get(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.text() : null;
  } catch (error) {
    problem(unreachable);
    return null;
  }
}

export async function post(path, fields = {}) {
  // Not multipart: it would change the quotation marks in the names of fields.
  const body = new URLSearchParams(fields instanceof FormData ? [...fields] : fields);
  try {
    const answer = await fetch(path, {method: 'POST', body});
    const said = answer.headers.get('content-type')?.includes('json') ? await answer.json() : {problem: await answer.text()};
    if (!answer.ok) problem(said.problem || 'That did not work.');
    return {ok: answer.ok, ...said};
  } catch (error) {
    problem(unreachable);
    return {ok: false, problem: unreachable};
  }
}

const modal = () => document.querySelector('#modal[open]');

export function say(words) {
  if (!words) return;
  const place = modal()?.querySelector('.modal-said') || document.getElementById('said');
  place.textContent = '';
  requestAnimationFrame(() => { place.textContent = words; });
}

export function problem(words) {
  const inside = modal()?.querySelector('.modal-problem');
  if (inside) {
    inside.textContent = words;
    inside.scrollIntoView({block: 'nearest'});
    return;
  }
  const note = document.createElement('div');
  note.className = 'problem';
  const text = document.createElement('p');
  text.textContent = words;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'plain-link';
  close.textContent = 'Close';
  close.addEventListener('click', () => note.remove());
  note.append(text, close);
  document.getElementById('problems').replaceChildren(note);
}

export const settled = () => {
  document.getElementById('problems').replaceChildren();
  const inside = modal()?.querySelector('.modal-problem');
  if (inside) inside.textContent = '';
};

export async function busy(control, work) {
  const late = setTimeout(() => control?.setAttribute('aria-busy', 'true'), 150);
  try {
    return await work();
  } finally {
    clearTimeout(late);
    control?.removeAttribute('aria-busy');
  }
}
