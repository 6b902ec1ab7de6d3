//! The quantity on a card: the Add button that becomes the stepper, and becomes Add again at zero.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::dom::{El, effect, el};
use super::icons::{BIN, MINUS, PLUS, icon};
use super::view::{Intent, View};
use crate::core::cart::Shown;
use crate::core::decimal::Decimal;
use crate::core::i18n::Word;
use crate::core::protocol::Product;

/// What the cart says about `sku`; tracked.
pub(super) fn shown(view: View, sku: &str) -> Option<Shown> {
    view.cart.track();
    view.desk(|desk| desk.shown(sku)).flatten()
}

/// The next smaller quantity: a step less, and nothing below the smallest that can be bought.
fn one_less(product: &Product, quantity: Decimal) -> Decimal {
    let less = quantity.checked_sub(product.quantity_step).unwrap_or(Decimal::ZERO);
    if less < least(product) { Decimal::ZERO } else { less }
}

/// The next larger quantity: a step more, from nothing the smallest that can be bought.
fn one_more(product: &Product, quantity: Decimal) -> Decimal {
    let more = quantity.checked_add(product.quantity_step).unwrap_or(quantity);
    more.max(least(product))
}

fn least(product: &Product) -> Decimal {
    product.min_quantity.unwrap_or(product.quantity_step)
}

/// A product, and the quantity of it that is shown wherever its card stands.
#[derive(Clone)]
struct Choice {
    view: View,
    product: Rc<Product>,
    /// Set by a press: when the control is swapped then, the focus goes along.
    pressed: Rc<Cell<bool>>,
}

impl Choice {
    /// The quantity; tracked.
    fn quantity(&self) -> Decimal {
        shown(self.view, &self.product.sku).map_or(Decimal::ZERO, |shown| shown.quantity)
    }

    fn is_at_most(&self) -> bool {
        self.product.max_quantity.is_some_and(|most| self.quantity() >= most)
    }

    fn is_available(&self) -> bool {
        self.product.in_stock != Some(false)
    }

    fn leads_to_nothing(&self) -> bool {
        one_less(&self.product, self.quantity()).is_zero()
    }

    fn change(&self, next: fn(&Product, Decimal) -> Decimal) {
        let wanted = untrack(|| next(&self.product, self.quantity()));
        self.pressed.set(true);
        self.view.ask(Intent::SetQuantity(Box::new((*self.product).clone()), wanted));
    }

    fn more(&self) {
        if !untrack(|| self.is_at_most()) {
            self.change(one_more);
        }
    }

    /// What a button does, with the name of the product it does it to.
    fn label(&self, word: Word) -> String {
        [&self.view.say(word), " ", &self.product.name].concat()
    }
}

/// The control of a card. Every card of a product shows the same quantity.
pub(super) fn buy(view: View, product: &Product) -> El {
    let choice = Choice { view, product: Rc::new(product.clone()), pressed: Rc::default() };
    let (build, key) = (choice.clone(), choice.clone());
    let control = el("div", "buy").swap(
        move || u32::from(key.quantity().is_positive()),
        move |chosen| Some(if chosen == 0 { add(&build) } else { stepper(&build) }),
    );
    let node = control.node();
    effect(move || {
        let chosen = choice.quantity().is_positive();
        if choice.pressed.take() {
            let present = if chosen { "[part=increase]" } else { "[part=add]" };
            let within = node.query_selector(":focus").ok().flatten().is_some();
            if let (false, Ok(Some(button))) = (within, node.query_selector(present)) {
                let _ = button.unchecked_into::<HtmlElement>().focus();
            }
        }
    });
    control
}

fn add(choice: &Choice) -> El {
    let available = choice.is_available();
    let label = if available { Word::Add } else { Word::OutOfStock };
    let words = choice.view.say(label);
    let button =
        el("button", "add").part("add").set("type", "button").set("aria-label", &choice.label(label));
    if available {
        let choice = choice.clone();
        button.text(&words).on("click", move |_| choice.more())
    } else {
        button.set("aria-disabled", "true").text(&words)
    }
}

fn stepper(choice: &Choice) -> El {
    let view = choice.view;
    let (label, face, press) = (choice.clone(), choice.clone(), choice.clone());
    let less = el("button", "")
        .part("decrease")
        .set("type", "button")
        .bind("aria-label", move || {
            Some(label.label(if label.leads_to_nothing() { Word::Remove } else { Word::Decrease }))
        })
        .on("click", move |_| press.change(one_less))
        .swap(
            move || u32::from(face.leads_to_nothing()),
            |to_nothing| Some(icon(if to_nothing == 0 { MINUS } else { BIN })),
        );
    let (full, press) = (choice.clone(), choice.clone());
    let more = el("button", "")
        .part("increase")
        .set("type", "button")
        .set("aria-label", &choice.label(Word::Increase))
        .flag("aria-disabled", "true", move || full.is_at_most())
        .on("click", move |_| press.more())
        .add(icon(PLUS));
    let pending = choice.clone();
    el("div", "stepper")
        .part("stepper")
        .set("role", "group")
        .set("aria-label", &choice.product.name)
        .bind("data-pending", move || {
            let shown = shown(view, &pending.product.sku);
            Some(shown.is_some_and(|shown| shown.pending).to_string())
        })
        .add(less)
        .add(number(choice))
        .add(more)
}

/// The number itself: a spin button, so that arrow keys change it and its value is spoken.
fn number(choice: &Choice) -> El {
    let view = choice.view;
    let unit = ["\u{a0}", &view.unit(&choice.product.unit)].concat();
    let (value, now, keys) = (choice.clone(), choice.clone(), choice.clone());
    let text = move || {
        let quantity = value.quantity();
        [&view.desk(|desk| desk.number(quantity)).unwrap_or_default(), unit.as_str()].concat()
    };
    let spoken = text.clone();
    let number = el("div", "quantity")
        .part("quantity")
        .set("role", "spinbutton")
        .set("tabindex", "0")
        .set("aria-label", &choice.label(Word::Quantity))
        .set("aria-valuemin", "0")
        .bind("aria-valuenow", move || Some(now.quantity().to_text()))
        .bind("aria-valuetext", move || Some(spoken()))
        .live(text)
        .on("keydown", move |event| {
            let key = event.unchecked_ref::<KeyboardEvent>().key();
            match key.as_str() {
                "ArrowUp" | "+" => keys.more(),
                "ArrowDown" | "-" => keys.change(one_less),
                _ => return,
            }
            event.prevent_default();
        });
    match choice.product.max_quantity {
        Some(most) => number.set("aria-valuemax", &most.to_text()),
        None => number,
    }
}
