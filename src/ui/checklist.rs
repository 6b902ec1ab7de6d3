//! A recipe's ingredients: a tick for what is at home, amounts for as many as eat, one button for the rest,
//! and what came of each line.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::dom::{El, el};
use super::icons::{MINUS, PLUS, icon};
use super::tool::Tool;
use super::view::{Intent, Row, View};
use crate::core::decimal::Decimal;
use crate::core::i18n::{Word, filled};
use crate::core::protocol::{Ingredient, Product};
use crate::core::tools::{Checklist, LineResult};

/// The checklist of one entry.
pub(super) fn checklist(view: View, row: &Row, list: &Checklist) -> El {
    let tool = Tool::new(view, row);
    let frame = list.frame();
    let names_products = frame.items.iter().any(|item| item.product.is_some());
    let mut lines = el("ul", "").set("role", "list");
    for (place, item) in frame.items.iter().enumerate() {
        lines = lines.add(line(&tool, place, item, names_products, list.has(place)));
    }
    let legend = view.say(Word::AtHome);
    let title = if frame.title.is_empty() { &legend } else { &frame.title };
    let (label, done) = (tool.clone(), tool.clone());
    tool.card("checklist", title)
        .add_some(list.servings().map(|_| servings(&tool)))
        .add(el("fieldset", "lines").add(el("legend", "").text(&legend)).add(lines))
        .add(tool.foot(
            "submit",
            Rc::new(move || match label.checklist(Checklist::missing) {
                0 => view.say(Word::AllAtHome),
                missing => view.say_with(Word::AddMissing, "n", &missing.to_string()),
            }),
            Intent::SubmitChecklist,
            Box::new(move |is_done| if is_done { summary(&done) } else { view.say(Word::UpdatingCart) }),
        ))
}

fn line(tool: &Tool, place: usize, item: &Ingredient, names_products: bool, have: bool) -> El {
    let (view, key) = (tool.view, tool.key);
    let (amounts, quiet, of_key) = (tool.clone(), tool.clone(), tool.clone());
    let unit = item.unit.clone();
    let amount = move || {
        let amount = amounts.checklist(|list| list.amount(place));
        amount.map_or_else(String::new, |amount| amounts.amount(amount, unit.as_deref()))
    };
    let tick = el("input", "tick").part("have").set("type", "checkbox");
    let tick = if have { tick.set("checked", "") } else { tick };
    let node = tick.node();
    let tick = tick.flag("disabled", "", move || !quiet.is_open()).on("change", move |_| {
        view.ask(Intent::SetHave(key, place, node.matches(":checked").unwrap_or_default()));
    });
    let offer = match &item.product {
        Some(product) => Some(offer(tool, product)),
        None => names_products.then(|| el("span", "offer").text(&view.say(Word::NoProduct))),
    };
    let label = el("label", "")
        .add(tick)
        .add(el("span", "line-name").set("dir", "auto").text(&item.name))
        .add(el("span", "amount").part("amount").live(amount))
        .add_some(offer);
    let sold_by = item.product.as_ref().map(|product| product.unit.clone());
    let of_words = tool.clone();
    let words = move |kind: u32| {
        let result = of_words.checklist(|list| list.result(place));
        let (word, quantity) = match result? {
            LineResult::Added(quantity) => (Word::InCart, quantity),
            LineResult::Unchanged(quantity) => (Word::NothingAdded, quantity),
            LineResult::Missing => (Word::NotAdded, Decimal::ZERO),
        };
        let quantity = of_words.amount(quantity, sold_by.as_deref());
        let kind = if kind == ADDED { "added" } else { "kept" };
        let said = view.say_with(word, "n", &quantity);
        Some(el("span", "result").part("result").set("data-result", kind).text(&said))
    };
    el("li", "")
        .part("ingredient")
        .set("data-id", &item.id)
        .add(label)
        .swap(move || of_key.checklist(|list| kind(list.result(place))), words)
}

/// How the result of a line looks.
const ADDED: u32 = 1;

fn kind(result: Option<LineResult>) -> u32 {
    match result {
        None => 0,
        Some(LineResult::Added(_)) => ADDED,
        Some(LineResult::Unchanged(_)) => 2,
        Some(LineResult::Missing) => 3,
    }
}

/// The product that would be bought, and what it costs.
fn offer(tool: &Tool, product: &Product) -> El {
    let view = tool.view;
    let price = view.desk(|desk| desk.money(product.current_price(), product.currency.as_deref()));
    let said = if product.in_stock == Some(false) {
        view.say(Word::OutOfStock)
    } else {
        [&price.unwrap_or_default(), "\u{a0}/\u{a0}", &view.unit(&product.unit)].concat()
    };
    el("span", "offer").part("offer").set("dir", "auto").text(&[&product.name, " · ", &said].concat())
}

/// How much of what was to be bought is in the cart, and what is not.
fn summary(tool: &Tool) -> String {
    let view = tool.view;
    let told = tool.checklist(|list| {
        let mut missing = String::new();
        let mut judged = false;
        for (place, item) in list.frame().items.iter().enumerate() {
            let result = list.result(place);
            judged |= result.is_some();
            if result == Some(LineResult::Missing) {
                missing.push_str(if missing.is_empty() { ": " } else { ", " });
                missing.push_str(&item.name);
            }
        }
        judged.then(|| (list.found(), list.wanted(), missing))
    });
    let Some((found, wanted, missing)) = told else { return view.say(Word::Done) };
    let mut said = filled(&view.say_with(Word::CartHas, "n", &found.to_string()), "max", &wanted.to_string());
    if !missing.is_empty() {
        said.push_str(". ");
        said.push_str(&view.say(Word::NotAdded));
        said.push_str(&missing);
    }
    said
}

/// For how many: a stepper while it may be changed, then the number alone.
fn servings(tool: &Tool) -> El {
    let (tool, open) = (tool.clone(), tool.clone());
    let name = tool.view.say(Word::Servings);
    el("div", "servings").add(el("span", "").text(&name)).swap(
        move || u32::from(open.is_open()),
        move |open| {
            let count = tool.clone();
            let said = move || count.checklist(Checklist::servings).unwrap_or(1).to_string();
            Some(if open == 0 { el("strong", "").live(said) } else { stepper(&tool, &name, said) })
        },
    )
}

fn stepper(tool: &Tool, name: &str, said: impl Fn() -> String + Clone + 'static) -> El {
    let of = tool.clone();
    let change = move |up: bool| {
        let count = untrack(|| of.checklist(Checklist::servings)).unwrap_or(1);
        let to = if up { count.saturating_add(1) } else { count.saturating_sub(1) };
        of.view.ask(Intent::SetServings(of.key, to));
    };
    let button = |part: &str, word: Word, drawing: &str, up: bool| {
        let change = change.clone();
        el("button", "")
            .part(part)
            .set("type", "button")
            .set("aria-label", &[&tool.view.say(word), ": ", name].concat())
            .add(icon(drawing))
            .on("click", move |_| change(up))
    };
    let (less, more) =
        (button("fewer", Word::Decrease, MINUS, false), button("more", Word::Increase, PLUS, true));
    let now = said.clone();
    let number = el("div", "quantity")
        .part("servings")
        .set("role", "spinbutton")
        .set("tabindex", "0")
        .set("aria-label", name)
        .set("aria-valuemin", "1")
        .bind("aria-valuenow", move || Some(now()))
        .live(said)
        .on("keydown", move |event| {
            match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
                "ArrowUp" => change(true),
                "ArrowDown" => change(false),
                _ => return,
            }
            event.prevent_default();
        });
    el("div", "stepper").set("role", "group").set("aria-label", name).add(less).add(number).add(more)
}
