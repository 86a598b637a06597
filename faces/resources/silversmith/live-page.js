// Reads the page anew from its own address and takes over what has changed.
window.silversmith = window.silversmith || {};
(function (silversmith) {
  'use strict';

  var BETWEEN = 2000;

  // root: the element of the tag s:live; over: called when there is nothing left to follow.
  silversmith.Page = function (root, chip, over) {
    this.root = root;
    this.chip = chip;
    this.over = over;
    this.last = 0;
    var page = this;
    document.addEventListener('focusout', function () {
      if (page.waiting) {
        page.refreshSoon();
      }
    });
  };

  silversmith.Page.prototype = {
    isUnfinished: function (element) {
      return element !== null && element.getAttribute('data-live-unfinished') === 'true';
    },

    // However much happens, the page is asked for every other second at most.
    refreshSoon: function () {
      if (this.refreshing) {
        this.again = true;
      } else if (!this.timer) {
        this.timer = window.setTimeout(this.refresh.bind(this), Math.max(0, this.last + BETWEEN - Date.now()));
      }
    },

    // Answers whether the page could be read.
    refresh: function () {
      var page = this;
      window.clearTimeout(page.timer);
      page.timer = null;
      page.refreshing = true;
      page.last = Date.now();
      return fetch(location.href, { credentials: 'same-origin', headers: { Accept: 'text/html' } })
        .then(page.read.bind(page))
        .then(function () { return true; }, function () { return false; })
        .then(function (well) {
          page.refreshing = false;
          if (page.again) {
            page.again = false;
            page.refreshSoon();
          }
          return well;
        });
    },

    read: function (answer) {
      if (answer.redirected && new URL(answer.url).pathname === this.root.getAttribute('data-live-login')) {
        this.over();
        this.chip.sessionIsOver();
        return undefined;
      }
      if (!answer.ok) {
        throw new Error('status ' + answer.status);
      }
      return answer.text().then(this.take.bind(this));
    },

    take: function (text) {
      var fresh = new DOMParser().parseFromString(text, 'text/html');
      this.chip.touch();
      this.waiting = silversmith.merge(fresh);
      if (fresh.title !== document.title) {
        document.title = fresh.title;
        this.chip.announce(fresh.title);
      }
      if (!this.isUnfinished(fresh.getElementById('live'))) {
        this.over();
        this.chip.show('off');
      }
    }
  };
}(window.silversmith));
