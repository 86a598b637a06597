// Suggestions for the term at the caret of a field with data-suggest; arrows choose, Enter takes, Escape closes.
(function () {
  'use strict';

  var PAUSE = 200;
  var SHORTEST = 2;

  function Suggestions(field) {
    this.field = field;
    this.list = document.createElement('ul');
    this.list.className = 'suggestions';
    this.list.id = field.id + '-suggestions';
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', field.labels.length ? field.labels[0].textContent : field.id);
    this.list.hidden = true;
    field.parentNode.appendChild(this.list);
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-haspopup', 'listbox');
    this.chosen = -1;
    this.number = 0;
  }

  // The term before the caret, without the depth before it.
  Suggestions.prototype.begun = function () {
    var before = this.field.value.substring(0, this.field.selectionStart);
    return /(?:^|[\s,])(?:\d*\+)?((?:[^\s,+"]|"(?:[^"]|"")*"?)*)$/.exec(before)[1];
  };

  Suggestions.prototype.close = function () {
    this.number++;
    this.list.hidden = true;
    this.chosen = -1;
    this.field.removeAttribute('aria-activedescendant');
  };

  Suggestions.prototype.ask = function () {
    var self = this;
    var begun = this.begun();
    var number = ++this.number;
    if (begun.length < SHORTEST) {
      this.close();
      return;
    }
    window.fetch(this.field.getAttribute('data-suggest') + '?q=' + encodeURIComponent(begun), { credentials: 'same-origin' })
      .then(function (answer) { return answer.text(); })
      .then(function (text) {
        if (number === self.number && document.activeElement === self.field) {
          self.show(new DOMParser().parseFromString(text, 'text/html').querySelectorAll('li'), begun);
        }
      }).catch(function () { self.close(); });
  };

  Suggestions.prototype.show = function (terms, begun) {
    var self = this;
    this.list.textContent = '';
    Array.from(terms).forEach(function (term, at) {
      var option = document.createElement('li');
      option.id = self.list.id + '-' + at;
      option.setAttribute('role', 'option');
      option.textContent = term.textContent;
      self.list.appendChild(option);
    });
    var only = terms.length === 1 && terms[0].textContent === begun;
    if (terms.length === 0 || only) {
      this.close();
      return;
    }
    this.chosen = -1;
    this.list.hidden = false;
    this.field.setAttribute('aria-controls', this.list.id);
  };

  Suggestions.prototype.move = function (by) {
    var options = this.list.children;
    this.chosen = (this.chosen + by + options.length) % options.length;
    Array.from(options).forEach(function (option, at) {
      option.setAttribute('aria-selected', at === this.chosen ? 'true' : 'false');
    }, this);
    options[this.chosen].scrollIntoView({ block: 'nearest' });
    this.field.setAttribute('aria-activedescendant', options[this.chosen].id);
  };

  Suggestions.prototype.take = function (option) {
    var end = this.field.selectionStart;
    this.field.setRangeText(option.textContent, end - this.begun().length, end, 'end');
    this.close();
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
    this.close();
  };

  Suggestions.prototype.key = function (event) {
    if (this.list.hidden) {
      return;
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      this.move(this.chosen < 0 && event.key === 'ArrowUp' ? 0 : event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && this.chosen >= 0) {
      event.preventDefault();
      this.take(this.list.children[this.chosen]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
    }
  };

  document.addEventListener('DOMContentLoaded', function () {
    document.querySelectorAll('[data-suggest]').forEach(function (field) {
      var suggestions = new Suggestions(field);
      var timer = null;
      field.addEventListener('input', function (event) {
        window.clearTimeout(timer);
        if (event.isTrusted) {
          timer = window.setTimeout(function () { suggestions.ask(); }, PAUSE);
        }
      });
      field.addEventListener('keydown', function (event) { suggestions.key(event); });
      field.addEventListener('blur', function () { suggestions.close(); });
      suggestions.list.addEventListener('mousedown', function (event) {
        event.preventDefault();
        if (event.target.closest('li')) {
          suggestions.take(event.target.closest('li'));
        }
      });
    });
  });
}());
