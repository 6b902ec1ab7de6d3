//! The assistant with a language model: the model decides what to say and which tools to use; the tools, the shop and
//! the frames are those of the deterministic assistant, so a client cannot tell the two apart.
//!
//! An answer is made in rounds: the dialogue goes to the model, its words stream to the shopper, the tools it calls are
//! run, their results go back. A tool that asks the shopper (`ask_user`, `recipe_checklist`, …) ends the answer with
//! the frame that asks; what the shopper presses is that tool's result and begins the next answer.

use crate::llm::{Failure, Llm};
use crate::wire::ErrorFrame;
use crate::wire::tools::{ModifyPlan, Tool};

use super::turn::Turn;
use super::{answers, cart};

mod calls;
pub(crate) mod dialogue;
mod prompt;
mod tools;

/// Answers a message. `pressed`: it is the answer to the interactive frame of this id.
pub(super) async fn answer(
    turn: &mut Turn,
    llm: &Llm,
    text: &str,
    pressed: Option<&str>,
) -> Result<(), ErrorFrame> {
    turn.status("thinking").await;
    cart::refresh(&turn.app, &turn.session).await;
    turn.session.memory().dialogue.hear(text, pressed);
    rounds(turn, llm).await
}

/// Serves the answer to a checklist or a plan, and lets the model speak of it.
pub(super) async fn serve(turn: &mut Turn, llm: &Llm, tool: Tool) -> Result<(), ErrorFrame> {
    let asked = turn.session.memory().proposals.tool_call_of(&tool);
    let said = match &tool {
        Tool::Submit(_) => "The shopper marked what to buy.".to_owned(),
        Tool::Approve(_) => "The shopper approved the plan.".to_owned(),
        Tool::Modify(answer) => wish(answer),
    };
    let done = turn.noted(async |turn| answers::serve(turn, tool).await).await;
    turn.session.memory().dialogue.told(&format!("{said}\nDone: {done}"), asked.as_deref());
    rounds(turn, llm).await
}

/// What the shopper wants to be different in a plan.
fn wish(answer: &ModifyPlan) -> String {
    let parts = [("day", &answer.day), ("meal", &answer.meal), ("wish", &answer.request)];
    let parts = parts.iter().filter_map(|(name, value)| Some(format!("; {name}: {}", value.as_ref()?)));
    format!(
        "The shopper wants the plan changed{}. It was changed as far as key words are understood; \
         if that is not what was meant, call change_meal_plan.",
        parts.collect::<String>()
    )
}

async fn rounds(turn: &mut Turn, llm: &Llm) -> Result<(), ErrorFrame> {
    let tools = tools::described(&turn.app.tenant);
    let pause = turn.app.options.times.llm_retry;
    for round in 0..turn.app.tenant.limits.rounds {
        let messages = prompt::messages(turn);
        let mut answer = llm.ask(messages, &tools, pause).await.map_err(refused)?;
        while let Some(piece) = answer.next().await.map_err(refused)? {
            turn.speak(&piece).await;
        }
        turn.end_text().await;
        let reply = answer.into_reply();
        let ends = reply.calls.is_empty();
        if ends && round == 0 && reply.text.trim().is_empty() {
            return Err(refused(Failure::Final("it said nothing".to_owned())));
        }
        let mut results = Vec::new();
        let mut open = None;
        for call in &reply.calls {
            match calls::run(turn, call, open.is_some()).await {
                calls::Outcome::Done(result) => results.push((call.id.clone(), result)),
                calls::Outcome::Asked(asked) => open = Some(asked),
            }
        }
        let waits = open.is_some();
        turn.session.memory().dialogue.round(reply, results, open);
        if waits || ends {
            return Ok(());
        }
    }
    Err(ErrorFrame::code("max_rounds_exceeded"))
}

/// The shopper learns that it failed; whoever runs the backend, why.
fn refused(failure: Failure) -> ErrorFrame {
    eprintln!("vizochok-backend: the language model: {failure}");
    ErrorFrame::code("internal_error")
}
