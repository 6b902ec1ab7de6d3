//! Elements, made directly and kept up to date by Leptos' effects.
//!
//! A view of generic types costs kilobytes: every shape of element is compiled anew, with all it can
//! ever need. Here there is one concrete element, one kind of effect and one kind of listener, which
//! takes a quarter off what a page loads (the figures are in the README). It also never sets HTML from
//! a string, which a `view!` with static parts does and pages with trusted types forbid.
//!
//! Everything is made under the current [`Owner`] and goes with it: effects, listeners, and what a
//! [`swap`](El::swap) shows.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::tachys::view::{Mountable, Render};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, Node};

use crate::browser::document;

const SVG: &str = "http://www.w3.org/2000/svg";

/// A closure behind a table of one function. `dyn Fn` puts three of them into the program for every closure,
/// and there are hundreds.
trait Run<T> {
    fn run(&self) -> T;
}

impl<T, F: Fn() -> T> Run<T> for F {
    fn run(&self) -> T {
        self()
    }
}

/// The same, for a closure of one argument.
trait Take<A, T> {
    fn take(&self, argument: A) -> T;
}

impl<A, T, F: Fn(A) -> T> Take<A, T> for F {
    fn take(&self, argument: A) -> T {
        self(argument)
    }
}

/// An element in the making. A clone is the same element.
#[derive(Clone)]
pub(crate) struct El(Element);

/// A new element with a class (empty: none).
pub(super) fn el(name: &str, class: &str) -> El {
    made(None, name).class(class)
}

/// A new element of a drawing.
pub(super) fn drawn(name: &str) -> El {
    made(Some(SVG), name)
}

/// A page that cannot make an element cannot show anything: then its root stands in, unattached.
fn made(namespace: Option<&str>, name: &str) -> El {
    let page = document();
    let element = page.as_ref().and_then(|page| match namespace {
        Some(_) => page.create_element_ns(namespace, name).ok(),
        None => page.create_element(name).ok(),
    });
    El(element.unwrap_or_else(|| wasm_bindgen::JsValue::NULL.unchecked_into()))
}

impl El {
    /// The element itself.
    pub(super) fn node(&self) -> Element {
        self.0.clone()
    }

    /// The element as one that can have the focus.
    pub(super) fn html(&self) -> HtmlElement {
        self.0.clone().unchecked_into()
    }

    fn class(self, class: &str) -> Self {
        if class.is_empty() { self } else { self.set("class", class) }
    }

    /// Sets an attribute.
    pub(super) fn set(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Names the element for style sheets outside and for tests.
    pub(super) fn part(self, name: &str) -> Self {
        self.set("part", name)
    }

    /// Appends text.
    pub(super) fn text(self, text: &str) -> Self {
        if let Some(page) = document() {
            let _ = self.0.append_child(&page.create_text_node(text));
        }
        self
    }

    /// Appends an element.
    pub(super) fn add(self, child: Self) -> Self {
        let _ = self.0.append_child(&child.0);
        self
    }

    /// Appends an element, if there is one.
    pub(super) fn add_some(self, child: Option<Self>) -> Self {
        match child {
            Some(child) => self.add(child),
            None => self,
        }
    }

    /// Keeps an attribute up to date; `None` takes it away.
    pub(super) fn bind(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        bind(self.0.clone(), name, Box::new(value));
        self
    }

    /// Keeps an attribute that is there or not up to date.
    pub(super) fn flag(
        self,
        name: &'static str,
        value: &'static str,
        is: impl Fn() -> bool + 'static,
    ) -> Self {
        self.bind(name, move || is().then(|| value.to_owned()))
    }

    /// Appends text that is kept up to date.
    pub(super) fn live(self, text: impl Fn() -> String + 'static) -> Self {
        live(&self.0, Box::new(text));
        self
    }

    /// Listens to an event of this element.
    pub(super) fn on(self, event: &'static str, handler: impl Fn(Event) + 'static) -> Self {
        on(self.0.clone(), event, Box::new(handler));
        self
    }

    /// Appends what `build` makes for the present value of `key`, and makes it anew whenever that
    /// value changes. What it reads while it builds is not tracked.
    pub(super) fn swap(
        self,
        key: impl Fn() -> u32 + 'static,
        build: impl Fn(u32) -> Option<El> + 'static,
    ) -> Self {
        swap(&self.0, Box::new(key), Box::new(build));
        self
    }
}

/// Runs now, and again whenever a signal that it read has changed, until the owner is cleaned up.
pub(super) fn effect(run: impl Fn() + 'static) {
    hold_effect(Box::new(run));
}

fn hold_effect(effect: Box<dyn Run<()>>) {
    let effect = RenderEffect::new(move |_: Option<()>| effect.run());
    keep(Box::new(effect));
}

/// Runs when the effects that are due now have run, whose order is nobody's to rely on, and when what they make stands in
/// the page.
pub(super) fn afterwards(run: Box<dyn FnOnce()>) {
    spawn_local(async move { run() });
}

/// Keeps something of the browser or of the view until the owner is cleaned up.
pub(super) fn keep(value: Box<dyn std::any::Any>) {
    let value = SendWrapper::new(value);
    on_cleanup(move || drop(value));
}

fn bind(element: Element, name: &'static str, value: Box<dyn Run<Option<String>>>) {
    let last = RefCell::new(None);
    hold_effect(Box::new(move || {
        let value = Some(value.run());
        let mut last = last.borrow_mut();
        if *last != value {
            match value.as_ref().and_then(Option::as_ref) {
                Some(value) => {
                    let _ = element.set_attribute(name, value);
                }
                None => {
                    let _ = element.remove_attribute(name);
                }
            }
            *last = value;
        }
    }));
}

fn live(element: &Element, text: Box<dyn Run<String>>) {
    let Some(node) = document().map(|page| page.create_text_node("")) else { return };
    let _ = element.append_child(&node);
    hold_effect(Box::new(move || {
        let text = text.run();
        if node.data() != text {
            node.set_data(&text);
        }
    }));
}

/// A listener that is removed before its closure is dropped: a picture may still report that it did
/// not load when it is already out of the page.
struct Listener {
    element: Element,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.element.remove_event_listener_with_callback(self.event, callback);
    }
}

fn on(element: Element, event: &'static str, handler: Box<dyn Take<Event, ()>>) {
    let closure: Closure<dyn Fn(Event)> = Closure::new(move |event| handler.take(event));
    let _ = element.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    keep(Box::new(Listener { element, event, closure }));
}

struct Shown {
    key: u32,
    element: Option<Element>,
    owner: Owner,
}

impl Shown {
    fn remove(self) {
        if let Some(element) = self.element {
            take_out(&element);
        }
        self.owner.cleanup();
    }
}

/// Removes an element. A focus that it had goes to the nearest element around it that takes one, instead
/// of to the page.
fn take_out(element: &Element) {
    let focused = element.matches(":focus-within").unwrap_or(false);
    let around = element.parent_element().and_then(|parent| parent.closest("[tabindex]").ok().flatten());
    element.remove();
    if let (true, Some(around)) = (focused, around) {
        let _ = around.unchecked_into::<HtmlElement>().focus();
    }
}

fn swap(parent: &Element, key: Box<dyn Run<u32>>, build: Box<dyn Take<u32, Option<El>>>) {
    let (Some(outer), Some(page)) = (Owner::current(), document()) else { return };
    let marker: Node = page.create_comment("").into();
    let _ = parent.append_child(&marker);
    let parent = parent.clone();
    let shown: RefCell<Option<Shown>> = RefCell::default();
    hold_effect(Box::new(move || {
        let key = key.run();
        if shown.borrow().as_ref().is_some_and(|shown| shown.key == key) {
            return;
        }
        if let Some(old) = shown.take() {
            old.remove();
        }
        let owner = outer.child();
        let element = owner.with(|| untrack(|| build.take(key))).map(|el| el.0);
        if let Some(element) = &element {
            let _ = parent.insert_before(element, Some(&marker));
        }
        *shown.borrow_mut() = Some(Shown { key, element, owner });
    }));
}

/// Elements for the items of a list, by their keys. The items may come and go; they never change
/// their order.
pub(super) fn list<T: Clone + 'static>(
    parent: &Element,
    items: impl Fn() -> Vec<(u64, T)> + 'static,
    build: impl Fn(T) -> El + 'static,
) {
    let Some(outer) = Owner::current() else { return };
    let parent = parent.clone();
    let shown: Rc<RefCell<Vec<(u64, Element, Owner)>>> = Rc::default();
    effect(move || {
        let items = items();
        let mut shown = shown.borrow_mut();
        shown.retain(|(key, element, owner)| {
            let stays = items.iter().any(|(item, _)| item == key);
            if !stays {
                take_out(element);
                owner.cleanup();
            }
            stays
        });
        for (index, (key, item)) in items.into_iter().enumerate() {
            let there = shown.get(index);
            if there.is_some_and(|(shown, ..)| *shown == key) {
                continue;
            }
            let before: Option<Node> = there.map(|(_, element, _)| element.clone().into());
            let owner = outer.child();
            let El(element) = owner.with(|| untrack(|| build(item)));
            let _ = parent.insert_before(&element, before.as_ref());
            let at = index.min(shown.len());
            shown.insert(at, (key, element, owner));
        }
    });
}

/// An element is a view that is already built.
impl Render for El {
    type State = Self;

    fn build(self) -> Self {
        self
    }

    fn rebuild(self, state: &mut Self) {
        let _ = state.0.replace_with_with_node_1(&self.0);
        *state = self;
    }
}

impl Mountable for El {
    fn unmount(&mut self) {
        self.0.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        let _ = parent.insert_before(&self.0, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.parent_element().is_some_and(|parent| {
            child.mount(&parent, Some(&self.0));
            true
        })
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.clone()]
    }
}
