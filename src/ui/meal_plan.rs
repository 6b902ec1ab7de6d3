//! A plan of meals: day by day, each meal and each day with a change in words; all that it takes as one
//! list; one button that approves.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::composer::is_composing;
use super::dom::{El, effect, el};
use super::icons::{PENCIL, icon};
use super::tool::Tool;
use super::view::{Intent, Row, Topic, View};
use crate::core::i18n::Word;
use crate::core::tools::{Plan, PlanChange};

/// As long as a wish may be, in characters.
const LONGEST_WISH: &str = "300";

/// Which meal or day is being changed: its number among all, from 1; 0 while none is.
#[derive(Clone)]
struct Changing {
    tool: Tool,
    which: Topic,
    /// Set by a press: the field that comes takes the focus.
    pressed: Rc<Cell<bool>>,
    list: Element,
}

/// The plan of one entry.
pub(super) fn meal_plan(view: View, row: &Row, plan: &Plan) -> El {
    let tool = Tool::new(view, row);
    let frame = plan.frame();
    let mut days = el("ol", "days").set("role", "list");
    let changing =
        Changing { tool: tool.clone(), which: RwSignal::new(0), pressed: Rc::default(), list: days.node() };
    let mut number: u32 = 0;
    let mut next = || {
        number = number.saturating_add(1);
        number
    };
    for (place, day) in frame.days.iter().enumerate() {
        let change = |meal| PlanChange { day: Some(place), meal, request: String::new() };
        let mut meals = el("ul", "").set("role", "list");
        for (meal_place, meal) in day.meals.iter().enumerate() {
            let words = el("span", "meal")
                .add(el("span", "slot").set("dir", "auto").text(&meal.slot))
                .add(el("span", "dish").part("dish").set("dir", "auto").text(&meal.name));
            let name = [&day.name, ", ", &meal.slot, ", ", &meal.name].concat();
            meals = meals.add(changing.line("meal", words, &name, next(), change(Some(meal_place))));
        }
        let head = el("h4", "").set("dir", "auto").text(&day.name);
        days = days.add(changing.line("day", head, &day.name, next(), change(None)).add(meals));
    }
    let field = changing.clone();
    effect(move || {
        if field.which.get() != 0 && field.pressed.take() {
            focus(&field.list, "textarea");
        }
    });
    let asked = tool.clone();
    let said = move |is_done| {
        view.say(match (asked.is_change(), is_done) {
            (true, false) => Word::Planning,
            (true, true) => Word::ChangeAsked,
            (false, false) => Word::UpdatingCart,
            (false, true) => Word::Approved,
        })
    };
    let title = frame.title.clone().unwrap_or_else(|| view.say(Word::PlanOfMeals));
    let approve = Rc::new(move || view.say(Word::Approve));
    let foot = tool.foot("approve", approve, Intent::ApprovePlan, Box::new(said));
    tool.card("meal-plan", &title).add(days).add_some(shopping(&tool, plan)).add(foot)
}

impl Changing {
    /// A meal or a day with its button, and the field below while it is being changed.
    fn line(&self, part: &str, words: El, name: &str, number: u32, change: PlanChange) -> El {
        let (open, which, press, form) = (self.tool.clone(), self.which, self.clone(), self.clone());
        let label = [&self.tool.view.say(Word::Change), ": ", name].concat();
        let button = move |is_open: u32| {
            let (press, label) = (press.clone(), label.clone());
            (is_open != 0).then(|| {
                el("button", "change")
                    .part("change")
                    .set("type", "button")
                    .set("aria-label", &label)
                    .set("data-number", &number.to_string())
                    .bind("aria-expanded", move || Some((which.get() == number).to_string()))
                    .add(icon(PENCIL))
                    .on("click", move |_| press.toggle(number))
            })
        };
        let row = el("div", "row").add(words).swap(move || u32::from(open.is_open()), button);
        let open = self.tool.clone();
        el("li", "").part(part).add(row).swap(
            move || u32::from(which.get() == number && open.is_open()),
            move |shown| (shown != 0).then(|| form.field(number, change.clone())),
        )
    }

    fn toggle(&self, number: u32) {
        let shown = self.which.get_untracked() == number;
        self.pressed.set(!shown);
        self.which.set(if shown { 0 } else { number });
    }

    /// Where the wish is written.
    fn field(&self, number: u32, change: PlanChange) -> El {
        let view = self.tool.view;
        let label = view.say(Word::ChangeWish);
        let field = el("textarea", "input")
            .part("wish")
            .set("rows", "1")
            .set("maxlength", LONGEST_WISH)
            .set("enterkeyhint", "send");
        let text: HtmlTextAreaElement = field.node().unchecked_into();
        let (me, key) = (self.clone(), self.tool.key);
        let send = move || {
            me.which.set(0);
            let change = PlanChange { request: text.value(), ..change.clone() };
            me.tool.answer(Intent::ChangePlan(key, change));
        };
        let (pressed, me) = (send.clone(), self.clone());
        let field = field.on("keydown", move |event| {
            let press = event.unchecked_ref::<KeyboardEvent>();
            match press.key().as_str() {
                "Enter" if !press.shift_key() && !is_composing(press) => {
                    event.prevent_default();
                    // The press that opened the field may still be held.
                    if !press.repeat() {
                        pressed();
                    }
                }
                "Escape" => {
                    // Closes the field, not what it stands in.
                    event.stop_propagation();
                    me.which.set(0);
                    focus(&me.list, &["[data-number='", &number.to_string(), "']"].concat());
                }
                _ => {}
            }
        });
        el("div", "wish").add(el("label", "").add(el("span", "").text(&label)).add(field)).add(
            el("button", "pill")
                .part("wish-send")
                .set("type", "button")
                .text(&view.say(Word::Send))
                .on("click", move |_| send()),
        )
    }
}

fn focus(within: &Element, css: &str) {
    if let Ok(Some(element)) = within.query_selector(css) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// All that the plan takes, as one list that opens.
fn shopping(tool: &Tool, plan: &Plan) -> Option<El> {
    let all = plan.shopping();
    if all.is_empty() {
        return None;
    }
    let mut list = el("ul", "").set("role", "list");
    for item in &all {
        let amount = item.amount.map(|amount| tool.amount(amount, item.unit.as_deref()));
        list = list.add(
            el("li", "")
                .part("shopping-item")
                .add(el("span", "").set("dir", "auto").text(&item.name))
                .add(el("span", "amount").text(&amount.unwrap_or_default())),
        );
    }
    let heading = tool.view.say_with(Word::ShoppingList, "n", &all.len().to_string());
    Some(el("details", "shopping").part("shopping-list").add(el("summary", "").text(&heading)).add(list))
}
