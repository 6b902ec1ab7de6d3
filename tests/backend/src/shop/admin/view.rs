//! The page of the back room as HTML. Whatever comes from outside goes through [`escape`].

use std::fmt::Write as _;
use std::time::Duration;

use super::{Done, Place};
use crate::amount::Amount;
use crate::app::App;
use crate::catalog::{Price, Product};
use crate::inject::{Hook, HookFault};
use crate::lang::Lang;
use crate::webhook::escaped;

/// Products of one page.
const SHOWN: usize = 20;

/// What a webhook can be made to do: word, text, fault.
pub(super) const FAULTS: [(&str, &str, Option<HookFault>); 3] = [
    ("works", "works", None),
    ("fails", "answers 500", Some(HookFault::Status(500))),
    ("slow", "answers after 8 s", Some(HookFault::Slow(Duration::from_secs(8)))),
];

/// The documented usual reasons, and one of a shop's own.
const REASONS: [&str; 5] =
    ["out_of_stock", "quantity_exceeded", "product_not_found", "not_in_cart", "max_3_per_customer"];

const HOOKS: [(&str, &str, Hook); 3] = [
    ("products", "Products (prices, stock)", Hook::Products),
    ("cart", "Cart (changes)", Hook::Cart),
    ("cart_items", "Cart GET (what is in it)", Hook::CartItems),
];

/// The whole page; `notice` is HTML, for the row of the product `about` if that is shown.
pub(super) fn page(app: &App, place: &Place, notice: &str, about: &str) -> String {
    let found = found(app, place);
    let pages = found.len().div_ceil(SHOWN).max(1);
    let page = place.page.min(pages.saturating_sub(1));
    let shown = || found.iter().skip(page.saturating_mul(SHOWN)).take(SHOWN);
    let noticed = shown().any(|(product, _)| product.sku == about);
    let row = |(product, price): &(&Product, Price)| {
        let notice = if product.sku == about { notice } else { "" };
        row(product, price, place, notice)
    };
    let goods: String = shown().map(row).collect();
    let trouble = app.shop.trouble();
    let armed = trouble.refusal.as_ref();
    let memory = if app.shop.store.is_durable() {
        "It is kept when the program ends, but for the trouble you make."
    } else {
        "It is forgotten when the program ends."
    };
    let hooks: String = HOOKS
        .iter()
        .map(|(name, text, hook)| {
            let now = trouble.hooks.get(hook);
            let options = FAULTS.iter().map(|(word, text, fault)| (*word, *text, fault.as_ref() == now));
            format!("<label>{text} <select name=\"{name}\">{}</select></label>\n", choices(options))
        })
        .collect();
    let langs = [(Lang::Uk, "uk", "Ukrainian"), (Lang::En, "en", "English"), (Lang::Ru, "ru", "Russian")];
    let spoken = langs.into_iter().filter(|(lang, ..)| app.tenant.languages.contains(lang));
    let count = match found.len() {
        0 => "None found.".to_owned(),
        1 => "1 product.".to_owned(),
        many if pages == 1 => format!("{many} products."),
        many => format!("{many} products, page {} of {pages}.", page.saturating_add(1)),
    };
    let values = [
        ("tenant", escape(&app.tenant.id)),
        ("memory", memory.to_owned()),
        ("notice", if noticed { String::new() } else { notice.to_owned() }),
        ("place", hidden(place)),
        (
            "armed",
            armed.map_or("Nothing is refused but for good reason.".to_owned(), |reason| {
                format!("<strong>The next one is refused: {}</strong>", escape(reason))
            }),
        ),
        ("reasons", choices(REASONS.map(|reason| (reason, reason, false)))),
        (
            "disarm",
            armed
                .map_or("", |_| "<button name=\"act\" value=\"let_pass\">Let it pass after all</button>")
                .to_owned(),
        ),
        ("hooks", hooks),
        ("q", escape(&place.q)),
        ("langs", choices(spoken.map(|(lang, word, name)| (word, name, lang == place.lang)))),
        ("count", count),
        ("goods", goods),
        ("pages", turning(place, page, pages)),
    ];
    fill(include_str!("page.html"), &values)
}

/// Puts values for `{{name}}`. A value is never looked at again, so braces in it stay what they are.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut page = String::with_capacity(32_000);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        page.push_str(before);
        page.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    page.push_str(rest);
    page
}

/// The products whose names, SKU, brand or shelf have what is looked for, with what they cost.
fn found<'a>(app: &'a App, place: &Place) -> Vec<(&'a Product, Price)> {
    let wanted = place.q.trim().to_lowercase();
    let has = |product: &&Product| {
        let names = [Lang::Uk, Lang::En, Lang::Ru].map(|lang| product.name(lang));
        let texts = [product.sku.as_str(), product.brand.as_deref().unwrap_or_default(), &product.category];
        names.iter().chain(&texts).any(|text| text.to_lowercase().contains(&wanted))
    };
    let priced = |product: &'a Product| Some((product, app.shop.price(&product.sku)?));
    app.catalog.products.iter().filter(has).filter_map(priced).collect()
}

fn row(product: &Product, price: &Price, place: &Place, notice: &str) -> String {
    let sku = escape(&product.sku);
    let name = escape(product.name(place.lang));
    let gone = price.stock <= Amount::ZERO;
    let (stock_act, stock_word) = if gone { ("restock", "Back in stock") } else { ("sold_out", "Sold out") };
    let state = if gone { " · <span class=\"gone\">sold out</span>" } else { "" };
    let optional = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let number = |label: &str, name: &str, value: &str, step: &str, more: &str| {
        format!(
            "<label>{label} <input type=\"number\" name=\"{name}\" value=\"{value}\" min=\"0\" max=\"1000000\" step=\"{step}\" {more}></label>"
        )
    };
    format!(
        "<li id=\"{sku}\"><form method=\"post\" action=\"admin\" aria-labelledby=\"name-{sku}\">{hidden}\
         <input type=\"hidden\" name=\"sku\" value=\"{sku}\">\
         <img src=\"pictures/{sku}.svg\" alt=\"\" width=\"56\" height=\"56\" loading=\"lazy\">\
         <h3 id=\"name-{sku}\">{name} <small>{sku} · {category}{state}</small></h3>\
         <p class=\"fields\">{price}{promo}<label>Label <input name=\"promo_label\" value=\"{label}\" maxlength=\"80\" \
         placeholder=\"-19%\" autocomplete=\"off\"></label>{stock}\
         <button name=\"act\" value=\"save\">Save</button> \
         <button name=\"act\" value=\"{stock_act}\">{stock_word}</button></p>{notice}</form></li>\n",
        hidden = hidden(place),
        category = escape(&product.category),
        price = number("Price", "price", &price.price.to_string(), "0.01", "required"),
        promo = number("Promo price", "promo_price", &optional(price.promo_price), "0.01", ""),
        label = escape(price.promo_label.as_deref().unwrap_or_default()),
        stock = number(
            &format!("Stock, {}", escape(&product.unit)),
            "stock",
            &price.stock.to_string(),
            "any",
            "required"
        ),
    )
}

fn choices<'a>(options: impl IntoIterator<Item = (&'a str, &'a str, bool)>) -> String {
    let option = |(word, text, chosen)| {
        format!("<option value=\"{word}\"{}>{text}</option>", if chosen { " selected" } else { "" })
    };
    options.into_iter().map(option).collect()
}

fn hidden(place: &Place) -> String {
    let field = |name: &str, value: &str| {
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
    };
    field("q", &place.q) + &field("lang", word(place.lang)) + &field("page", &place.page.to_string())
}

/// The place as the query of an address.
pub(super) fn query(place: &Place) -> String {
    format!("q={}&lang={}&page={}", escaped(&place.q), word(place.lang), place.page)
}

fn word(lang: Lang) -> &'static str {
    match lang {
        Lang::Uk => "uk",
        Lang::En => "en",
        Lang::Ru => "ru",
    }
}

/// Links to the pages before and after.
fn turning(place: &Place, page: usize, pages: usize) -> String {
    let link = |page: usize, text: &str| {
        let query = query(&Place { page, ..place.clone() });
        format!("<a href=\"admin?{}#goods\">{text}</a>", escape(&query))
    };
    let before = page.checked_sub(1).map(|page| link(page, "← Before"));
    let after = Some(page.saturating_add(1)).filter(|page| *page < pages).map(|page| link(page, "More →"));
    match (before, after) {
        (None, None) => String::new(),
        (before, after) => {
            let links = before.unwrap_or_default() + &after.unwrap_or_default();
            format!("<nav class=\"pages\" aria-label=\"Pages\">{links}</nav>")
        }
    }
}

/// What was just done, as HTML.
pub(super) fn done(app: &App, done: &Done, lang: Lang) -> String {
    let name = app.catalog.product(&done.sku).map_or("The product", |product| product.name(lang));
    let price = app.shop.price(&done.sku);
    let mut text = match done.done.as_str() {
        "saved" => format!("{name}: saved."),
        "sold_out" => format!("{name} is sold out."),
        "restocked" => format!("{name} is back in stock."),
        "armed" => "The next cart request is refused.".to_owned(),
        "disarmed" => "Nothing is refused.".to_owned(),
        "switched" => "The webhooks are switched.".to_owned(),
        "reset" => "All is as it was at first.".to_owned(),
        _ => return String::new(),
    };
    if let Some(price) = price.filter(|_| done.done == "saved") {
        let offer = price.promo_price.map(|promo| format!(", now {}", promo.money())).unwrap_or_default();
        write!(text, " It costs {} UAH{offer}; {} in stock.", price.price.money(), price.stock).ok();
    }
    format!("<p class=\"notice\" role=\"status\">{}</p>", escape(&text))
}

/// What is wrong with what was sent, as HTML.
pub(super) fn wrong(text: &str) -> String {
    format!("<p class=\"notice wrong\" role=\"alert\">{} Nothing was changed.</p>", escape(text))
}

/// Text as it can stand in HTML and in an attribute in double quotes.
fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}
