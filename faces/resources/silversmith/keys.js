// Shortcuts of one key; the preference turns them off, and they are dead while a field has the focus. The page "help" lists them.
(function () {
  'use strict';

  var PLACES = { h: '/console/home', r: '/console/runs', l: '/console/launch', a: '/console/approvals', p: '/console/preferences' };
  var going = false;

  function busy(target) {
    return target.closest('input, textarea, select, [contenteditable], dialog') !== null;
  }

  function rows() {
    return Array.from(document.querySelectorAll('main table.list > tbody > tr a[href]'))
      .filter(function (link, index, all) {
        return index === 0 || link.closest('tr') !== all[index - 1].closest('tr');
      });
  }

  function step(by) {
    var links = rows();
    var row = document.activeElement && document.activeElement.closest('tr');
    var at = links.findIndex(function (link) { return link.closest('tr') === row; });
    var next = links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))];
    if (next) {
      next.focus();
    }
  }

  function follow(rel) {
    var link = document.querySelector('a[rel="' + rel + '"]');
    if (link) {
      link.click();
    }
  }

  function act(event) {
    if (going && PLACES[event.key]) {
      window.location.href = PLACES[event.key];
    }
    var wasGoing = going;
    going = !wasGoing && event.key === 'g';
    if (wasGoing || going) {
      return;
    }
    switch (event.key) {
      case '/': event.preventDefault(); document.getElementById('search').focus(); break;
      case '?': window.location.href = '/console/help'; break;
      case 'j': step(1); break;
      case 'k': step(-1); break;
      case '[': follow('prev'); break;
      case ']': follow('next'); break;
      case 'r': window.location.reload(); break;
      default:
    }
  }

  document.addEventListener('keydown', function (event) {
    var on = document.documentElement.getAttribute('data-shortcuts') === 'on';
    if (on && !event.ctrlKey && !event.metaKey && !event.altKey && !busy(event.target)) {
      act(event);
    }
  });
}());
