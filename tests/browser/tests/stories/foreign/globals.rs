//! Globals: what libraries and trackers put into the place of the browser's own.

use super::{Foreign, PLAIN};

/// A page with a script of `pages/foreign/` that comes before everything of the widget.
macro_rules! with_script {
    ($name:literal, $file:literal) => {
        Foreign {
            name: $name,
            head: concat!(r#"<script src="/pages/foreign/"#, $file, r#".js"></script>"#),
            ..PLAIN
        }
    };
}

pub(super) const PAGES: &[Foreign] = &[
    Foreign { in_webkit: false, ..with_script!("prototype-js", "prototype-like") },
    with_script!("mootools", "mootools-like"),
    with_script!("frozen", "frozen"),
    with_script!("websocket-without-constants", "websocket-wrapped"),
    with_script!("websocket-behind-a-proxy", "websocket-proxied"),
    with_script!("timers-that-give-objects", "timers"),
    Foreign { in_webkit: false, ..with_script!("a-promise-of-its-own", "promise") },
    with_script!("listeners-without-options", "listeners"),
    with_script!("a-clock-of-its-own", "clock"),
    with_script!("fetch-that-copies", "fetch"),
    // Without an observer of sizes, nothing tells that the log has grown.
    Foreign { same_look: false, ..with_script!("poor-in-globals", "poor") },
    with_script!("storage-that-throws", "storage-throws"),
    with_script!("storage-that-is-null", "storage-null"),
    with_script!("storage-that-is-full", "storage-full"),
    with_script!("storage-of-another-version", "storage-other"),
    with_script!("hotkeys", "hotkeys"),
    Foreign {
        name: "zone-js",
        head: r#"<script src="/modules/zone.js/bundles/zone.umd.js"></script><script src="/pages/foreign/zone.js"></script>"#,
        act: Some((
            // As an Angular component does: every call comes from inside its zone.
            "inZone(() => { const [widget] = shop.widgets; widget.unmount(); widget.mount(); widget.open(); widget.sendMessage('cheese'); });",
            "hosts()[0].shadowRoot.querySelectorAll('[part~=card]').length > 3 && isStable()",
        )),
        ..PLAIN
    },
];
