//! Observers: of the sizes of elements, and of changes of the page's own nodes.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MutationObserver, MutationObserverInit, Node, ResizeObserver};

/// Reports every change of the size of its elements; disconnected when it is dropped.
#[must_use = "the observer is disconnected on drop"]
pub(crate) struct SizeObserver {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

impl SizeObserver {
    /// An observer that calls `callback` after layout and before paint. `None` when the engine has none.
    pub(crate) fn new(callback: impl FnMut() + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut()>::new(callback);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        Some(Self { observer, _closure: closure })
    }

    /// Observes one more element.
    pub(crate) fn observe(&self, element: &Element) {
        self.observer.observe(element);
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Reports changes of nodes of the page, together and a microtask later; disconnected when it is dropped.
#[must_use = "the observer is disconnected on drop"]
pub(crate) struct NodeObserver {
    observer: MutationObserver,
    _closure: Closure<dyn FnMut()>,
}

impl NodeObserver {
    /// An observer that calls `callback`.
    pub(crate) fn new(callback: impl FnMut() + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut()>::new(callback);
        let observer = MutationObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        Some(Self { observer, _closure: closure })
    }

    /// Observes one more node.
    pub(crate) fn observe(&self, node: &Node, options: &MutationObserverInit) {
        let _ = self.observer.observe_with_options(node, options);
    }
}

impl Drop for NodeObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
