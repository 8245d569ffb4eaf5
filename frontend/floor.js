// Who cannot get the page at all: a browser that is too old, or one that may not run its program. Says what to do there, and
// copies what is wrong for whoever helps.
//
// Invariant: written in words that browsers of ten years ago understand (ECMAScript 5), and needs nothing but the DOM.
'use strict';
(function () {
  var agent = navigator.userAgent;
  var ios = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
  var german = /^de\b/i.test(navigator.language || '');
  var words = german
    ? ['Für die Person kopieren, die dir hilft', 'Kopiert. Füge es in eine Nachricht ein.', 'Markiere diesen Text und kopiere ihn von Hand.']
    : ['Copy for the person who helps you', 'Copied. Paste it into a message.', 'Mark this text and copy it by hand.'];

  /** What is written down. Nothing of the link: whatever comes behind the address may be its secret. */
  var report = function (trouble) {
    return [
      'Plenum did not start',
      'Trouble: ' + trouble,
      'User agent: ' + agent,
      'Page: ' + location.protocol + '//' + location.host + '/',
      'Encrypted: ' + (window.isSecureContext === undefined ? 'unknown' : window.isSecureContext ? 'yes' : 'no'),
      'WebAssembly: ' + (typeof WebAssembly === 'object' ? 'yes' : 'no'),
      'WebRTC: ' + (window.RTCPeerConnection ? 'yes' : 'no'),
      'Network: ' + (navigator.onLine === false ? 'offline' : 'online')
    ].join('\n') + '\n';
  };

  /** The button, and below it whether it worked; where it did not, the text stays to be copied by hand. */
  var helps = function (trouble) {
    var part = document.createElement('div');
    var button = document.createElement('button');
    var told = document.createElement('p');
    part.className = 'helper';
    part.lang = german ? 'de' : 'en';
    button.type = 'button';
    button.textContent = words[0];
    told.setAttribute('role', 'status');
    button.onclick = function () {
      var field = part.querySelector('textarea') || document.createElement('textarea');
      field.value = report(trouble);
      field.readOnly = true;
      field.rows = 8;
      field.setAttribute('aria-label', words[0]);
      part.appendChild(field);
      field.select();
      // iPhones mark nothing otherwise.
      field.setSelectionRange(0, field.value.length);
      var copied = false;
      try {
        copied = document.execCommand('copy');
      } catch (error) {
        // Then by hand.
      }
      if (copied) part.removeChild(field);
      told.textContent = copied ? words[1] : words[2];
    };
    part.appendChild(button);
    part.appendChild(told);
    return part;
  };

  /** Which of the sentences for certain devices are for this one. */
  var device = function () {
    if (ios) return 'ios';
    if (/Android/.test(agent)) return 'android';
    if (/Edg\//.test(agent)) return 'edge';
    if (/Firefox\//.test(agent)) return 'firefox';
    return /Macintosh/.test(agent) && !/Chrom/.test(agent) ? 'mac' : 'other';
  };

  /** Only those stay. */
  var fit = function (page) {
    var own = ' ' + device() + ' ';
    var all = page.querySelectorAll('[data-for]');
    for (var i = 0; i < all.length; i += 1) {
      if ((' ' + all[i].getAttribute('data-for') + ' ').indexOf(own) < 0) all[i].parentNode.removeChild(all[i]);
    }
  };

  /** Shows one of the two pages that stand in the document for it, in the place of the app. */
  var stop = function (id, trouble) {
    if (document.documentElement.className === 'below') return;
    document.documentElement.className = 'below';
    var page = document.importNode(document.getElementById(id).content, true);
    fit(page);
    page.querySelector('.floor').appendChild(helps(trouble));
    document.body.appendChild(page);
    if (window.stop) window.stop();
  };

  window.plenumFloor = {
    helps: helps,
    stop: stop,
    /** Old browsers stop here, before the app is loaded. */
    check: function () {
      var css = window.CSS && CSS.supports && CSS.supports('color', 'light-dark(red, blue)');
      if (!(css && 'popover' in HTMLElement.prototype)) stop('floor', 'the browser is too old');
      else if (typeof WebAssembly !== 'object') stop('switched-off', 'no WebAssembly');
    }
  };
})();
