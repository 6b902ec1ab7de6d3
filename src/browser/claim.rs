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
use super::{field, window};

/// How long a claim waits before it is made once more, in milliseconds: a page that is being reloaded lets go of
/// its own only now. What the locks answer decides, not the time: a slow page is no other tab.
const PATIENCE: u64 = 300;

thread_local! {
    /// What this page holds: several widgets may hold one name together.
    static HELD: RefCell<Vec<(String, Weak<Claim>)>> = const { RefCell::new(Vec::new()) };
}

/// Hears whether the name is ours.
type Answer = Box<dyn FnOnce(bool)>;

/// A claim, given up when it is dropped, or, after a crash, by whoever outlives the program.
#[must_use = "the claim is given up on drop"]
pub(crate) struct Claim {
    me: Weak<Self>,
    name: String,
    locks: JsValue,
    request: Function,
    release: AbortController,
    /// To be called once.
    answer: RefCell<Option<Answer>>,
    again: RefCell<Option<Timer>>,
    _held: Held,
}

impl Claim {
    /// Claims `name`, and answers: at once, or when it is known. `None` where there is nothing to hold.
    pub(crate) fn new(name: &str, answer: Answer) -> Option<Rc<Self>> {
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
        let claim = Rc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            name: name.to_owned(),
            locks,
            request,
            _held: Held::new(&release),
            release,
            answer: RefCell::new(Some(answer)),
            again: RefCell::default(),
        });
        HELD.with_borrow_mut(|all| {
            all.retain(|(_, claim)| claim.strong_count() > 0);
            all.push((name.to_owned(), Rc::downgrade(&claim)));
        });
        claim.ask(true);
        Some(claim)
    }

    /// Asks for the lock. `may_wait`: it is asked for once more, if another page has it.
    fn ask(&self, may_wait: bool) {
        // The promise that ends the lock is settled by the signal itself, so it needs no program any more.
        let signal = self.release.signal();
        let until_released: JsValue = Promise::new(&mut |resolve, _| {
            let _ = signal.add_event_listener_with_callback("abort", &resolve);
        })
        .into();
        let me = Weak::clone(&self.me);
        let answered = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            // Given up meanwhile: then the lock is, too.
            let Some(claim) = me.upgrade() else { return JsValue::UNDEFINED };
            claim.answered(!lock.is_null(), may_wait);
            until_released
        });
        let options = Object::new();
        let _ = Reflect::set(&options, &JsValue::from_str("ifAvailable"), &JsValue::TRUE);
        let asked = self.request.call3(&self.locks, &JsValue::from_str(&self.name), &options, &answered);
        let Some(asked) = asked.ok().and_then(|asked| asked.dyn_into::<Promise>().ok()) else {
            self.settle(true);
            return;
        };
        let me = Weak::clone(&self.me);
        wasm_bindgen_futures::spawn_local(async move {
            // A page that may not have locks, in a sandbox for example, is asked nothing more.
            if JsFuture::from(asked).await.is_err()
                && let Some(claim) = me.upgrade()
            {
                claim.settle(true);
            }
        });
    }

    fn answered(&self, ours: bool, may_wait: bool) {
        if ours || !may_wait {
            self.settle(ours);
            return;
        }
        let me = Weak::clone(&self.me);
        *self.again.borrow_mut() = Some(Timer::new(PATIENCE, move || {
            if let Some(claim) = me.upgrade() {
                claim.ask(false);
            }
        }));
    }

    fn settle(&self, ours: bool) {
        let answer = self.answer.borrow_mut().take();
        if let Some(answer) = answer {
            answer(ours);
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.release.abort();
    }
}

/// The browser's locks, and how they are asked for.
fn lock_manager() -> Option<(JsValue, Function)> {
    let locks = field(&window()?.navigator(), "locks");
    let request = field(&locks, "request").dyn_into().ok()?;
    Some((locks, request))
}
