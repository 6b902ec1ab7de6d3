//! Products as cards: the picture, the name and the price lead.

use super::dom::{El, el};
use super::picture::picture;
use super::stepper::{buy, shown};
use super::view::View;
use crate::core::cart::CartNote;
use crate::core::config::is_safe_image;
use crate::core::i18n::Word;
use crate::core::protocol::{Product, ProductCards};

/// A list of products.
pub(super) fn products(view: View, cards: &ProductCards) -> El {
    let mut shelf = el("ul", "shelf").set("role", "list");
    for product in &cards.items {
        shelf = shelf.add(card(view, product));
    }
    let title = cards.title.as_deref();
    let name = title.map_or_else(|| view.say(Word::Products), str::to_owned);
    // A group, not a landmark: a conversation has many of them.
    el("div", "products")
        .part("products")
        .set("role", "group")
        .set("aria-label", &name)
        .add_some(title.map(|title| el("h3", "").text(title)))
        .add(shelf)
}

fn card(view: View, product: &Product) -> El {
    let (of_key, of_words) = (product.sku.clone(), product.sku.clone());
    let note = move |sku: &str| shown(view, sku).and_then(|shown| shown.note);
    let words = move || note(&of_words).map_or_else(String::new, |note| note_words(view, note));
    let source = product.image_url.clone().filter(|url| is_safe_image(url));
    let promo = product.promo_label.as_deref().filter(|_| product.promo_price.is_some());
    el("li", "card")
        .part("card")
        .set("data-sku", &product.sku)
        .add(picture("picture", &product.name, source))
        .add_some(promo.map(|label| el("span", "promo").part("promo").set("dir", "auto").text(label)))
        .add(el("div", "product-name").part("product-name").set("dir", "auto").text(&product.name))
        .add(el("div", "brand").text(product.brand.as_deref().unwrap_or_default()))
        .add(prices(view, product))
        .add(buy(view, product))
        .swap(
            move || u32::from(note(&of_key).is_some()),
            move |noted| (noted != 0).then(|| el("p", "card-note").part("card-note").live(words.clone())),
        )
}

fn note_words(view: View, note: CartNote) -> String {
    let (sentence, quantity) = match note {
        CartNote::Kept(quantity) => (Word::Kept, quantity),
        CartNote::AtMost(quantity) => (Word::AtMost, quantity),
        CartNote::NotChanged => return view.say(Word::NotChanged),
    };
    view.say_with(sentence, "n", &view.desk(|desk| desk.number(quantity)).unwrap_or_default())
}

fn prices(view: View, product: &Product) -> El {
    let currency = product.currency.as_deref();
    let money = |amount| view.desk(|desk| desk.money(amount, currency)).unwrap_or_default();
    let reduced = product.promo_price.is_some();
    // Neither the colour nor the line through a price is heard.
    let said = |word| el("span", "sr").text(&[&view.say(word), " "].concat());
    let old = reduced.then(|| {
        el("s", "old-price")
            .part("old-price")
            .add(said(Word::OldPrice))
            .add(el("span", "").text(&money(product.price)))
    });
    let unit = ["/\u{a0}", &view.unit(&product.unit)].concat();
    el("div", "prices")
        .add_some(reduced.then(|| said(Word::NewPrice)))
        .add(
            el("span", if reduced { "price reduced" } else { "price" })
                .part("price")
                .text(&money(product.current_price())),
        )
        .add(el("span", "unit").text(&unit))
        .add_some(old)
}
