// Takes a fresh copy of the page over into the one that is open: content changes in place, focus, scroll and open details stay.
//   data-live-panel="x"  this element's content
//   data-live-key="k"    this element, a row or a node of a drawing
//   data-live-list="x"   a container whose keyed children may become more or fewer
window.silversmith = window.silversmith || {};
(function (silversmith) {
  'use strict';

  // What a visitor has done to an element is not the server's to undo.
  var VISITORS_OWN = ['open', 'hidden'];

  function attributes(old, fresh) {
    Array.from(old.attributes).forEach(function (attribute) {
      if (!fresh.hasAttribute(attribute.name) && VISITORS_OWN.indexOf(attribute.name) < 0) {
        old.removeAttributeNode(attribute);
      }
    });
    Array.from(fresh.attributes).forEach(function (attribute) {
      if (old.getAttribute(attribute.name) !== attribute.value && VISITORS_OWN.indexOf(attribute.name) < 0) {
        old.setAttributeNS(attribute.namespaceURI, attribute.name, attribute.value);
      }
    });
  }

  function children(old, fresh) {
    var wanted = Array.from(fresh.childNodes);
    while (old.childNodes.length > wanted.length) {
      old.lastChild.remove();
    }
    wanted.forEach(function (child, place) {
      if (place < old.childNodes.length) {
        morph(old.childNodes[place], child);
      } else {
        old.appendChild(document.importNode(child, true));
      }
    });
  }

  function morph(old, fresh) {
    if (old.isEqualNode(fresh)) {
      return;
    }
    if (old.nodeType === Node.ELEMENT_NODE && old.nodeName === fresh.nodeName) {
      attributes(old, fresh);
      children(old, fresh);
    } else if (old.nodeType === Node.TEXT_NODE && fresh.nodeType === Node.TEXT_NODE) {
      old.nodeValue = fresh.nodeValue;
    } else {
      old.replaceWith(document.importNode(fresh, true));
    }
  }

  function isBusy(panel) {
    return panel.contains(document.activeElement) || panel.querySelector('dialog[open]') !== null;
  }

  function named(root, attribute) {
    var found = new Map();
    root.querySelectorAll('[' + attribute + ']').forEach(function (element) {
      found.set(element.getAttribute(attribute), element);
    });
    return found;
  }

  // Keyed children that are new are put behind the one they follow; those that are gone are taken away.
  function list(old, fresh) {
    var have = named(old, 'data-live-key');
    var last = null;
    named(fresh, 'data-live-key').forEach(function (row, key) {
      if (!have.has(key)) {
        var copy = document.importNode(row, true);
        if (last) {
          last.after(copy);
        } else {
          old.prepend(copy);
        }
        have.set(key, copy);
      }
      last = have.get(key);
    });
    var wanted = named(fresh, 'data-live-key');
    have.forEach(function (row, key) {
      if (!wanted.has(key)) {
        row.remove();
      }
    });
  }

  // Answers whether something was left as it is because somebody is at work in it.
  silversmith.merge = function (fresh) {
    var waiting = false;
    silversmith.keepLines(fresh);
    var lists = named(fresh, 'data-live-list');
    named(document, 'data-live-list').forEach(function (old, name) {
      if (lists.has(name)) {
        list(old, lists.get(name));
      }
    });
    var rows = named(fresh, 'data-live-key');
    named(document, 'data-live-key').forEach(function (old, key) {
      if (rows.has(key)) {
        morph(old, rows.get(key));
      }
    });
    var panels = named(fresh, 'data-live-panel');
    named(document, 'data-live-panel').forEach(function (old, name) {
      var panel = panels.get(name);
      if (!panel || old.isEqualNode(panel)) {
        return;
      }
      if (isBusy(old)) {
        waiting = true;
      } else {
        morph(old, panel);
      }
    });
    return waiting;
  };
}(window.silversmith));
