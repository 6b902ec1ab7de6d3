//! The icons: one path each, drawn on a 24 px grid in the colour of the text. What stands in an open, empty panel is drawn by
//! the sheet instead: the first drawing of a page costs Chromium 1.5 ms.

use super::dom::{El, drawn};

pub(super) const CLOSE: &str = "M6 6l12 12M18 6L6 18";
pub(super) const DOWN: &str = "M12 5v14M5.5 12.5L12 19l6.5-6.5";
pub(super) const COPY: &str = "M9 9h11v11H9zM15 9V4H4v11h5";
pub(super) const CHECK: &str = "M5 12.5l4.5 4.5L19 7.5";
pub(super) const PLUS: &str = "M12 5v14M5 12h14";
pub(super) const MINUS: &str = "M5 12h14";
pub(super) const BIN: &str = "M4 7h16M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10 11v5M14 11v5";
pub(super) const ALERT: &str = "M12 8v5M12 16.5h.01M12 3l9.5 17h-19z";
pub(super) const INFO: &str = "M12 11v6M12 7.5h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z";
pub(super) const CART: &str = "M3 4h2.5l2.2 11h10.2l2-8H6.5M9.5 19.5h.01M16.5 19.5h.01";
pub(super) const SEARCH: &str = "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5";
pub(super) const PENCIL: &str = "M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5";

/// One icon. It says nothing to a screen reader: the button around it has the words.
pub(super) fn icon(path: &str) -> El {
    drawn("svg")
        .set("viewBox", "0 0 24 24")
        .set("aria-hidden", "true")
        .set("focusable", "false")
        .add(drawn("path").set("d", path))
}
