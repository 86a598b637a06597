// A link with data-dialog="confirm" leads to a page that asks before something is done. With this script its question is a dialog over the
// page one is on: same text, same form; the answer goes to the same address. Without it the link is a link.
(function () {
  'use strict';

  function close(dialog) {
    dialog.close();
  }

  function fill(dialog, answer) {
    var question = new DOMParser().parseFromString(answer, 'text/html').getElementById('confirm');
    if (!question) {
      return false;
    }
    dialog.replaceChildren(document.importNode(question, true));
    dialog.setAttribute('aria-labelledby', 'confirmTitle');
    return true;
  }

  function show(link, answer) {
    var dialog = document.createElement('dialog');
    dialog.className = 'question';
    if (!fill(dialog, answer)) {
      window.location.href = link.href;
      return;
    }
    dialog.addEventListener('close', function () {
      dialog.remove();
      link.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
    var harmless = dialog.querySelector('[data-dialog="close"]');
    if (harmless) {
      harmless.focus();
    }
  }

  function ask(link) {
    window.fetch(link.href, { credentials: 'same-origin' })
      .then(function (response) {
        if (!response.ok || response.redirected) {
          throw new Error(String(response.status));
        }
        return response.text();
      })
      .then(function (answer) { show(link, answer); })
      .catch(function () { window.location.href = link.href; });
  }

  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[data-dialog]');
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    var dialog = link.closest('dialog');
    if (link.getAttribute('data-dialog') === 'confirm') {
      event.preventDefault();
      ask(link);
    } else if (dialog) {
      event.preventDefault();
      close(dialog);
    }
  });

  // A second click while the first is on its way sends nothing.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.closest('.confirm')) {
      return;
    }
    if (form.getAttribute('data-sent') === 'yes') {
      event.preventDefault();
    }
    form.setAttribute('data-sent', 'yes');
  });
}());
