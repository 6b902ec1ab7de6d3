//! A name that one page of the origin holds at a time.
//!
//! A tab that is duplicated, or opened by a page, begins with a copy of the other's `sessionStorage`; nothing
//! in the copy tells that it is one. Web Locks do: a lock is held by a page and never copied, and it goes with its
//! page however that ends, a crash included, so there is no stale mark to misjudge. (A mark in the storage itself
//! stays behind when a phone discards a background tab without a word; a question to other pages over a channel
//! is not answered by one that is frozen.) Where the browser has no locks, as on a page without a secure
//! context, nobody is asked and every claim is granted.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::hooks::Held;
use super::timer::Timer;
use super::window;

/// How long a claim waits, in milliseconds: a page that is being reloaded lets go of its own only now.
const PATIENCE: u64 = 300;

thread_local! {
    /// What this page holds: several widgets may hold one name together.
    static HELD: RefCell<Vec<(String, Weak<Claim>)>> = const { RefCell::new(Vec::new()) };
}

/// Says, once, whether the name is ours.
type Answer = Rc<RefCell<Option<Box<dyn FnOnce(bool)>>>>;

/// A claim, given up when it is dropped, or, after a crash, by whoever outlives the program.
#[must_use = "the claim is given up on drop"]
pub(crate) struct Claim {
    release: AbortController,
    _patience: Option<Timer>,
    _held: Held,
}

impl Claim {
    /// Claims `name`, and answers: at once, or when it is known. `None` where there is nothing to hold.
    pub(crate) fn new(name: &str, answer: impl FnOnce(bool) + 'static) -> Option<Rc<Self>> {
        let held = HELD.with_borrow(|held| {
            let ours = held.iter().find(|(other, claim)| other == name && claim.strong_count() > 0);
            ours.and_then(|(_, claim)| claim.upgrade())
        });
        if held.is_some() {
            answer(true);
            return held;
        }
        let (Some((locks, request)), Ok(release)) = (lock_manager(), AbortController::new()) else {
            answer(true);
            return None;
        };
        let answer: Answer = Rc::new(RefCell::new(Some(Box::new(answer))));
        let (granted, late, patient) = (Rc::clone(&answer), Rc::clone(&answer), release.clone());
        // The promise that ends the lock is settled by the signal itself, so it needs no program any more.
        let signal = release.signal();
        let until_released = Promise::new(&mut |resolve, _| {
            let _ = signal.add_event_listener_with_callback("abort", &resolve);
        });
        let hold = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
            settle(&granted, true);
            until_released.into()
        });
        let options = Object::new();
        let _ = Reflect::set(&options, &JsValue::from_str("signal"), &release.signal());
        match request
            .call3(&locks, &JsValue::from_str(name), &options, &hold)
            .map(JsCast::dyn_into::<Promise>)
        {
            Ok(Ok(over)) => wasm_bindgen_futures::spawn_local(async move {
                // A claim that is given up before it was granted ends in an error that is none.
                let _ = JsFuture::from(over).await;
            }),
            _ => {
                settle(&answer, true);
            }
        }
        let patience = Timer::new(PATIENCE, move || {
            if settle(&late, false) {
                patient.abort();
            }
        });
        let held = Held::new(&release);
        let claim = Rc::new(Self { release, _patience: Some(patience), _held: held });
        HELD.with_borrow_mut(|all| {
            all.retain(|(_, claim)| claim.strong_count() > 0);
            all.push((name.to_owned(), Rc::downgrade(&claim)));
        });
        Some(claim)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.release.abort();
    }
}

/// Answers, unless that was done already. Says whether it was not.
fn settle(answer: &Answer, ours: bool) -> bool {
    let answer = answer.borrow_mut().take();
    let open = answer.is_some();
    if let Some(answer) = answer {
        answer(ours);
    }
    open
}

/// The browser's locks, and how they are asked for.
fn lock_manager() -> Option<(JsValue, Function)> {
    let locks = Reflect::get(&window()?.navigator(), &JsValue::from_str("locks")).ok()?;
    let request = Reflect::get(&locks, &JsValue::from_str("request")).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
