//! The deterministic assistant: it understands key words in three languages, searches the catalogue, plans meals, asks
//! the shop, and says honestly what it cannot do.
//!
//! The rooms: `part`, `figures`, `numbers`, `keywords` read words; `understand` and `asks` make wishes of them; `reply`
//! hands each wish to the room that fulfils it; `answers` takes what was pressed; `turn` says it all. `model` lets a
//! language model use the same rooms as its tools.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use crate::app::App;
use crate::journal::Asked;
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
pub(crate) mod model;
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

/// What a shopper wrote or pressed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) text: String,
    /// Pressed: the `tool_call_id` of the frame that asked.
    pub(crate) answers: Option<String>,
}

/// Answers what was accepted. The caller holds the conversation's turn.
pub(crate) async fn answer(app: Arc<App>, session: Arc<Session>, outlet: Outlet, asked: Asked) {
    match asked {
        Asked::Message(said) => reply(app, session, outlet, said).await,
        Asked::Tool(tool) => take(app, session, outlet, tool).await,
    }
}

async fn reply(app: Arc<App>, session: Arc<Session>, outlet: Outlet, said: Said) {
    let Said { text, answers } = said;
    let text = app.search.retyped(&text, keywords::is_key);
    {
        let mut memory = session.memory();
        memory.lang = app.tenant.spoken(lang::detect(&text, memory.lang));
        // What waited for an answer is overtaken by this message.
        memory.pending.retain(|tool| !tool.passing);
    }
    outlet.inject.answer_begins(outlet.number);
    let mut turn = Turn::new(Arc::clone(&app), Arc::clone(&session), outlet);
    let answering = async {
        match &app.options.llm {
            Some(llm) => model::answer(&mut turn, llm, &text, answers.as_deref()).await,
            None => fulfil(&mut turn, understand(&text, &app.search, &app.catalog.recipes)).await,
        }
    };
    let outcome = timeout(app.options.times.turn, answering).await;
    app.books.spend(&session, text.chars().count().saturating_add(turn.said));
    end(&mut turn, outcome).await;
}

/// Takes the answer to a checklist or a plan.
async fn take(app: Arc<App>, session: Arc<Session>, outlet: Outlet, tool: Tool) {
    outlet.inject.answer_begins(outlet.number);
    let mut turn = Turn::new(Arc::clone(&app), Arc::clone(&session), outlet);
    let serving = async {
        match &app.options.llm {
            Some(llm) => model::serve(&mut turn, llm, tool).await,
            None => {
                answers::serve(&mut turn, tool).await;
                Ok(())
            }
        }
    };
    let outcome = timeout(app.options.times.turn, serving).await;
    app.books.spend(&session, turn.said);
    end(&mut turn, outcome).await;
}

/// Serves the answer to a checklist or a plan as a turn of its own, after the one that may be running.
pub(crate) async fn serve(app: Arc<App>, session: Arc<Session>, outlet: Outlet, tool: Tool) {
    let _turn = Arc::clone(&session.turn).lock_owned().await;
    session.accept(Asked::Tool(tool.clone()), None);
    take(app, session, outlet, tool).await;
}

/// A turn ends completely, with its refusal, or because it took too long.
async fn end(turn: &mut Turn, outcome: Result<Result<(), ErrorFrame>, Elapsed>) {
    turn.session.close_turn();
    match outcome {
        Ok(Ok(())) => turn.complete().await,
        Ok(Err(error)) => turn.fail(error).await,
        Err(_) => turn.fail(ErrorFrame::code("internal_error")).await,
    }
}

async fn fulfil(turn: &mut Turn, wishes: Vec<Wish>) -> Result<(), ErrorFrame> {
    if wishes.len() > turn.app.tenant.limits.rounds {
        return Err(ErrorFrame::code("max_rounds_exceeded"));
    }
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
    Ok(())
}

/// Serves cart actions one after the other until no more can come.
pub(crate) async fn clerk(app: Arc<App>, outlet: Outlet, mut clicks: mpsc::Receiver<Click>) {
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
        end_click(&app, session, &outlet, refusal).await;
    }
}

/// Ends an action: with the reason in words when it was refused. While an answer is running, its own end concludes
/// the action too, and words of a refusal wait until then, so that they do not get into the other text.
async fn end_click(
    app: &Arc<App>,
    session: Arc<Session>,
    outlet: &Outlet,
    refusal: Option<(String, String)>,
) {
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
