//! The part of the page that can be seen: what the on-screen keyboard leaves.

use web_sys::HtmlElement;

use super::listeners::Listeners;
use super::window;

/// Writes the height and the top of the visible part to the widget's root, in CSS pixels, until the
/// listeners are dropped. Engines move a fixed element under the on-screen keyboard otherwise.
pub(crate) fn watch(root: &HtmlElement) -> Option<Listeners> {
    let viewport = window()?.visual_viewport()?;
    let mut listeners = Listeners::new()?;
    for event in ["resize", "scroll"] {
        let (root, viewport, viewport_target) = (root.clone(), viewport.clone(), viewport.clone());
        let write = move |_| {
            let style = root.style();
            // A page that is zoomed into is moved around by the visitor: nothing may follow it then.
            let zoomed = viewport.scale() > 1.01;
            for (name, value) in
                [("--vz-visible-height", viewport.height()), ("--vz-visible-top", viewport.offset_top())]
            {
                let _ = if zoomed {
                    style.remove_property(name).map(drop)
                } else {
                    style.set_property(name, &[&(value.round() as i32).to_string(), "px"].concat())
                };
            }
        };
        listeners.add(&viewport_target, event, Box::new(write));
    }
    Some(listeners)
}
