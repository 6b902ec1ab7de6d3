//! The shop's back room: a page with which a person changes prices and stock and makes the shop misbehave, to see in the
//! widget what comes of it. Plain HTML: every button sends a form, every form leads back to the page.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::Shop;
use crate::amount::Amount;
use crate::app::App;
use crate::inject::{Hook, HookFault};
use crate::lang::Lang;
use crate::webhook::escaped;

mod view;

/// Nothing from elsewhere, no script at all, forms only to the shop.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";
/// What "back in stock" means.
const RESTOCKED: u32 = 20;
/// A price or a number of pieces beyond this is a slip of the finger.
const MOST: u32 = 1_000_000;
/// The longest label of an offer and reason of a refusal, in characters.
const LONGEST: usize = 80;

/// What the shop does wrong on purpose.
#[derive(Default)]
pub(crate) struct Trouble {
    /// The reason that the next cart request gets.
    refusal: Option<String>,
    hooks: HashMap<Hook, HookFault>,
}

impl Shop {
    /// What goes wrong with this call. A refusal that was set up is used up by it.
    pub(super) fn trouble_of(&self, hook: Hook) -> Option<HookFault> {
        let mut trouble = self.trouble();
        let fault = trouble.hooks.get(&hook).cloned();
        let refusal = || trouble.refusal.take_if(|_| hook == Hook::Cart).map(HookFault::Refuse);
        fault.or_else(refusal)
    }
}

/// Where on the page somebody is; every form brings them back there.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    q: String,
    #[serde(default = "english")]
    lang: Lang,
    #[serde(default)]
    page: usize,
}

fn english() -> Lang {
    Lang::En
}

/// What was just done, told on the page that follows.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
    #[serde(default)]
    sku: String,
}

/// `GET /admin?q=&lang=&page=`
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Query(place): Query<Place>,
    Query(done): Query<Done>,
) -> Response {
    show(StatusCode::OK, &app, &place, &view::done(&app, &done, place.lang), &done.sku)
}

fn show(status: StatusCode, app: &App, place: &Place, notice: &str, about: &str) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    (status, headers, Html(view::page(app, place, notice, about))).into_response()
}

/// `GET /admin.css`
pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("admin.css")).into_response()
}

/// What was sent from the page; each button fills what is its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Command {
    act: String,
    sku: String,
    price: String,
    promo_price: String,
    promo_label: String,
    stock: String,
    reason: String,
    own_reason: String,
    products: String,
    cart: String,
    cart_items: String,
    q: String,
    lang: Option<Lang>,
    page: usize,
}

/// `POST /admin`
pub(super) async fn command(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    form: Result<Form<Command>, FormRejection>,
) -> Response {
    // Another site's page must not press the buttons of a shop that runs on its visitor's machine.
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(Form(command)) = form else { return StatusCode::BAD_REQUEST.into_response() };
    let lang = command.lang.unwrap_or(Lang::En);
    let place = Place { q: command.q.clone(), lang, page: command.page };
    match obey(&app.shop, &command) {
        Ok(done) => {
            if app.shop.store.settled().await.is_err() {
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
            let anchor =
                if command.sku.is_empty() { String::new() } else { format!("#{}", escaped(&command.sku)) };
            let query = format!("{}&done={done}&sku={}", view::query(&place), escaped(&command.sku));
            // Relative: the page may stand below any prefix.
            (StatusCode::SEE_OTHER, [(header::LOCATION, format!("admin?{query}{anchor}"))]).into_response()
        }
        Err(wrong) => show(StatusCode::UNPROCESSABLE_ENTITY, &app, &place, &view::wrong(wrong), &command.sku),
    }
}

/// Does what a button says. Gives the word of what was done, or what is wrong.
fn obey(shop: &Shop, command: &Command) -> Result<&'static str, &'static str> {
    let known = |found: bool, done| if found { Ok(done) } else { Err("The shop has no such product.") };
    match command.act.as_str() {
        "save" => {
            let price = amount(&command.price).ok_or("A price is a number from 0 to 1 000 000.")?;
            let stock = amount(&command.stock).ok_or("The stock is a number from 0 to 1 000 000.")?;
            let promo_price = match command.promo_price.trim() {
                "" => None,
                text => {
                    Some(amount(text).ok_or("A promo price is a number from 0 to 1 000 000, or nothing.")?)
                }
            };
            if promo_price.is_some_and(|promo| promo >= price) {
                return Err("A promo price is below the price.");
            }
            let promo_label = short(&command.promo_label)?;
            if promo_label.is_some() && promo_price.is_none() {
                return Err("A label such as “-19%” needs a promo price.");
            }
            let found = shop.change_price(&command.sku, |entry| {
                entry.price = price;
                entry.stock = stock;
                entry.promo_price = promo_price;
                entry.promo_label = promo_label;
            });
            known(found, "saved")
        }
        "sold_out" => known(shop.set_stock(&command.sku, Amount::ZERO), "sold_out"),
        "restock" => known(shop.set_stock(&command.sku, Amount::from(RESTOCKED)), "restocked"),
        "refuse" => {
            let reason = short(&command.own_reason)?.or(short(&command.reason)?);
            shop.trouble().refusal = Some(reason.ok_or("A refusal needs a reason.")?);
            Ok("armed")
        }
        "let_pass" => {
            shop.trouble().refusal = None;
            Ok("disarmed")
        }
        "hooks" => {
            let chosen = [
                (Hook::Products, &command.products),
                (Hook::Cart, &command.cart),
                (Hook::CartItems, &command.cart_items),
            ];
            let mut trouble = shop.trouble();
            for (hook, word) in chosen {
                let (_, _, fault) = view::FAULTS
                    .iter()
                    .find(|(name, ..)| name == word)
                    .ok_or("A webhook works, fails or is slow.")?;
                trouble.hooks.remove(&hook);
                trouble.hooks.extend(fault.clone().map(|fault| (hook, fault)));
            }
            Ok("switched")
        }
        "reset" => {
            shop.reset_prices();
            *shop.trouble() = Trouble::default();
            Ok("reset")
        }
        _ => Err("No button says that."),
    }
}

/// A price or a number of pieces, with a point or a comma.
fn amount(text: &str) -> Option<Amount> {
    let amount: Amount = text.trim().replace(',', ".").parse().ok()?;
    (!amount.is_negative() && amount <= Amount::from(MOST)).then_some(amount)
}

/// A short text; none when nothing is written.
fn short(text: &str) -> Result<Option<String>, &'static str> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err("That is too long: at most 80 letters.");
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}
