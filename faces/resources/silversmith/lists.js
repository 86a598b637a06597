// Filters: fields that say nothing are left out of the address, so that it is short and can be passed on.
(function () {
  'use strict';

  function fields(form) {
    return Array.from(form.elements).filter(function (field) { return field.name && field.value === ''; });
  }

  document.addEventListener('submit', function (event) {
    if (event.target.matches('form.filters')) {
      fields(event.target).forEach(function (field) { field.disabled = true; });
    }
  });

  // A link that is passed on says the server, too.
  document.addEventListener('DOMContentLoaded', function () {
    document.querySelectorAll('button.copy[data-copy^="/console/"]').forEach(function (button) {
      button.setAttribute('data-copy', new URL(button.getAttribute('data-copy'), window.location.href).href);
    });
  });

  // Only the browser knows its own zone.
  document.addEventListener('DOMContentLoaded', function () {
    var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    document.querySelectorAll('button[data-own-zone]').forEach(function (button) {
      button.hidden = !zone;
      button.textContent += ': ' + zone;
      button.addEventListener('click', function () {
        document.getElementById(button.getAttribute('data-own-zone')).value = zone;
      });
    });
  });

  // Who comes back finds the form as it was left, and can use it again.
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form.filters [disabled]').forEach(function (field) { field.disabled = false; });
  });
}());
