//! The sum of the cart, in the head of the panel: there it moves nothing when it comes and goes.

use leptos::prelude::*;

use super::dom::{El, el};
use super::icons::{CART, icon};
use super::view::View;
use crate::core::i18n::Word;

/// The number of products and their sum, while there are any. A seam: see `npm/scripts/parts.mjs`.
#[inline(never)]
pub(super) fn cart_line(view: View) -> El {
    let cart = move || {
        view.cart.track();
        view.desk(|desk| desk.cart_line()).unwrap_or_default()
    };
    el("div", "cart-room").swap(
        move || u32::from(cart().0 > 0),
        move |filled| {
            let said = move || view.say_with(Word::InCart, "n", &cart().0.to_string());
            (filled != 0).then(|| {
                el("div", "cart")
                    .part("cart")
                    .bind("title", move || Some(said()))
                    .add(icon(CART))
                    .add(el("span", "sr").live(said))
                    .add(el("strong", "").part("total").live(move || cart().1))
            })
        },
    )
}
