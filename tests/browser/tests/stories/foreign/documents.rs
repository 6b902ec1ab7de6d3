//! Documents: how they are written, encoded and framed, and what their elements are called.

use super::{Foreign, PLAIN};

/// What a frame's page needs to be the shop, with quotes for an attribute.
macro_rules! framed {
    () => {
        "<link rel=stylesheet href=/pages/shop.css><link rel=stylesheet href=/pages/foreign/tall.css>\
         <script src=/pages/log.js></script><script src=/pages/counted.js></script>\
         <script src=/pages/foreign/watch.js></script><script type=module src=/pages/by-import.js></script>\
         <div id=app><h1>A shop</h1><input id=search></div>"
    };
}

/// The shop's frame takes the whole window.
const FRAME: &str =
    "<style>iframe { position: fixed; inset: 0; width: 100%; height: 100%; border: 0 }</style>";

pub(super) const PAGES: &[Foreign] = &[
    // WebKit's `elementFromPoint` of a shadow root misses on a scrolled page of this kind, and the test aims by it.
    Foreign { name: "quirks-mode", doctype: "", in_webkit: false, ..PLAIN },
    Foreign {
        name: "xhtml",
        doctype: r#"<?xml version="1.0" encoding="utf-8"?>"#,
        html: r#"xmlns="http://www.w3.org/1999/xhtml" lang="en""#,
        // Chromium has no module scripts in such documents.
        head: r#"<script src="/vizochok/vizochok.js"></script><script>import('/pages/by-script-tag.js')</script>"#,
        script: "/pages/by-script-tag.js",
        ..PLAIN
    },
    Foreign {
        name: "base-elsewhere",
        head: r#"<base href="/elsewhere/deeper/" target="_blank" />"#,
        ..PLAIN
    },
    Foreign {
        name: "written-while-it-loads",
        content: "<script>document.write('<p id=\"written\">Bread, <b>today</b></p>')</script>",
        ..PLAIN
    },
    Foreign {
        name: "by-script-tag",
        head: r#"<script src="/vizochok/vizochok.js"></script>"#,
        script: "/pages/by-script-tag.js",
        ..PLAIN
    },
    Foreign {
        name: "names-of-elements",
        content: r#"<img name="VIZOCHOKWidget" alt="" /><form id="location" name="body"></form>
                    <form name="forms"><input name="attributes" /></form><a id="WebSocket"></a><a id="vizochok"></a>
                    <img name="currentScript" alt="" /><img id="sessionStorage" name="hidden" alt="" />"#,
        ..PLAIN
    },
    Foreign {
        name: "names-and-a-script-tag",
        head: r#"<script src="/vizochok/vizochok.js"></script>"#,
        content: r#"<img name="VIZOCHOKWidget" alt="" /><a id="panel"></a><a id="title"></a>"#,
        script: "/pages/by-script-tag.js",
        ..PLAIN
    },
    Foreign {
        name: "srcdoc-frame",
        head: FRAME,
        content: concat!(r#"<iframe id="frame" srcdoc=""#, framed!(), r#""></iframe>"#),
        frame: Some("#frame"),
        ..PLAIN
    },
    Foreign {
        name: "sandboxed-frame",
        head: FRAME,
        content: r#"<iframe id="frame" sandbox="allow-scripts" src="/foreign/plain.html"></iframe>"#,
        frame: Some("#frame"),
        ..PLAIN
    },
    Foreign {
        name: "frame-of-the-same-origin",
        head: FRAME,
        content: r#"<iframe id="frame" src="/foreign/plain.html"></iframe>"#,
        frame: Some("#frame"),
        ..PLAIN
    },
    Foreign {
        name: "windows-1251",
        head: r#"<meta http-equiv="Content-Type" content="text/html; charset=windows-1251" />"#,
        ..PLAIN
    },
];
