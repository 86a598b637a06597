// A request of a widget that went wrong is told in the page: without this nothing at all would happen.
(function () {
  'use strict';

  document.addEventListener('DOMContentLoaded', function () {
    if (window.jQuery) {
      window.jQuery(document).on('pfAjaxError', function () { document.getElementById('fault').hidden = false; });
      window.jQuery(document).on('pfAjaxSuccess', function () { document.getElementById('fault').hidden = true; });
    }
  });
}());
