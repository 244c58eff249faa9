// Behind the curtain: the parts of the page are asked for anew when something was added, and when a link is followed.
import {problem} from './talk.js';
import {keepingFocus} from './panes.js';

const part = (name) => document.querySelector(`[data-part="${name}"]`);
const path = () => location.pathname + location.search;
const shown = new Map();
let asking = false;
let again = false;
let focus = '';

async function refresh({push = '', then = ''} = {}) {
  if (push) history.pushState(null, '', push);
  focus = then || focus;
  if (asking) { again = true; return; }
  asking = true;
  try {
    do {
      again = false;
      const asked = path();
      const parts = await (await fetch(asked, {headers: {'X-Panes': '1'}})).json();
      if (asked === path()) keepingFocus(() => Object.entries(parts).forEach(put));
      else again = true;
    } while (again);
  } catch (error) {
    problem('The sandbox does not answer. Is it still running?');
  }
  asking = false;
  if (focus) document.getElementById(focus)?.focus();
  focus = '';
}

function put([name, html]) {
  if (shown.get(name) === html) return;
  shown.set(name, html);
  const live = document.getElementById('behind-live')?.checked ?? true;
  part(name).innerHTML = html;
  if (name === 'tabs') document.getElementById('behind-live').checked = live;
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-part-nav]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const opens = /[?&](entry|delivery)=/.test(link.search);
  const back = new URLSearchParams(location.search).get('entry');
  const then = opens ? 'opened-title' : link.id === 'opened-close' ? `line-${back}` : '';
  refresh({push: link.href, then});
});

document.addEventListener('change', (event) => {
  if (event.target.id === 'behind-live') { watch(); return; }
  const form = event.target.closest('#behind-filter');
  if (!form) return;
  const chosen = [...new FormData(form)].filter(([, value]) => value);
  refresh({push: `/behind?${new URLSearchParams(chosen)}`});
});

document.addEventListener('submit', (event) => event.preventDefault());
addEventListener('popstate', () => refresh());

let source = null;
let waiting = null;

function soon() {
  waiting ||= setTimeout(() => { waiting = null; refresh(); }, 250);
}

function watch() {
  const wanted = !document.hidden && document.getElementById('behind-live').checked;
  if (wanted && !source) {
    source = new EventSource('/behind/live');
    source.addEventListener('ready', soon);
    source.addEventListener('change', soon);
  } else if (!wanted) {
    source?.close();
    source = null;
  }
}

watch();
document.addEventListener('visibilitychange', watch);
addEventListener('pagehide', () => { source?.close(); source = null; });
addEventListener('pageshow', watch);
