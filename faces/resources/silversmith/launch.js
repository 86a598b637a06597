// The plan beside the form follows what is written: the page is asked for again, as its address would, and what has changed is put in.
(function () {
  'use strict';

  var PAUSE = 400;
  var LONGEST = 16000;
  var asked = 0;
  var timer = null;
  var running = null;

  function form() {
    return document.getElementById('launch');
  }

  function fields() {
    var said = new URLSearchParams();
    new FormData(form()).forEach(function (value, name) {
      var own = name === 'launch_SUBMIT' || name.indexOf('jakarta.faces') === 0 || name.indexOf('launch:') === 0;
      if (!own && ['plan', 'planned', 'taken', 'left', 'keep'].indexOf(name) < 0 && (value !== '' || name === 'select')) {
        said.append(name, value);
      }
    });
    return said;
  }

  function put(panel, fresh) {
    var focused = document.activeElement;
    if (panel.innerHTML === fresh.innerHTML || (panel.contains(focused) && focused.type === 'text')) {
      return;
    }
    var id = panel.contains(focused) ? focused.id : '';
    var open = Array.from(panel.querySelectorAll('details[id]')).map(function (one) { return [one.id, one.open]; });
    panel.innerHTML = fresh.innerHTML;
    open.forEach(function (one) {
      var details = document.getElementById(one[0]);
      if (details) {
        details.open = one[1];
      }
    });
    if (id && document.getElementById(id)) {
      document.getElementById(id).focus();
    }
  }

  function judge() {
    document.querySelectorAll('[data-for]').forEach(function (panel) {
      var field = document.getElementById(panel.getAttribute('data-for'));
      if (field && field.tagName !== 'FIELDSET') {
        field.setAttribute('aria-invalid', panel.textContent.trim() === '' ? 'false' : 'true');
      }
    });
  }

  function show(text, ticking) {
    var page = new DOMParser().parseFromString(text, 'text/html');
    if (!page.querySelector('[data-panel="plan"]')) {
      window.location.reload();
      return;
    }
    document.querySelectorAll('[data-panel]').forEach(function (panel) {
      var fresh = page.querySelector('[data-panel="' + panel.getAttribute('data-panel') + '"]');
      if (fresh) {
        put(panel, fresh);
      }
    });
    if (ticking) {
      document.getElementById('exclude').value = page.getElementById('exclude').value;
    }
    judge();
    var headline = document.getElementById('headline');
    document.getElementById('planState').textContent = headline ? headline.textContent : '';
    var link = document.getElementById('link');
    if (link && link.href.length < LONGEST) {
      window.history.replaceState(null, '', link.href);
    }
  }

  function preview(name, value) {
    window.clearTimeout(timer);
    var number = ++asked;
    var said = fields();
    if (name) {
      said.append(name, value);
    }
    said.append('preview', 'true');
    var address = form().action.split('?')[0] + '?' + said.toString();
    if (address.length > LONGEST) {
      return;
    }
    if (running) {
      running.abort();
    }
    running = new AbortController();
    document.getElementById('plan').classList.add('busy');
    window.fetch(address, { credentials: 'same-origin', signal: running.signal }).then(function (answer) {
      return answer.text();
    }).then(function (text) {
      if (number === asked) {
        show(text, name !== undefined);
        document.getElementById('plan').classList.remove('busy');
      }
    }).catch(function () {
      if (number === asked) {
        document.getElementById('plan').classList.remove('busy');
      }
    });
  }

  function later() {
    window.clearTimeout(timer);
    timer = window.setTimeout(preview, PAUSE);
  }

  document.addEventListener('DOMContentLoaded', function () {
    judge();
    form().addEventListener('input', function (event) {
      if (event.target.name !== 'keep' && event.target.name !== 'key') {
        later();
      }
    });
    form().addEventListener('change', function (event) {
      if (event.target.name === 'keep') {
        preview(event.target.checked ? 'tick' : 'untick', event.target.value);
      }
    });
    form().addEventListener('focusout', function (event) {
      if (event.target.name && event.target.name.indexOf('p.') === 0) {
        later();
      }
    });
    // After a button was pressed and nothing came of it, the reason has the focus.
    var reason = document.getElementById('changed') || (document.querySelector('[data-posted="true"]') && document.getElementById('summary'));
    if (reason) {
      reason.setAttribute('tabindex', '-1');
      reason.focus();
    }
    document.addEventListener('click', function (event) {
      var link = event.target.closest('#summary a');
      var field = link && document.getElementById(decodeURIComponent(link.hash.substring(1)));
      if (field) {
        event.preventDefault();
        for (var around = field.closest('details'); around; around = around.parentElement.closest('details')) {
          around.open = true;
        }
        field.focus();
      }
    });
  });
}());
