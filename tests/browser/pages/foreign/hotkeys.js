// Shortcuts of one letter, as sites and their libraries listen for them; where the event comes from is all they see.
window.hotkeys = [];
for (const target of [document, window]) {
  for (const type of ['keydown', 'keypress', 'keyup']) {
    target.addEventListener(type, (event) => {
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
      window.hotkeys.push(event.key);
      event.preventDefault();
      document.querySelector('#search').focus();
      dispatchEvent(new ErrorEvent('error', { message: `the shortcut ${event.key} was heard` }));
    });
  }
}
