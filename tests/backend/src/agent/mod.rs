//! The deterministic assistant: it understands key words in three languages, searches the catalogue, plans meals, asks
//! the shop, and says honestly what it cannot do.
//!
//! The rooms: `part`, `figures`, `numbers`, `keywords` read words; `understand` and `asks` make wishes of them; `reply`
//! hands each wish to the room that fulfils it; `answers` takes what was pressed; `turn` says it all.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::app::App;
use crate::lang;
use crate::outlet::Outlet;
use crate::sessions::Session;
use crate::wire::tools::Tool;
use crate::wire::{ErrorFrame, SetQuantity};

use cart::Wanted;
use turn::Turn;
use understand::{Wish, understand};

mod answers;
mod asks;
mod basket;
mod budget;
pub(crate) mod cart;
mod compare;
mod details;
mod figures;
mod keywords;
mod menu;
mod numbers;
mod offers;
mod part;
mod phrases;
mod plan;
mod recipe;
mod reply;
mod shelf;
mod turn;
mod understand;

/// A cart action of a shopper.
pub(crate) enum Click {
    SetQuantity(Arc<Session>, SetQuantity),
    ClearCart(Arc<Session>),
}

/// Answers a message. The caller holds the conversation's turn.
pub(crate) async fn answer(app: Arc<App>, session: Arc<Session>, outlet: Outlet, text: String) {
    {
        let mut memory = session.memory();
        memory.lang = lang::detect(&text, memory.lang);
        // What waited for an answer is overtaken by this message.
        memory.pending.retain(|tool| !tool.passing);
    }
    outlet.inject.answer_begins(outlet.number);
    let mut turn = Turn::new(Arc::clone(&app), Arc::clone(&session), outlet);
    let wishes = understand(&text, &app.search, &app.catalog.recipes);
    let outcome = if wishes.len() > app.options.limits.rounds {
        Err(ErrorFrame::code("max_rounds_exceeded"))
    } else {
        timeout(app.options.times.turn, fulfil(&mut turn, wishes))
            .await
            .map_err(|_| ErrorFrame::code("internal_error"))
    };
    match outcome {
        Ok(()) => turn.complete().await,
        Err(error) => turn.fail(error).await,
    }
    app.books.spend(&session, text.chars().count().saturating_add(turn.said));
}

/// Serves the answer to a checklist or a plan as a turn of its own, after the one that may be running.
pub(crate) async fn serve(app: Arc<App>, session: Arc<Session>, outlet: Outlet, tool: Tool) {
    let _turn = Arc::clone(&session.turn).lock_owned().await;
    outlet.inject.answer_begins(outlet.number);
    let mut turn = Turn::new(Arc::clone(&app), Arc::clone(&session), outlet);
    match timeout(app.options.times.turn, answers::serve(&mut turn, tool)).await {
        Ok(()) => turn.complete().await,
        Err(_) => turn.fail(ErrorFrame::code("internal_error")).await,
    }
    app.books.spend(&session, turn.said);
}

async fn fulfil(turn: &mut Turn, wishes: Vec<Wish>) {
    turn.status("thinking").await;
    cart::refresh(&turn.app, &turn.session).await;
    // New cards replace what "the first" and "it" mean, those of one answer together.
    let shows = wishes.iter().any(|wish| matches!(wish, Wish::Show(..) | Wish::Meal(..) | Wish::More));
    if shows {
        turn.session.memory().shown.clear();
    }
    let mut wishes = wishes.into_iter().peekable();
    while let Some(wish) = wishes.next() {
        turn.last = wishes.peek().is_none();
        reply::fulfil(turn, wish).await;
    }
}

/// Serves cart actions one after the other until no more can come.
pub(crate) async fn clerk(app: Arc<App>, outlet: Outlet, mut clicks: mpsc::UnboundedReceiver<Click>) {
    while let Some(click) = clicks.recv().await {
        let (session, frame, refusal) = match click {
            Click::SetQuantity(session, wanted) => {
                let wish = Wanted::Exactly(wanted.quantity);
                let change = cart::change(&app, &session, &wanted.sku, wish).await;
                (session, turn::changed(&change), change.refusal.map(|reason| (change.name, reason)))
            }
            Click::ClearCart(session) => {
                let (items, _, refusal) = cart::clear(&app, &session).await;
                (
                    session,
                    turn::cleared(items, refusal.is_some()),
                    refusal.map(|reason| (String::new(), reason)),
                )
            }
        };
        outlet.answer(&frame).await;
        conclude(&app, session, &outlet, refusal).await;
    }
}

/// Ends an action: with the reason in words when it was refused. While an answer is running, its own end concludes
/// the action too, and words of a refusal wait until then, so that they do not get into the other text.
async fn conclude(app: &Arc<App>, session: Arc<Session>, outlet: &Outlet, refusal: Option<(String, String)>) {
    let free = Arc::clone(&session.turn).try_lock_owned();
    let Some((name, reason)) = refusal else {
        if free.is_ok() {
            Turn::new(Arc::clone(app), session, outlet.clone()).complete().await;
        }
        return;
    };
    let (app, outlet) = (Arc::clone(app), outlet.clone());
    let words = async move {
        let _turn = match free {
            Ok(turn) => turn,
            Err(_) => Arc::clone(&session.turn).lock_owned().await,
        };
        let mut turn = Turn::new(Arc::clone(&app), session, outlet);
        let text = basket::refusal_text(&turn, &name, &reason);
        turn.say(&text).await;
        turn.complete().await;
    };
    tokio::spawn(words);
}
