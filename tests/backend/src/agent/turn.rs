//! One answer while it is given: everything the agent says goes through here, in the order of the contract.
//!
//! A turn runs to its end even when its socket is gone: what was accepted is done, and the shop's cart must not depend
//! on who still listens. It only stops waiting between words then.

use std::sync::Arc;

use serde_json::Value;

use super::cart::Change;
use super::phrases::{Phrases, Tools, phrases};
use crate::amount::Amount;
use crate::app::App;
use crate::catalog::Product;
use crate::lang::Lang;
use crate::outlet::Outlet;
use crate::sessions::{Pending, Session};
use crate::webhook::Offer;
use crate::wire::{CartItem, ErrorFrame, ProductCard, QuickOption, ServerFrame, Summary, total};

/// What is being said.
pub(crate) struct Turn {
    pub(crate) app: Arc<App>,
    pub(crate) session: Arc<Session>,
    outlet: Outlet,
    pub(crate) lang: Lang,
    /// Characters said, for the token books.
    pub(crate) said: usize,
    /// Is nothing left to say after this? Suggestions stand at the end of an answer only.
    pub(crate) last: bool,
}

impl Turn {
    pub(crate) fn new(app: Arc<App>, session: Arc<Session>, outlet: Outlet) -> Self {
        let lang = session.memory().lang;
        Self { app, session, outlet, lang, said: 0, last: true }
    }

    pub(crate) fn words(&self) -> &'static Phrases {
        phrases(self.lang)
    }

    /// The texts of recipes, plans, comparisons and sums.
    pub(crate) fn tools(&self) -> &'static Tools {
        &phrases(self.lang).tools
    }

    async fn frame(&self, frame: &ServerFrame) {
        self.outlet.answer(frame).await;
    }

    pub(crate) async fn status(&self, code: &'static str) {
        self.frame(&ServerFrame::Status { code }).await;
    }

    /// One block of text, word by word.
    pub(crate) async fn say(&mut self, text: &str) {
        self.said = self.said.saturating_add(text.chars().count());
        for word in text.split_inclusive(' ') {
            self.frame(&ServerFrame::TextDelta { delta: word.to_owned() }).await;
            self.outlet.pause(self.app.options.times.word).await;
        }
        self.frame(&ServerFrame::TextEnd).await;
    }

    /// Cards of these offers; they are what "the first" and "it" mean from now on.
    pub(crate) async fn cards(&self, offers: &[Offer], title: Option<String>) {
        let cart = self.session.memory().cart.clone();
        let items: Vec<ProductCard> = offers
            .iter()
            .filter_map(|offer| Some(self.card(self.app.catalog.product(&offer.sku)?, offer, &cart)))
            .collect();
        let tool_call_id = {
            let mut memory = self.session.memory();
            memory.shown.extend(offers.iter().map(|offer| offer.sku.clone()));
            memory.focus = memory.shown.first().cloned();
            memory.proposals.latest = None;
            memory.next_tool_call()
        };
        self.frame(&ServerFrame::ProductCards { items, title, tool_call_id }).await;
    }

    /// A card of this offer; `cart` says how much of it is there already.
    pub(crate) fn card(&self, product: &Product, offer: &Offer, cart: &[CartItem]) -> ProductCard {
        let line = cart.iter().find(|item| item.sku == product.sku);
        ProductCard {
            sku: product.sku.clone(),
            name: product.name(self.lang).to_owned(),
            brand: product.brand.clone(),
            price: offer.price,
            promo_price: offer.promo_price,
            promo_label: offer.promo_label.clone(),
            currency: "UAH",
            unit: product.unit.clone(),
            quantity_step: product.quantity_step,
            min_quantity: product.min_quantity,
            max_quantity: product.max_quantity,
            quantity: line.map_or(Amount::ZERO, |item| item.quantity),
            in_stock: offer.in_stock,
            image_url: self.app.picture_url(&product.sku),
            url: Some(format!("{}{}", self.app.options.product_base, product.sku)),
        }
    }

    /// Suggestions to press: label and the words that are taken as typed. They wait until one is pressed or something
    /// else is said, and come again with a restored session.
    pub(crate) async fn offer(&self, prompt: Option<&str>, options: Vec<(String, String)>) {
        let options = options.into_iter().map(|(label, value)| QuickOption { label, value }).collect();
        let tool_call_id = self.session.memory().next_tool_call();
        let frame = ServerFrame::QuickReplies {
            options,
            prompt: prompt.map(str::to_owned),
            tool_call_id: tool_call_id.clone(),
        };
        self.interactive(&frame, tool_call_id, true).await;
    }

    /// A frame that waits for the shopper; it comes again with a restored session. `passing`: until something else is
    /// said, too.
    pub(crate) async fn interactive(&self, frame: &ServerFrame, tool_call_id: String, passing: bool) {
        let json: Value = serde_json::from_str(&frame.text()).unwrap_or_default();
        self.session.memory().pending.push(Pending { tool_call_id, passing, frame: json });
        self.frame(frame).await;
    }

    pub(crate) async fn cart_changed(&self, change: &Change) {
        self.frame(&changed(change)).await;
    }

    pub(crate) async fn cart_cleared(&self, items: Vec<CartItem>, refused: bool) {
        self.frame(&cleared(items, refused)).await;
    }

    pub(crate) async fn complete(&self) {
        let summary = Summary::of(self.session.memory().cart.clone());
        self.frame(&ServerFrame::ResponseComplete { summary }).await;
    }

    /// Ends the turn instead of [`Turn::complete`].
    pub(crate) async fn fail(&self, error: ErrorFrame) {
        self.frame(&ServerFrame::Error(error)).await;
    }
}

/// What clients learn of a change.
pub(crate) fn changed(change: &Change) -> ServerFrame {
    ServerFrame::CartChanged {
        action: change.action,
        total: total(&change.items),
        items: change.items.clone(),
        sku: Some(change.sku.clone()),
        name: Some(change.name.clone()),
        quantity: Some(change.quantity),
        price: change.price,
    }
}

/// What clients learn of an emptied cart; when the shop refused, of the cart as it still is.
pub(crate) fn cleared(items: Vec<CartItem>, refused: bool) -> ServerFrame {
    ServerFrame::CartChanged {
        action: if refused { "quantity_updated" } else { "cart_cleared" },
        total: total(&items),
        items,
        sku: None,
        name: None,
        quantity: None,
        price: None,
    }
}
