//! What happens on a page while the widget is there: navigation without a load, dialogs, other widgets, other places.

use super::{Foreign, PLAIN};

pub(super) const PAGES: &[Foreign] = &[
    Foreign {
        name: "turbo-drive",
        head: r#"<script src="/modules/@hotwired/turbo/dist/turbo.es2017-umd.js"></script>"#,
        act: Some((
            "window.body = document.body; Turbo.visit('/foreign/turbo-drive.html?page=2');",
            "document.body !== window.body && location.search === '?page=2' \
             && !document.querySelector('html[aria-busy], .turbo-progress-bar')",
        )),
        ..PLAIN
    },
    Foreign {
        name: "turbo-morph",
        head: r#"<meta name="turbo-refresh-method" content="morph" /><meta name="turbo-refresh-scroll" content="preserve" />
                 <script src="/modules/@hotwired/turbo/dist/turbo.es2017-umd.js"></script>"#,
        act: Some((
            "document.addEventListener('turbo:morph', () => { window.morphed = true; }, { once: true });
             Turbo.visit(location.href, { action: 'replace' });",
            "window.morphed && !document.querySelector('html[aria-busy], .turbo-progress-bar')",
        )),
        ..PLAIN
    },
    Foreign {
        name: "htmx-boost",
        head: r#"<script src="/modules/htmx.org/dist/htmx.min.js"></script>"#,
        content: r#"<a id="next" hx-boost="true" href="/foreign/htmx-boost.html?page=2">Next</a>"#,
        act: Some((
            "window.heading = document.querySelector('h1'); document.querySelector('#next').click();",
            "location.search === '?page=2' && document.querySelector('h1') && !window.heading.isConnected",
        )),
        ..PLAIN
    },
    Foreign {
        name: "swapped-as-by-astro",
        head: r#"<script src="/pages/foreign/swap.js"></script>"#,
        act: Some(("swapBody();", "window.swapped")),
        ..PLAIN
    },
    Foreign {
        name: "view-transition",
        act: Some((
            "const change = () => { document.querySelector('h1').textContent = 'Another shop'; };
             if (document.startViewTransition) document.startViewTransition(change).finished.then(() => { window.done = true; });
             else { change(); window.done = true; }",
            "window.done",
        )),
        ..PLAIN
    },
    Foreign {
        name: "bootstrap-modal",
        head: r#"<link rel="stylesheet" href="/modules/bootstrap/dist/css/bootstrap.min.css" />
                 <script src="/modules/bootstrap/dist/js/bootstrap.bundle.min.js"></script>"#,
        content: r#"<div class="modal fade" id="modal" tabindex="-1"><div class="modal-dialog"><div class="modal-content">
                    <input aria-label="Name" /></div></div></div>"#,
        act: Some((
            "document.querySelector('#modal').addEventListener('shown.bs.modal', () => { window.done = true; });
             new bootstrap.Modal('#modal').show();",
            // Bootstrap says "shown" by a timer of its own, on a busy machine before the transition has ended.
            "window.done && document.activeElement.id === 'modal' && !document.getAnimations().length",
        )),
        ..PLAIN
    },
    Foreign {
        name: "modal-dialog",
        content: r#"<dialog id="dialog"><button>Well</button></dialog>"#,
        // Everything outside of it is inert, the widget too: its answer comes all the same.
        act: Some((
            "document.querySelector('#dialog').showModal(); shop.widgets[0].sendMessage('cheese');
             window.answered = setInterval(() => {
               if (hosts()[0].shadowRoot.querySelectorAll('[part~=card]').length < 4) return;
               clearInterval(window.answered);
               document.querySelector('#dialog').close();
               window.done = true;
             }, 50);",
            "window.done",
        )),
        ..PLAIN
    },
    Foreign {
        name: "inside-a-modal-dialog",
        // A dialog that is opened has the focus, and in some engines shows it; the widget takes it from there.
        head: "<style>#place { width: 400px; height: 600px } #dialog { outline: none }</style>",
        content: r#"<dialog id="dialog"><div id="place"></div></dialog>
                    <script>document.querySelector('#dialog').show()</script>"#,
        target: "'#place'",
        act: Some((
            "const dialog = document.querySelector('#dialog'); dialog.close(); dialog.showModal();",
            "document.querySelector(':modal')",
        )),
        same_look: false,
        ..PLAIN
    },
    Foreign {
        name: "everything-inert-for-a-while",
        act: Some((
            "for (const child of document.body.children) child.inert = true; shop.widgets[0].sendMessage('cheese');
             window.answered = setInterval(() => {
               if (hosts()[0].shadowRoot.querySelectorAll('[part~=card]').length < 4) return;
               clearInterval(window.answered);
               for (const child of document.body.children) child.inert = false;
               window.done = true;
             }, 50);",
            "window.done",
        )),
        ..PLAIN
    },
    Foreign {
        name: "two-stores",
        act: Some((
            "shop.make({ storeId: 'second-store', position: 'bottom-left' }).mount();",
            "hosts().length === 2 && within(hosts()[1], '[part~=connection]')[0]?.dataset.state === 'online'",
        )),
        widgets: 2,
        ..PLAIN
    },
    Foreign {
        name: "the-same-twice",
        act: Some((
            "shop.make({}).mount();",
            "shop.widgets.length === 2 && window.__log.filter(([kind]) => kind === 'onConnect').length === 2",
        )),
        ..PLAIN
    },
    Foreign {
        name: "two-versions",
        act: Some((
            "import('/vizochok-2/index.js').then(({ VIZOCHOKWidget }) => {
               const other = new VIZOCHOKWidget({ apiKey: 'pk_demo', storeId: 'second-store', apiBase: location.origin,
                 position: 'bottom-left' });
               shop.widgets.push(other);
               other.mount();
             });",
            "hosts().length === 2 && within(hosts()[1], '[part~=connection]')[0]?.dataset.state === 'online'",
        )),
        widgets: 2,
        ..PLAIN
    },
    Foreign {
        name: "removed-and-added-by-a-router",
        act: Some((
            "const [host] = hosts(); host.remove(); setTimeout(() => { document.body.prepend(host); window.done = true; }, 50);",
            "window.done",
        )),
        ..PLAIN
    },
    Foreign {
        name: "emptied",
        act: Some((
            "const app = document.querySelector('#app'); document.body.replaceChildren(); document.body.append(app);",
            "hosts().length === 1",
        )),
        ..PLAIN
    },
    Foreign {
        name: "moved-elsewhere",
        act: Some((
            "document.querySelector('#app').append(hosts()[0]);",
            "document.querySelector('#app > [data-vizochok]')",
        )),
        ..PLAIN
    },
    Foreign {
        name: "adopted-by-another-document",
        content: r#"<iframe id="frame"></iframe>"#,
        act: Some((
            "document.querySelector('#frame').contentDocument.body.append(hosts()[0]);",
            "document.querySelector('body > [data-vizochok]')",
        )),
        ..PLAIN
    },
    Foreign {
        name: "a-place-that-is-made-anew",
        head: "<style>#place { width: 400px; height: 600px }</style>",
        content: r#"<div id="place"></div>"#,
        target: "'#place'",
        act: Some((
            "const body = document.body.cloneNode(true); document.body.replaceWith(body);",
            "document.querySelector('#place > [data-vizochok]')?.shadowRoot",
        )),
        same_look: false,
        ..PLAIN
    },
];
