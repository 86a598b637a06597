// The chip that says whether the page follows what happens, and what is to be said beside it.
window.silversmith = window.silversmith || {};
(function (silversmith) {
  'use strict';

  var SIGNS = { live: '●', paused: '‖', reconnecting: '○', polling: '◌', off: '–', stopped: '↻', out: '–' };
  var FOLLOWING = ['live', 'reconnecting', 'polling'];
  var OLD = 30000;

  // root: the element of the tag s:live, whose attributes hold the words.
  silversmith.Chip = function (root) {
    this.root = root;
    this.button = root.querySelector('[data-live-chip]');
    this.note = root.querySelector('[data-live-note]');
    this.zone = root.getAttribute('data-live-zone');
    this.contact = Date.now();
    this.newer = new Set();
    window.setInterval(this.tell.bind(this), 1000);
  };

  silversmith.Chip.prototype = {
    words: function (name, value) {
      return this.root.getAttribute('data-words-' + name).replace('{0}', value);
    },

    announce: function (text) {
      document.getElementById('announce').textContent = text;
    },

    show: function (mode) {
      this.mode = mode;
      this.button.hidden = false;
      this.button.disabled = mode === 'off' || mode === 'out';
      this.button.setAttribute('data-mode', mode);
      this.button.setAttribute('aria-pressed', String(this.follows()));
      var word = mode === 'out' ? 'off' : mode === 'stopped' ? 'retry' : mode;
      this.button.textContent = SIGNS[mode] + ' ' + this.words(word);
      this.tell();
    },

    // Whether the page is, or tries to be, as things are.
    follows: function () {
      return FOLLOWING.indexOf(this.mode) >= 0;
    },

    // The server has answered.
    touch: function () {
      this.contact = Date.now();
    },

    tell: function () {
      if (this.mode === 'out') {
        return;
      }
      var texts = this.mode === 'stopped' ? [this.words('stopped')] : [];
      if (this.mode !== 'off' && Date.now() - this.contact > OLD) {
        var at = new Date(this.contact).toLocaleTimeString('sv-SE', { timeZone: this.zone });
        texts.push(this.words('updated', at + ' ' + this.zone));
      }
      if (this.note.textContent !== texts.join(' ')) {
        this.note.textContent = texts.join(' ');
      }
    },

    sessionIsOver: function () {
      this.show('out');
      this.note.replaceChildren(this.words('out') + ' ', this.link(this.words('login')));
      this.announce(this.words('out'));
    },

    link: function (text) {
      var link = document.createElement('a');
      link.href = location.href;
      link.textContent = text;
      return link;
    },

    // A list never moves under its reader: that there are newer runs is said beside it.
    count: function (run) {
      document.querySelectorAll('[data-live-newer]').forEach(function (place) {
        if (run.number > Number(place.getAttribute('data-live-newer'))) {
          this.newer.add(run.number);
          place.replaceChildren(this.link(this.words('newer', this.newer.size)));
          place.hidden = false;
        }
      }, this);
    }
  };
}(window.silversmith));
