//! What the shopper has made of checklists and plans, beside their frames.
//!
//! All of it may be absent: a text from before it was stored has open checklists without ticks.

use super::string;
use crate::core::decimal::Decimal;
use crate::core::json::{Value, Writer};
use crate::core::protocol::{IngredientChecklist, MealPlan};
use crate::core::tools::{Checklist, LineResult, Plan, PlanAnswer, PlanChange, Progress};
use crate::core::transcript::SendState;

pub(super) fn write_checklist(out: &mut Writer, list: &Checklist) {
    write_progress(out, list.progress);
    if let Some(servings) = list.servings {
        out.key("servings").uint(u64::from(servings));
    }
    out.key("lines").begin_array();
    for line in &list.lines {
        out.begin_object().key("have").bool(line.have);
        if !line.before.is_zero() {
            out.key("before").decimal(line.before);
        }
        match line.result {
            Some(LineResult::Added(quantity)) => out.key("added").decimal(quantity),
            Some(LineResult::Unchanged(quantity)) => out.key("unchanged").decimal(quantity),
            Some(LineResult::Missing) => out.key("unchanged").uint(0),
            None => out,
        };
        out.end_object();
    }
    out.end_array();
}

pub(super) fn read_checklist(value: &Value, frame: IngredientChecklist) -> Checklist {
    let mut list = Checklist::new(frame);
    if let Some(servings) = value.get("servings").and_then(Value::as_u32) {
        list.set_servings(servings);
    }
    let stored = value.get("lines").and_then(Value::as_array).unwrap_or_default();
    for (line, stored) in list.lines.iter_mut().zip(stored) {
        let number = |key| stored.get(key).and_then(Value::as_decimal);
        line.have = stored.get("have").and_then(Value::as_bool).unwrap_or(line.have);
        line.before = number("before").unwrap_or(Decimal::ZERO);
        line.result = number("added").map(LineResult::Added).or_else(|| {
            let kept = number("unchanged")?;
            Some(if kept.is_zero() { LineResult::Missing } else { LineResult::Unchanged(kept) })
        });
    }
    list.progress = read_progress(value);
    list
}

pub(super) fn write_plan(out: &mut Writer, plan: &Plan) {
    write_progress(out, plan.progress);
    match &plan.answer {
        Some(PlanAnswer::Approved) => {
            out.key("approved").bool(true);
        }
        Some(PlanAnswer::Change(change)) => {
            for (key, place) in [("day", change.day), ("meal", change.meal)] {
                if let Some(place) = place.and_then(|place| u64::try_from(place).ok()) {
                    out.key(key).uint(place);
                }
            }
            out.key("request").string(&change.request);
        }
        None => {}
    }
}

pub(super) fn read_plan(value: &Value, frame: MealPlan) -> Plan {
    let mut plan = Plan::new(frame);
    let place = |key| usize::try_from(value.get(key)?.as_u32()?).ok();
    plan.answer = match string(value, "request") {
        Some(request) => {
            Some(PlanAnswer::Change(PlanChange { day: place("day"), meal: place("meal"), request }))
        }
        None => value.get("approved").and_then(Value::as_bool).map(|_| PlanAnswer::Approved),
    };
    // An answer that cannot be told any more has to be given again.
    if plan.answer.is_some() || value.get("state").and_then(Value::as_str) == Some("closed") {
        plan.progress = read_progress(value);
    }
    plan
}

fn write_progress(out: &mut Writer, progress: Progress) {
    out.key("state").string(match progress {
        Progress::Open => "open",
        // What the server is at work on is a matter of this link: to the next one its fate is not known.
        Progress::Given(SendState::Confirmed) => "unconfirmed",
        Progress::Given(state) => super::write::send_state(state),
        Progress::Done => "done",
        Progress::Closed => "closed",
    });
}

fn read_progress(value: &Value) -> Progress {
    match value.get("state").and_then(Value::as_str) {
        Some("done") => Progress::Done,
        Some("closed") => Progress::Closed,
        Some("queued") => Progress::Given(SendState::Queued),
        Some("unconfirmed") => Progress::Given(SendState::Unconfirmed),
        Some("failed") => Progress::Given(SendState::Failed),
        _ => Progress::Open,
    }
}
