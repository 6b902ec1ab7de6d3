//! Products as cards: the picture, the name and the price lead.

use leptos::ev;
use leptos::html::{div, h3, img, li, p, s, section, span, ul};
use leptos::prelude::*;

use super::icons::{BASKET, icon};
use super::stepper::buy;
use super::view::View;
use crate::core::cart::CartNote;
use crate::core::config::is_safe_image;
use crate::core::protocol::{Product, ProductCards};

/// A list of products.
pub(super) fn products(view: View, cards: &ProductCards) -> AnyView {
    let label = cards.title.clone().unwrap_or_else(|| view.words.products.to_owned());
    section()
        .class("products")
        .attr("part", "products")
        .attr("aria-label", label)
        .child((
            cards.title.clone().map(|title| h3().child(title)),
            ul().class("shelf")
                .attr("role", "list")
                .child(cards.items.iter().map(|product| card(view, product)).collect_view()),
        ))
        .into_any()
}

fn card(view: View, product: &Product) -> AnyView {
    let sku = product.sku.clone();
    let shown = Memo::new(move |_| {
        view.cart_revision.track();
        view.desk().and_then(|desk| desk.shown(&sku))
    });
    let note = move || {
        let note = shown.with(|shown| shown.as_ref().and_then(|shown| shown.note.clone()))?;
        Some(p().class("card-note").attr("part", "card-note").child(note_words(view, &note)))
    };
    li().class("card")
        .attr("part", "card")
        .attr("data-sku", product.sku.clone())
        .child((
            picture(product),
            div().class("product-name").attr("part", "product-name").child(product.name.clone()),
            div().class("brand").child(product.brand.clone()),
            prices(view, product),
            buy(view, product, shown),
            note,
        ))
        .into_any()
}

fn note_words(view: View, note: &CartNote) -> String {
    let number = |quantity| view.desk().map(|desk| desk.number(quantity)).unwrap_or_default();
    match note {
        CartNote::Kept(quantity) => view.words.kept.replace("{n}", &number(*quantity)),
        CartNote::AtMost(quantity) => view.words.at_most.replace("{n}", &number(*quantity)),
        CartNote::NotChanged => view.words.not_changed.to_owned(),
    }
}

/// The picture, in room that is reserved before it loads; a drawing when there is none.
fn picture(product: &Product) -> AnyView {
    let source = product.image_url.clone().filter(|url| is_safe_image(url));
    let broken = RwSignal::new(source.is_none());
    let face = move || match source.clone().filter(|_| !broken.get()) {
        // The name stands beside the picture: it would only be read twice.
        Some(source) => img()
            .attr("alt", "")
            .attr("width", "160")
            .attr("height", "120")
            .attr("loading", "lazy")
            .attr("decoding", "async")
            .attr("referrerpolicy", "no-referrer")
            .attr("src", source)
            .on(ev::error, move |_| broken.set(true))
            .into_any(),
        None => icon(BASKET),
    };
    let promo = product.promo_label.clone().filter(|_| product.promo_price.is_some());
    div()
        .class("picture")
        .child((face, promo.map(|label| span().class("promo").attr("part", "promo").child(label))))
        .into_any()
}

fn prices(view: View, product: &Product) -> AnyView {
    let currency = product.currency.as_deref();
    let money = |amount| view.desk().map(|desk| desk.money(amount, currency)).unwrap_or_default();
    let reduced = product.promo_price.is_some();
    let old = reduced.then(|| {
        s().class("old-price")
            .attr("part", "old-price")
            .child((span().class("sr").child([view.words.old_price, " "].concat()), money(product.price)))
    });
    let unit = ["/\u{a0}", &view.words.unit(&product.unit)].concat();
    div()
        .class("prices")
        .child((
            span()
                .class(if reduced { "price reduced" } else { "price" })
                .attr("part", "price")
                .child(money(product.current_price())),
            span().class("unit").child(unit),
            old,
        ))
        .into_any()
}
