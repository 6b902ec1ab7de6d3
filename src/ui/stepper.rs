//! The quantity on a card: the Add button that becomes the stepper, and becomes Add again at zero.

use leptos::ev;
use leptos::html::{Button, button, div};
use leptos::prelude::*;

use super::icons::{BIN, MINUS, PLUS, icon};
use super::view::{Intent, View};
use crate::core::cart::Shown;
use crate::core::decimal::Decimal;
use crate::core::protocol::Product;

/// The next smaller quantity: a step less, and nothing below the smallest that can be bought.
fn one_less(product: &Product, quantity: Decimal) -> Decimal {
    let less = quantity.checked_sub(product.quantity_step).unwrap_or(Decimal::ZERO);
    let least = product.min_quantity.unwrap_or(product.quantity_step);
    if less < least { Decimal::ZERO } else { less }
}

/// The next larger quantity: a step more, from nothing the smallest that can be bought.
fn one_more(product: &Product, quantity: Decimal) -> Decimal {
    let least = product.min_quantity.unwrap_or(product.quantity_step);
    let more = quantity.checked_add(product.quantity_step).unwrap_or(quantity);
    if more < least { least } else { more }
}

/// The quantity of `product`, wherever the card stands: every card of a product shows the same.
pub(super) fn buy(view: View, product: &Product, shown: Memo<Option<Shown>>) -> AnyView {
    let product = StoredValue::new(product.clone());
    let quantity = move || shown.with(|shown| shown.as_ref().map_or(Decimal::ZERO, |shown| shown.quantity));
    let chosen = Memo::new(move |_| quantity().is_positive());
    // Whether the press that swapped the control came from inside it: then the focus goes along.
    let had_focus = StoredValue::new(false);
    let change = move |next: fn(&Product, Decimal) -> Decimal| {
        had_focus.set_value(true);
        product.with_value(|product| {
            let wanted = next(product, untrack(quantity));
            view.ask(Intent::SetQuantity(product.clone(), wanted));
        });
    };
    let add_node = NodeRef::<Button>::new();
    let more_node = NodeRef::<Button>::new();
    Effect::new(move |before: Option<bool>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now) && had_focus.get_value() {
            had_focus.set_value(false);
            let node = if now { more_node.get_untracked() } else { add_node.get_untracked() };
            if let Some(node) = node {
                let _ = node.focus();
            }
        }
        now
    });
    let control = move || {
        if chosen.get() {
            stepper(view, product, shown, more_node, change)
        } else {
            add(view, product, add_node, change)
        }
    };
    div().class("buy").child(control).into_any()
}

fn add(
    view: View,
    product: StoredValue<Product>,
    node: NodeRef<Button>,
    change: impl Fn(fn(&Product, Decimal) -> Decimal) + Copy + 'static,
) -> AnyView {
    let (name, available) =
        product.with_value(|product| (product.name.clone(), product.in_stock != Some(false)));
    let words = if available { view.words.add } else { view.words.out_of_stock };
    button()
        .node_ref(node)
        .class("add")
        .attr("part", "add")
        .attr("type", "button")
        .attr("aria-label", [words, " ", &name].concat())
        .attr("aria-disabled", (!available).then_some("true"))
        .on(ev::click, move |_| {
            if available {
                change(one_more);
            }
        })
        .child((available.then(|| icon(PLUS)), words))
        .into_any()
}

fn stepper(
    view: View,
    product: StoredValue<Product>,
    shown: Memo<Option<Shown>>,
    more_node: NodeRef<Button>,
    change: impl Fn(fn(&Product, Decimal) -> Decimal) + Copy + 'static,
) -> AnyView {
    let (name, unit, most) =
        product.with_value(|product| (product.name.clone(), product.unit.clone(), product.max_quantity));
    let quantity = move || shown.with(|shown| shown.as_ref().map_or(Decimal::ZERO, |shown| shown.quantity));
    let pending = move || shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.pending)).to_string();
    let at_most = move || most.is_some_and(|most| quantity() >= most);
    let to_nothing = move || product.with_value(|product| one_less(product, quantity()).is_zero());
    let unit = view.words.unit(&unit);
    let text = move || {
        let number = view.desk().map(|desk| desk.number(quantity())).unwrap_or_default();
        [&number, "\u{a0}", &unit].concat()
    };
    let text = Memo::new(move |_| text());
    let less = button()
        .attr("part", "decrease")
        .attr("type", "button")
        .attr("aria-label", {
            let name = name.clone();
            move || [if to_nothing() { view.words.remove } else { view.words.decrease }, " ", &name].concat()
        })
        .on(ev::click, move |_| change(one_less))
        .child(move || icon(if to_nothing() { BIN } else { MINUS }));
    let more = button()
        .node_ref(more_node)
        .attr("part", "increase")
        .attr("type", "button")
        .attr("aria-label", [view.words.increase, " ", &name].concat())
        .attr("aria-disabled", move || at_most().then_some("true"))
        .on(ev::click, move |_| {
            if !at_most() {
                change(one_more);
            }
        })
        .child(icon(PLUS));
    let number = div()
        .class("quantity")
        .attr("part", "quantity")
        .attr("role", "spinbutton")
        .attr("tabindex", "0")
        .attr("aria-label", [view.words.quantity, " ", &name].concat())
        .attr("aria-valuenow", move || quantity().to_text())
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", most.map(Decimal::to_text))
        .attr("aria-valuetext", text)
        .on(ev::keydown, move |event| {
            let next: fn(&Product, Decimal) -> Decimal = match event.key().as_str() {
                "ArrowUp" if !at_most() => one_more,
                "ArrowDown" => one_less,
                _ => return,
            };
            event.prevent_default();
            change(next);
        })
        .child(text);
    div()
        .class("stepper")
        .attr("part", "stepper")
        .attr("role", "group")
        .attr("aria-label", name)
        .attr("data-pending", pending)
        .child((less, number, more))
        .into_any()
}
