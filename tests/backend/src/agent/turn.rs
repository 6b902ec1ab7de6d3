//! One answer while it is given: everything the agent says goes through here, in the order of the contract.
//!
//! A turn runs to its end even when its socket is gone: what was accepted is done, and the shop's cart must not depend
//! on who still listens. It only stops waiting between words then.

use std::sync::Arc;

use serde_json::value::RawValue;

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
    /// While a language model uses a tool: what the tool has to say goes to the model and not to the shopper.
    notes: Option<String>,
    /// Is a block of text begun and not ended?
    speaking: bool,
}

/// The most characters of one `text_delta` that is not made of one word: far below the largest frame.
const MOST_DELTA: usize = 4_000;

impl Turn {
    pub(crate) fn new(app: Arc<App>, session: Arc<Session>, outlet: Outlet) -> Self {
        let lang = session.memory().lang;
        Self { app, session, outlet, lang, said: 0, last: true, notes: None, speaking: false }
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
        if let Some(notes) = &mut self.notes {
            notes.extend([text, "\n"]);
            return;
        }
        for word in text.split_inclusive(' ') {
            self.delta(word).await;
            self.outlet.pause(self.app.options.times.word).await;
        }
        self.end_text().await;
    }

    /// A piece of a block that comes in pieces, at the pace it comes.
    pub(crate) async fn speak(&mut self, piece: &str) {
        let mut rest = piece;
        while let Some((end, _)) = rest.char_indices().nth(MOST_DELTA) {
            let (first, more) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.delta(first).await;
            rest = more;
        }
        if !rest.is_empty() {
            self.delta(rest).await;
        }
    }

    async fn delta(&mut self, delta: &str) {
        self.said = self.said.saturating_add(delta.chars().count());
        self.speaking = true;
        self.frame(&ServerFrame::TextDelta { delta: delta.to_owned() }).await;
    }

    /// Ends the block of text, if one is begun.
    pub(crate) async fn end_text(&mut self) {
        if std::mem::take(&mut self.speaking) {
            self.frame(&ServerFrame::TextEnd).await;
        }
    }

    /// From here on a tool works for a model; gives what it had to say, and ends that.
    pub(crate) async fn noted(&mut self, tool: impl AsyncFnOnce(&mut Self)) -> String {
        self.notes = Some(String::new());
        tool(self).await;
        self.notes.take().unwrap_or_default()
    }

    /// Cards of these offers; they are what "the first" and "it" mean from now on.
    pub(crate) async fn cards(&mut self, offers: &[Offer], title: Option<String>) {
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
        if let Some(notes) = &mut self.notes {
            let shown = items.iter().map(|card| format!("- {}, {}\n", card.sku, card.name));
            notes.push_str("Shown to the shopper as cards:\n");
            notes.extend(shown);
        }
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
    /// else is said, and come again with a restored session. A model gets them to ask with, if it wants to.
    pub(crate) async fn offer(&mut self, prompt: Option<&str>, options: Vec<(String, String)>) {
        match &mut self.notes {
            Some(notes) => {
                notes.push_str("The shopper may mean:\n");
                notes.extend(options.iter().map(|(label, value)| format!("- {label} ({value})\n")));
            }
            None => self.ask(prompt, options).await,
        }
    }

    /// Lays suggestions before the shopper.
    pub(crate) async fn ask(&mut self, prompt: Option<&str>, options: Vec<(String, String)>) {
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
    /// said, too. Words that lead to it are the shopper's: a model that waits for the answer cannot say them.
    pub(crate) async fn interactive(&mut self, frame: &ServerFrame, tool_call_id: String, passing: bool) {
        if let Some(notes) = self.notes.take() {
            self.say(notes.trim()).await;
            self.notes = Some(notes);
        }
        // A frame is JSON.
        if let Ok(json) = RawValue::from_string(frame.text()) {
            self.session.memory().pending.push(Pending { tool_call_id, passing, frame: json });
        }
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
    pub(crate) async fn fail(&mut self, error: ErrorFrame) {
        self.end_text().await;
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
