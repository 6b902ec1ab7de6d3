//! A picture that may be missing.

use leptos::prelude::*;

use super::dom::{El, el};

/// A picture, or the first letter of what it would show when there is none or it does not load. It says nothing to a
/// screen reader: the name stands beside it, and would only be read twice.
pub(super) fn picture(class: &'static str, name: &str, source: Option<String>) -> El {
    // The sheet makes it a capital: tables of letters would be a kilobyte of the program.
    let letter: String = name.chars().take(1).collect();
    let broken = RwSignal::new(u32::from(source.is_none()));
    let source = source.unwrap_or_default();
    el("div", class).set("aria-hidden", "true").swap(
        move || broken.get(),
        move |is_broken| {
            Some(if is_broken == 0 {
                // Lazy before its address is known, or it would be fetched at once.
                el("img", "")
                    .set("alt", "")
                    .set("loading", "lazy")
                    .set("decoding", "async")
                    .set("referrerpolicy", "no-referrer")
                    .on("error", move |_| broken.set(1))
                    .set("src", &source)
            } else {
                el("b", "").text(&letter)
            })
        },
    )
}
