//! One timeout.

use gloo_timers::callback::Timeout;

/// A timeout that is cancelled when it is dropped.
#[must_use = "the timeout is cancelled on drop"]
pub(crate) struct Timer {
    _timeout: Timeout,
}

impl Timer {
    /// Calls `callback` once, `millis` milliseconds from now. The browser's timeouts are 32-bit: a
    /// longer wait ends early, and the caller, who asks the clock anyway, arms another.
    pub(crate) fn new(millis: u64, callback: impl FnOnce() + 'static) -> Self {
        let millis = millis.min(i32::MAX as u64) as u32;
        Self { _timeout: Timeout::new(millis, callback) }
    }
}
