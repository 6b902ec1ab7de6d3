//! Sheets: what themes, resets and layouts do to everything on a page.

use super::{Foreign, PLAIN};

pub(super) const PAGES: &[Foreign] = &[
    Foreign {
        name: "rem-of-ten-pixels",
        head: "<style>html { font-size: 62.5% } body { font-size: 1.6rem }</style>",
        ..PLAIN
    },
    Foreign {
        name: "reset-with-important",
        head: "<style>* { margin: 0 !important; padding: 0 !important; border: 0 !important; line-height: 1 !important; \
               box-sizing: content-box !important; font: 8px monospace !important; vertical-align: baseline !important }</style>",
        ..PLAIN
    },
    Foreign { name: "all-unset", head: "<style>body * { all: unset !important }</style>", ..PLAIN },
    Foreign {
        name: "hidden-and-faded",
        head: "<style>div:empty { display: none !important } body > :not(#app) { display: none !important; \
               opacity: 0 !important; visibility: hidden !important; transform: scale(.1) !important; \
               filter: blur(9px) !important; clip-path: circle(1px) !important; transition: all 9s !important }</style>",
        ..PLAIN
    },
    Foreign {
        name: "inherited",
        head: "<style>body { font: italic 900 30px/3 cursive; letter-spacing: .5em; word-spacing: 2em; \
               text-transform: uppercase; text-align: center; text-indent: 3em; white-space: pre; word-break: break-all; \
               cursor: wait; user-select: none; -webkit-user-select: none; color: #f0f; text-shadow: 0 0 9px red; \
               list-style: square; visibility: visible; quotes: none; hyphens: auto; tab-size: 20 }</style>",
        ..PLAIN
    },
    Foreign {
        name: "properties-of-the-same-names",
        head: "<style>:root, * { --accent: red; --surface: red; --ink: red; --radius: 99px; --x: 300px; --y: 300px; \
               --step: 9s; --shadow: none; --focus: red; --line: red }</style>",
        ..PLAIN
    },
    Foreign { name: "right-to-left", html: r#"lang="ar" dir="rtl""#, ..PLAIN },
    Foreign {
        name: "vertical",
        head: "<style>body { writing-mode: vertical-rl } #app { min-height: 2400px }</style>",
        ..PLAIN
    },
    Foreign {
        name: "dark",
        head: "<style>:root { color-scheme: dark; background: #111; color: #eee } input, button, textarea { \
               background: #333; color: #eee }</style>",
        ..PLAIN
    },
    Foreign { name: "transform-on-html", head: "<style>html { transform: translateZ(0) }</style>", ..PLAIN },
    Foreign {
        name: "transform-on-body",
        head: "<style>body { transform: scale(.9); perspective: 900px }</style>",
        ..PLAIN
    },
    Foreign { name: "filter-on-body", head: "<style>body { filter: grayscale(1) }</style>", ..PLAIN },
    Foreign { name: "contain-on-body", head: "<style>body { contain: strict }</style>", ..PLAIN },
    // WebKit measures a zoomed element in pixels of its own, and the test aims by what is measured.
    Foreign {
        name: "zoom-on-body",
        head: "<style>body { zoom: 1.25 }</style>",
        same_look: false,
        in_webkit: false,
        ..PLAIN
    },
    Foreign {
        name: "zoom-on-html",
        head: "<style>html { zoom: .8 }</style>",
        same_look: false,
        in_webkit: false,
        ..PLAIN
    },
    Foreign {
        name: "rivals-on-the-highest-layer",
        head: "<style>.rival { position: fixed; z-index: 2147483647; background: gold } #snow { inset: 0; \
               pointer-events: none; background: #fff1 } #banner { top: 0; left: 0; right: 0; height: 60px } \
               #chat { bottom: 20px; left: 20px; width: 60px; height: 60px }</style>",
        content: r#"<div class="rival" id="snow"></div><div class="rival" id="banner">Cookies</div><div class="rival" id="chat"></div>"#,
        ..PLAIN
    },
    Foreign {
        name: "body-is-fixed",
        head: "<style>body { position: fixed; top: -137px; width: 100%; overflow: hidden }</style>",
        ..PLAIN
    },
    Foreign {
        name: "body-is-a-grid",
        head: "<style>body { display: grid; grid: auto-flow 300px / 1fr 1fr; gap: 40px } body > * { grid-column: 1; \
               position: relative; float: left; margin: 40px; width: 50% }</style>",
        ..PLAIN
    },
    Foreign {
        name: "scrolled-inside",
        head: "<style>html, body { height: 100%; min-height: 0; margin: 0; overflow: hidden } #app { height: 100%; \
               overflow: auto }</style>",
        ..PLAIN
    },
    Foreign {
        name: "all-is-wide",
        head: "<style>div { width: 100vw !important; min-width: 1400px !important; height: 0 !important; \
               max-height: 1px !important } html { overflow-x: hidden }</style>",
        ..PLAIN
    },
];
