// The end of a log that is still being written:
//   <ol data-live-log="id of the attempt, or nothing for all" data-live-log-href="address of the whole log">
//   <button data-live-follow aria-pressed="true">  whether the newest line is kept in sight
window.silversmith = window.silversmith || {};
(function (silversmith) {
  'use strict';

  var MOST_LINES = 500;

  function clock(instant, zone) {
    var time = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false
    });
    var name = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' });
    var abbreviation = name.formatToParts(instant).find(function (part) { return part.type === 'timeZoneName'; });
    return time.format(instant).replace(',', '.') + ' ' + abbreviation.value;
  }

  function part(tag, className, text) {
    var element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function append(log, item) {
    var follow = document.querySelector('[data-live-follow]');
    var atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    log.appendChild(item);
    while (log.children.length > MOST_LINES) {
      log.firstElementChild.remove();
    }
    if (follow ? follow.getAttribute('aria-pressed') === 'true' : atEnd) {
      log.scrollTop = log.scrollHeight;
    }
  }

  // Where lines of an attempt belong; null for those of any.
  silversmith.logs = function (stepId) {
    return Array.from(document.querySelectorAll('[data-live-log]')).filter(function (log) {
      var shown = log.getAttribute('data-live-log');
      return stepId === null || shown === '' || shown === stepId;
    });
  };

  function has(log, key) {
    return Array.from(log.children).some(function (child) { return child.getAttribute('data-line') === key; });
  }

  // A fresh copy of the page may be older than the newest lines: they go into it.
  silversmith.keepLines = function (fresh) {
    silversmith.logs(null).forEach(function (log) {
      var copy = fresh.querySelector('[data-live-log="' + log.getAttribute('data-live-log') + '"]');
      var lines = copy ? Array.from(log.children) : [];
      var known = lines.map(function (line) { return has(copy, line.getAttribute('data-line')); }).lastIndexOf(true);
      if (known < 0 && copy && copy.children.length > 0) {
        return;
      }
      lines.slice(known + 1).forEach(function (line) { copy.appendChild(fresh.importNode(line, true)); });
    });
  };

  // A new line, as text; the page may show it already.
  silversmith.appendLine = function (log, line, zone) {
    var key = line.stepId + ':' + line.line;
    if (has(log, key)) {
      return;
    }
    var item = part('li', 'level-' + line.level, '');
    item.setAttribute('data-line', key);
    item.setAttribute('data-live-key', 'L' + line.stepId.slice(-12) + '-' + line.line);
    var time = part('time', '', clock(new Date(line.ts), zone));
    time.setAttribute('datetime', line.ts);
    item.append(time, ' ', part('span', 'level', line.level), ' ');
    if (log.getAttribute('data-live-log') === '') {
      item.append(part('span', 'procedure', line.procedure), ' ');
    }
    item.append(part('span', 'words', line.message));
    append(log, item);
  };

  silversmith.appendSkipped = function (log, text, words) {
    var item = part('li', 'skipped', text + ' ');
    var address = log.getAttribute('data-live-log-href');
    if (address) {
      var link = part('a', '', words);
      link.href = address;
      item.append(link);
    }
    append(log, item);
  };

  document.addEventListener('click', function (event) {
    var follow = event.target.closest('[data-live-follow]');
    if (follow) {
      follow.setAttribute('aria-pressed', follow.getAttribute('aria-pressed') === 'true' ? 'false' : 'true');
    }
  });
}(window.silversmith));
