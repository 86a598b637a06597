// Copy buttons: <button data-copy="text"> or <button data-copy-from="id of an element">.
(function () {
  'use strict';

  function say(key) {
    var announce = document.getElementById('announce');
    if (announce) {
      announce.textContent = announce.getAttribute(key);
      window.setTimeout(function () { announce.textContent = ''; }, 2000);
    }
  }

  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    window.getSelection().removeAllRanges();
    window.getSelection().addRange(range);
  }

  function copied(button) {
    button.classList.add('copied');
    window.setTimeout(function () { button.classList.remove('copied'); }, 2000);
    say('data-copied');
  }

  function refused(source) {
    if (source) {
      select(source);
      say('data-not-copied');
    }
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button.copy');
    if (!button) {
      return;
    }
    var source = document.getElementById(button.getAttribute('data-copy-from'));
    var text = source ? (source.value === undefined ? source.textContent : source.value) : button.getAttribute('data-copy');
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(function () { copied(button); }, function () { refused(source); });
    } else {
      refused(source);
    }
  });

  // Without this script the buttons would do nothing: they are hidden until it runs, also those that come later.
  function show() {
    document.querySelectorAll('button.copy[hidden]').forEach(function (button) { button.hidden = false; });
  }
  document.addEventListener('DOMContentLoaded', function () {
    show();
    new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
  });
}());
