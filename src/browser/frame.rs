//! One animation frame.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::window;

/// A call before the next paint, cancelled when it is dropped.
#[must_use = "the frame is cancelled on drop"]
pub(crate) struct AnimationFrame {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl AnimationFrame {
    /// Calls `callback` once before the next paint. `None` when the page has no window.
    pub(crate) fn new(callback: impl FnOnce() + 'static) -> Option<Self> {
        let closure = Closure::once(callback);
        let id = window()?.request_animation_frame(closure.as_ref().unchecked_ref()).ok()?;
        Some(Self { id, _closure: closure })
    }
}

impl Drop for AnimationFrame {
    fn drop(&mut self) {
        if let Some(window) = window() {
            // A frame that has already run is simply unknown to the browser.
            let _ = window.cancel_animation_frame(self.id);
        }
    }
}
