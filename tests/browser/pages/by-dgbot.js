// The usual stub, the commands that the address asks for, and then the script (`?widgets={attributes, commands}`). What
// the documented events tell is noted under their names.
window.DGbot = window.DGbot || function () { (DGbot.q = DGbot.q || []).push(arguments); };
{
  const EVENTS = [
    'widget:open', 'widget:close', 'conversation:start', 'message:sent', 'message:received', 'lead:captured', 'handoff:requested',
  ];
  for (const event of EVENTS) DGbot('on', event, (...args) => window.__log.push([event, args]));

  const { attributes, commands } = JSON.parse(new URLSearchParams(location.search).get('widgets'));
  for (const command of commands) DGbot(...command);

  const loadScript = () => {
    const script = document.createElement('script');
    script.src = '/vizochok/dgbot.js';
    Object.assign(script.dataset, { endpoint: location.origin, ...attributes });
    script.onload = () => { window.shop.loads += 1; };
    document.head.append(script);
  };
  window.shop = { loads: 0, loadScript };
  loadScript();
}
