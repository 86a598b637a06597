// Keeps an unfinished page up to date: server-sent events say that something has changed, the page's own address says what it looks like
// now. Where events do not come the page is asked for every few seconds. The chip always says which.
window.silversmith = window.silversmith || {};
(function (silversmith) {
  'use strict';

  var MOST_ERRORS = 3;
  var ERRORS_WITHIN = 30000;
  var CONNECT_AGAIN = 30000;
  var POLL = 5000;
  var POLL_HIDDEN = 10000;
  var GIVE_UP = 180000;

  var root, chip, page, source, position, pollTimer, connectTimer, failingSince;
  var errors = [];

  function close() {
    if (source) {
      source.close();
      source = null;
    }
    window.clearTimeout(pollTimer);
    window.clearTimeout(connectTimer);
  }

  // ---- events

  function connect() {
    close();
    if (document.hidden) {
      return;
    }
    var address = root.getAttribute('data-live');
    if (position) {
      address += (address.indexOf('?') < 0 ? '?' : '&') + 'after=' + encodeURIComponent(position);
    }
    source = new EventSource(address);
    source.onopen = function () {
      errors = [];
      chip.touch();
      chip.show('live');
    };
    source.onerror = lost;
    listen('alive', function () {});
    listen('run', function (run) {
      chip.count(run);
      page.refreshSoon();
    });
    listen('step', function (step) {
      if (step.status === 'failed') {
        chip.announce(chip.words('failed', step.procedure));
      }
      page.refreshSoon();
    });
    listen('log', function (line) {
      silversmith.logs(line.stepId).forEach(function (log) { silversmith.appendLine(log, line, chip.zone); });
    });
    listen('skipped', function (skipped) {
      silversmith.logs(null).forEach(function (log) {
        silversmith.appendSkipped(log, chip.words('skipped', skipped.lines), chip.words('open'));
      });
    });
    listen('end', function () {
      close();
      pollTimer = window.setTimeout(poll, POLL);
      page.refresh();
    });
  }

  function listen(name, action) {
    source.addEventListener(name, function (event) {
      chip.touch();
      position = event.lastEventId || position;
      action(JSON.parse(event.data));
    });
  }

  // The browser tries again by itself, unless the answer was a refusal.
  function lost() {
    var now = Date.now();
    errors = errors.filter(function (at) { return now - at < ERRORS_WITHIN; }).concat(now);
    chip.show('reconnecting');
    if (source.readyState === EventSource.CLOSED || errors.length >= MOST_ERRORS) {
      close();
      errors = [];
      connectTimer = window.setTimeout(connect, CONNECT_AGAIN);
      poll();
    }
  }

  // ---- without events

  function poll() {
    page.refresh().then(function (well) {
      if (!chip.follows() || source) {
        return;
      }
      if (well && failingSince) {
        failingSince = null;
        connect();
        return;
      }
      failingSince = well ? null : failingSince || Date.now();
      if (failingSince && Date.now() - failingSince > GIVE_UP) {
        close();
        chip.show('stopped');
        return;
      }
      chip.show(well ? 'polling' : 'reconnecting');
      window.clearTimeout(pollTimer);
      pollTimer = window.setTimeout(poll, document.hidden ? POLL_HIDDEN : POLL);
    });
  }

  function begin() {
    failingSince = null;
    chip.show('reconnecting');
    connect();
  }

  function start() {
    root = document.getElementById('live');
    if (!root) {
      return;
    }
    chip = new silversmith.Chip(root);
    page = new silversmith.Page(root, chip, close);
    position = root.getAttribute('data-live-after');
    chip.button.addEventListener('click', function () {
      if (chip.follows()) {
        close();
        chip.show('paused');
      } else {
        begin();
      }
    });
    document.addEventListener('visibilitychange', function () {
      if (document.hidden && source) {
        close();
      } else if (!document.hidden && chip.follows()) {
        begin();
      }
    });
    if (page.isUnfinished(root)) {
      begin();
    } else {
      chip.show('off');
    }
  }

  document.addEventListener('DOMContentLoaded', start);
}(window.silversmith));
