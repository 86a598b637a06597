/* Zoom and pan of a run's graph, by its viewBox. Without this script all of the graph is there and its box scrolls. */
'use strict';
document.addEventListener('DOMContentLoaded', () => {
  const STEP = 1.3;
  const CLOSEST = 0.2;

  const svg = document.querySelector('svg[data-graph]');
  const tools = document.querySelector('[data-graph-tools]');
  if (!svg || !tools) {
    return;
  }
  const box = svg.parentElement;
  const size = { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
  let view = null;

  /* The part of the drawing that is seen; from the first zoom on the box does not scroll any more. */
  function show(next) {
    view = next;
    svg.setAttribute('viewBox', [view.x, view.y, view.width, view.height].join(' '));
    svg.setAttribute('width', box.clientWidth);
    svg.setAttribute('height', Math.max(240, Math.min(box.clientWidth * 0.6, window.innerHeight * 0.75)));
    svg.classList.add('moved');
  }

  function seen() {
    return view || { x: box.scrollLeft, y: box.scrollTop, width: box.clientWidth, height: box.clientHeight };
  }

  function zoom(factor) {
    const now = seen();
    const width = Math.min(size.width * 2, Math.max(box.clientWidth * CLOSEST, now.width * factor));
    const height = now.height * width / now.width;
    show({ x: now.x + (now.width - width) / 2, y: now.y + (now.height - height) / 2, width: width, height: height });
  }

  function move(right, down) {
    show({ ...view, x: view.x + right, y: view.y + down });
  }

  const actions = {
    fit: () => show({ x: 0, y: 0, width: size.width, height: size.height }),
    closer: () => zoom(1 / STEP),
    farther: () => zoom(STEP)
  };
  tools.hidden = false;
  tools.addEventListener('click', event => {
    const button = event.target.closest('button[data-zoom]');
    if (button) {
      actions[button.dataset.zoom]();
    }
  });

  let held = null;
  svg.addEventListener('pointerdown', event => {
    if (view && !event.target.closest('a')) {
      held = { x: event.clientX, y: event.clientY };
      svg.setPointerCapture(event.pointerId);
    }
  });
  svg.addEventListener('pointermove', event => {
    if (held) {
      const scale = Math.max(view.width / svg.clientWidth, view.height / svg.clientHeight);
      move((held.x - event.clientX) * scale, (held.y - event.clientY) * scale);
      held = { x: event.clientX, y: event.clientY };
    }
  });
  svg.addEventListener('pointerup', () => { held = null; });
  svg.addEventListener('pointercancel', () => { held = null; });

  /* Whoever comes by the keyboard must see where they are. */
  svg.addEventListener('focusin', event => {
    const node = event.target.closest('a');
    if (view && node) {
      const place = node.transform.baseVal.consolidate().matrix;
      show({ ...view, x: place.e + 110 - view.width / 2, y: place.f + 40 - view.height / 2 });
    }
  });
});
