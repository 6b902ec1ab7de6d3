// A navigation as Astro's router makes it: a view transition, in which the body is replaced by one that was parsed.
window.swapBody = () => {
  const fresh = new DOMParser().parseFromString(document.documentElement.outerHTML, 'text/html').body;
  for (const host of fresh.querySelectorAll('[data-vizochok]')) host.remove();
  const swap = () => {
    document.body.replaceWith(document.adoptNode(fresh));
    history.pushState({}, '', '?page=2');
  };
  const end = () => {
    window.swapped = true;
  };
  if (document.startViewTransition) document.startViewTransition(swap).finished.then(end);
  else end(swap());
};
